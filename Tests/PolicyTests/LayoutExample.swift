import Testing

/// A policy text and the layout that the formatter gives it.
struct LayoutExample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let before: String
    let after: String

    init(_ rule: String, _ before: String, _ after: String) {
        testDescription = rule
        self.before = before
        self.after = after
    }

    static let all = blocks + brackets + values + blockScalars + comments + blankLines

    private static let blocks = [
        LayoutExample("two spaces a level", "a:\n    b:\n     c: d\n    e: f", "a:\n  b:\n    c: d\n  e: f\n"),
        LayoutExample("a file that is indented as a whole", "   a:\n      b: c\n   d: e", "a:\n  b: c\nd: e\n"),
        LayoutExample("items at the column of their key", "a:\n- b\n- c\nd: e", "a:\n  - b\n  - c\nd: e\n"),
        LayoutExample(
            "keys of an item align behind its dash", "a:\n-   b: c\n    d:\n    -  e: f\n       g: h",
            "a:\n  - b: c\n    d:\n      - e: f\n        g: h\n"),
        LayoutExample("lists in lists", "a:\n -  -  b\n    -  c\n -  - d", "a:\n  - - b\n    - c\n  - - d\n"),
        LayoutExample("an item below its dash", "a:\n-\n      b: c\n      d: e", "a:\n  -\n    b: c\n    d: e\n"),
        LayoutExample("values below their keys", "a:\n      b\nc:\n   [d,e]", "a:\n  b\nc:\n  [d, e]\n"),
        LayoutExample("one space around colons", "a :   b\n\"c\"  : d\ne:\tf", "a: b\n\"c\": d\ne: f\n"),
        LayoutExample("no blanks at the end of lines", "a:  \n  b: c\t \n  \n", "a:\n  b: c\n"),
        LayoutExample("signs inside words", "a: -1\nb: ?c\nd: x#y:z", "a: -1\nb: ?c\nd: x#y:z\n"),
        LayoutExample("a document marker", "---   # c\na: b\n...", "---   # c\na: b\n...\n"),
        LayoutExample("letters of more than one byte", "é:\n    ü: [ß,\"→\"]", "é:\n  ü: [ß, \"→\"]\n"),
    ]

    private static let brackets = [
        LayoutExample(
            "blanks in brackets", "a: {b:   c,d : [ e,f ,  g ],\th: \"i\" }",
            "a: { b: c, d: [e, f, g], h: \"i\" }\n"),
        LayoutExample("empty brackets", "a: { }\nb: [  ]\nc: [{ },[ ]]", "a: {}\nb: []\nc: [{}, []]\n"),
        LayoutExample("nested brackets", "a: [{b: {c: d}},[e]]", "a: [{ b: { c: d } }, [e]]\n"),
        LayoutExample("quoted keys need no blank", "a: {\"b\":c, 'd':[e]}", "a: { \"b\": c, 'd': [e] }\n"),
        LayoutExample("text between quotes", "a: [ \"b,c:  {d}\",'it''s  [x]' ]", "a: [\"b,c:  {d}\", 'it''s  [x]']\n"),
        LayoutExample("an escaped quote", "a: [\"b\\\" ,c\",d]", "a: [\"b\\\" ,c\", d]\n"),
        LayoutExample("unquoted text", "a: [b:c,d  e,f#g,http://h:1/i]", "a: [b:c, d  e, f#g, http://h:1/i]\n"),
        LayoutExample("keys without a value", "a: {b: ,c: }\nd: [e: ]", "a: { b: , c: }\nd: [e: ]\n"),
        LayoutExample("a comma at the end", "a: [b, ]\nc: {d: e , }", "a: [b,]\nc: { d: e, }\n"),
        LayoutExample("brackets over several lines", "a:  {b: c,\n     d:  [e]}", "a: {b: c,\n     d:  [e]}\n"),
        LayoutExample(
            "several lines move as the first", "a:\n    b: [\n      c,\n\n\n      d,   # e\n    ]\n    f: g",
            "a:\n  b: [\n    c,\n\n    d,   # e\n  ]\n  f: g\n"),
        LayoutExample(
            "no line left of the key", "a:\n    b: [\nc,\n  d\n]", "a:\n  b: [\n  c,\n  d\n  ]\n"),
        LayoutExample("text over lines in brackets", "a: [b\n\n\n  c,\n\n\n  d]", "a: [b\n\n\n  c,\n\n  d]\n"),
    ]

    private static let values = [
        LayoutExample(
            "unquoted text over lines", "a:\n    b: c\n      d  \n\n\n      e", "a:\n  b: c\n    d\n\n\n    e\n"),
        LayoutExample(
            "quoted text over lines", "a:\n    b: \"c  \n \n\n      d # e\\ \n  f\"",
            "a:\n  b: \"c\n\n\n    d # e\\ \n   f\"\n"),
        LayoutExample("lines of quoted text stay right of the key", "a:\n  - b: 'c\nd'", "a:\n  - b: 'c\n     d'\n"),
        LayoutExample("a break that is escaped", "a: \"b\\\n    c\"", "a: \"b\\\n    c\"\n"),
        LayoutExample("a dash in a further line is text", "a: b\n  - c\nd: e", "a: b\n  - c\nd: e\n"),
        LayoutExample("text of an item", "a:\n-    b\n     c", "a:\n  - b\n    c\n"),
    ]

    private static let blockScalars = [
        LayoutExample(
            "moves as a whole", "a:\n    b: |  \n        c  \n\n\n          d\t\n        # e\n    f: g",
            "a:\n  b: |\n    c  \n\n\n      d\t\n    # e\n  f: g\n"),
        LayoutExample("tabs and blanks inside", "a: |\n   b\n   \tc\n     \nd: e", "a: |\n  b\n  \tc\n    \nd: e\n"),
        LayoutExample("blanks that are no text", "a: >-\n   \n    b\n  \n    c", "a: >-\n\n  b\n\n  c\n"),
        LayoutExample(
            "a column of its own", "a:\n      b: |2\n          c\n        d\n", "a:\n  b: |2\n      c\n    d\n"),
        LayoutExample(
            "of an item", "a:\n-   |-\n      b\n      c\n- >+1\n  d\n", "a:\n  - |-\n    b\n    c\n  - >+1\n    d\n"),
        LayoutExample(
            "blank lines behind it", "a: |\n  b\n\n\n\nc: d\ne: |-\n  f\n\n\n", "a: |\n  b\n\nc: d\ne: |-\n  f\n"),
        LayoutExample(
            "blank lines that are text", "a: |+\n  b\n\n\n\nc: |+\n  d\n\n\n", "a: |+\n  b\n\n\n\nc: |+\n  d\n\n\n"),
        LayoutExample("without text", "a: |\nb: >-\n\n\nc: d", "a: |\nb: >-\n\nc: d\n"),
    ]

    private static let comments = [
        LayoutExample(
            "like what follows", "  # a\nb:\n# c\n    # d\n    e: f\n  # g\nh: i",
            "# a\nb:\n  # c\n  # d\n  e: f\n# g\nh: i\n"),
        LayoutExample(
            "with the block that ends", "a:\n    - b: c\n      # d: e\n    # f\n    - g: h\n      # i\n# j",
            "a:\n  - b: c\n    # d: e\n  # f\n  - g: h\n    # i\n# j\n"),
        LayoutExample(
            "in place of a value", "a:\n    # b\nc:\n    - # d\n    -\n       # e\nf: g",
            "a:\n  # b\nc:\n  - # d\n  -\n    # e\nf: g\n"),
        LayoutExample(
            "behind something", "a: b   # c  \nd:   # e\n  - {f: g}# h\n  -  # i\n  - \"j\"\t# k",
            "a: b   # c\nd:   # e\n  - { f: g } # h\n  -  # i\n  - \"j\" # k\n"),
        LayoutExample("behind a block scalar's sign", "a: |# b\n   # c\n # d\ne: f", "a: | # b\n  # c\n# d\ne: f\n"),
        LayoutExample("their own blanks", "#a   b\n#\n#   c  \nd: e", "#a   b\n#\n#   c\nd: e\n"),
    ]

    private static let blankLines = [
        LayoutExample("one in a row, none at the ends", "\n\na: b\n\n \n\nc: d\n\n\n", "a: b\n\nc: d\n"),
        LayoutExample(
            "between routes", "routes:\n- id: a\n  to: b\n- id: c\n  to: d\n\n\n- id: e\nf: g",
            "routes:\n  - id: a\n    to: b\n\n  - id: c\n    to: d\n\n  - id: e\nf: g\n"),
        LayoutExample(
            "between tests, under a quoted key", "\"tests\":\n  - [a,\n     b]\n  - c",
            "\"tests\":\n  - [a,\n     b]\n\n  - c\n"),
        LayoutExample(
            "not between items of one line", "routes:\n- {id: a}\n- {id: b}\n\n- {id: c}",
            "routes:\n  - { id: a }\n  - { id: b }\n\n  - { id: c }\n"),
        LayoutExample("not between items of other lists", "a:\n- b: c\n  d: e\n- f", "a:\n  - b: c\n    d: e\n  - f\n"),
        LayoutExample(
            "not between items further in", "routes:\n- routes:\n  - a: b\n    c: d\n  - e",
            "routes:\n  - routes:\n      - a: b\n        c: d\n      - e\n"),
        LayoutExample(
            "before the comment of an item", "routes:\n- id: a\n  to: b\n  # of a\n# of c\n# too\n- id: c",
            "routes:\n  - id: a\n    to: b\n    # of a\n\n  # of c\n  # too\n  - id: c\n"),
        LayoutExample(
            "a comment that stands apart", "routes:\n- id: a\n  to: b\n# apart\n\n- id: c",
            "routes:\n  - id: a\n    to: b\n  # apart\n\n  - id: c\n"),
        LayoutExample(
            "none that would become text", "tests:\n- a: |+\n    b\n- c: |+\n    d\n\n\n# e\n- f: g",
            "tests:\n  - a: |+\n      b\n  - c: |+\n      d\n\n\n  # e\n  - f: g\n"),
    ]
}
