import Domain
import Testing

@Suite("Text patterns")
struct TextPatternTests {
    private static let letter = TextPattern.Form.one(CharacterClass("a"..."c"))
    private static let dot = TextPattern.Form.sign(".")

    private static let forms: [TextPattern.Form] = [
        .sequence([]), letter, .optional(letter), .any(letter), .some(letter), .joined(.some(letter), by: dot),
        .either([letter, dot]), .either([.sequence([letter, letter]), .some(dot)]),
        .any(.either([.sequence([letter, dot]), dot])), .some(.any(letter)), .any(.optional(letter)),
        .sequence([.optional(dot), .any(letter), dot]),
        .one(CharacterClass(signs: "-^]\\[")), .one(.all(but: [.other, .space], signs: ":")),
        .some(.one(CharacterClass(categories: [.upperCaseLetter, .decimalDigit]))),
    ]

    private static let texts: [String] = {
        let signs = ["", "a", "c", ".", "d"]
        var texts = Set(signs)
        for _ in 0..<3 { texts = Set(texts.flatMap { text in signs.map { text + $0 } }) }
        return texts.sorted()
            + [
                "-", "^", "]", "\\", "[", ":", " ", "A", "\u{c4}", "\u{661}", "A1", "\u{0}", "\u{200b}", "\u{a0}",
                "\u{e000}",
                "e\u{301}", "\u{1f600}", "a\n", "\n",
            ]
    }()

    /// Another engine reads the expression.
    @Test("a text matches exactly when the written expression does", arguments: forms.indices)
    func agreement(place: Int) throws {
        let pattern = TextPattern(Self.forms[place])
        let inner = String(pattern.expression.dropFirst().dropLast())
        let expression = try Regex(inner).matchingSemantics(.unicodeScalar)
        for text in Self.texts {
            let matches = try expression.wholeMatch(in: text) != nil
            #expect(pattern.matches(text) == matches, "\(pattern.expression) \(text.debugDescription)")
        }
    }

    @Test(
        "expressions are written as ECMA-262 reads them",
        arguments: [
            (TextPattern.Form.joined(.some(letter), by: dot), "^[a-c]+(?:[.][a-c]+)*$"),
            (.either([letter, .some(dot)]), "^(?:[a-c]|[.]+)$"),
            (.optional(.one(.all(but: [.other], signs: ":-"))), #"^[^:\-\p{C}]?$"#),
        ])
    func expressions(form: TextPattern.Form, expression: String) {
        #expect(TextPattern(form).expression == expression)
    }

    @Test("a text that would keep a backtracking engine busy for ever is read once")
    func time() {
        let pattern = TextPattern(.sequence([.some(.some(Self.letter)), Self.dot]))
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
        #expect(pattern.matches(String(repeating: "a", count: 20_000) + "."))
    }
}
