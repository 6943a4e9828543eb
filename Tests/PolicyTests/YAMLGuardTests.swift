import Testing

@testable import Policy

@Suite("Before the YAML library")
struct YAMLGuardTests {
    @Test(
        "anchors, aliases, keys that are collections and directives are refused where they stand",
        arguments: [
            ("a: &x 1", ["1:4 anchors and aliases"]),
            (
                "a: 1\na: 2\nb: { c: 1, 'c': 2, d: [{ e: 1, e: 2 }] }\nc: 1",
                ["2:1 the key \"a\"", "3:12 the key \"c\"", "3:32 the key \"e\""]
            ),
            ("a: &x [1]\nb: *x", ["1:4 anchors and aliases", "2:4 anchors and aliases"]),
            ("a: &x { b: &y c }", ["1:4 anchors and aliases", "1:12 anchors and aliases"]),
            ("&a a: 1", ["1:1 anchors and aliases"]),
            ("- &a a\n- *a : 1", ["1:3 anchors and aliases", "2:3 anchors and aliases"]),
            ("- &a a\n---\n- *a", ["1:3 anchors and aliases", "3:3 anchors and aliases"]),
            ("[ \"\":*a ]", ["1:6 anchors and aliases"]),
            ("{ a: 1, [b]: 2 }", ["1:9 a key is a single word"]),
            ("a: 1\n? - b\n: 2\n? { c: d }\n: 3", ["2:3 a key is a single word", "4:3 a key is a single word"]),
            ("%YAML 1.1\n---\na: 1", ["1:1 a line that begins with \"%\""]),
            ("%TAG ! b\n%TAG !c! d\n---\na: 1", ["1:1 a line that begins", "2:1 a line that begins"]),
        ])
    func refused(_ text: String, _ expected: [String]) {
        let findings = findings(text)
        #expect(findings.count == expected.count, "\(findings)")
        #expect(zip(findings, expected).allSatisfy { $0.hasPrefix($1) }, "\(findings)")
    }

    @Test(
        "what only looks like one of these is let through",
        arguments: [
            "a: \"terms &amp; conditions, *all* of them\"", "a: 'R &D *x'", "# see *this* and &that\na: 1",
            "a: |\n  &x *y\n  # *z", "a: b &c *d", "host: \"*.example.org\"", "path: \"/a?b=1&c=2\"", "a: 5 * 3 & 4",
            "? a\n: b", "a: { ? b : c }", "a:\n  %b: 1", "a: 100%", "a: [ { b: { c: [ d ] } }, { e: [] } ]", "",
            "# only",
            "a: \"x\\u2028y\\u202Ez\"", "a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1", "a: é\u{300}\u{1F600}",
        ])
    func admitted(_ text: String) {
        #expect(findings(text) == [])
    }

    @Test(
        "what is no YAML is left to the reader, which says why",
        arguments: ["[", "a: [b", "a: b: c", "\ta: 1", "\"", "a: \u{1}", "a: @b", "{ a: 1 ] }"])
    func noYAML(_ text: String) {
        #expect(findings(text) == [])
        var files = PolicyFiles()
        files.roles = text
        #expect(files.findings().contains { $0.contains("not valid YAML") })
    }

    @Test(
        "characters that an editor shows otherwise than YAML reads them are refused, with how to write them",
        arguments: [
            ("a: 1 # b\u{85}c: 2", "1:9 U+0085 ends a line", "\"\\u0085\""),
            ("a: 1\n# b\u{2028}c: 2", "2:4 U+2028 ends a line", "\"\\u2028\""),
            ("a: \"\u{2029}\"", "1:5 U+2029 ends a line", "\"\\u2029\""),
            ("a: 1\rb: 2\n", "1:5 U+000D ends a line", "\"\\u000D\""),
            ("a: 1\r\r\nb: 2", "1:5 U+000D ends a line", "\"\\u000D\""),
            ("roles: [a] # \u{202E}]b[", "1:14 U+202E makes an editor show", "\"\\u202E\""),
            ("é: \u{2066}a", "1:4 U+2066 makes an editor show", "\"\\u2066\""),
        ])
    func hidden(_ text: String, _ expected: String, _ escape: String) {
        let findings = findings(text)
        #expect(findings.count == 1)
        #expect(findings.first?.hasPrefix(expected) == true && findings.first?.hasSuffix(escape) == true, "\(findings)")
    }

    @Test(
        "collections are nested 32 deep and no deeper, however they are written",
        arguments: [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]"), ("- ", ""), ("[a: ", "]")])
    func depth(_ opening: String, _ closing: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
        }
        let each = opening.contains("[{") || opening.contains("[a") ? 2 : 1
        #expect(findings(nested(YAMLGuard.maxDepth / each)) == [])
        let tooDeep = findings(nested(YAMLGuard.maxDepth / each + 1))
        #expect(tooDeep.count == 1)
        #expect(tooDeep.first?.hasSuffix("nested more than 32 deep") == true, "\(tooDeep)")
        #expect(findings(nested(300)).count == 1)
    }

    @Test("of a file full of anchors twenty are reported, and of one full of hidden breaks as well")
    func bounded() {
        let anchors = (0..<1000).map { "a\($0): &a\($0) [*a\($0), *a\($0)]" }.joined(separator: "\n")
        #expect(findings(anchors).count == YAMLGuard.maxFindings)
        #expect(findings(String(repeating: "#\u{85}\n", count: 1000)).count == YAMLGuard.maxFindings)
    }

    @Test("the reader composes nothing that was not let through")
    func wired() {
        // Ten to the twelfth values as a key, and a tree half a million deep: composed, neither would come to an end.
        let laughs = (1...11).map {
            "a\($0): &a\($0) [" + repeatElement("*a\($0 - 1)", count: 10).joined(separator: ",") + "]"
        }
        let (opening, closing) = (String(repeating: "[", count: 900), String(repeating: "]", count: 900))
        let chain = (1...500).map { "a\($0): &a\($0) \(opening)*a\($0 - 1)\(closing)" }
        for lines in [laughs + ["? *a11\n: 1"], chain] {
            var files = PolicyFiles()
            files.roles = "a0: &a0 [x]\n" + lines.joined(separator: "\n")
            let findings = files.findings().filter { $0.hasPrefix("roles.yaml") }
            #expect(findings.first == "roles.yaml:1:5 anchors and aliases are not allowed: write the value out")
            #expect(findings.count <= YAMLGuard.maxFindings)
        }
        // A role behind a comment.
        var files = PolicyFiles()
        files.roles += "\n  # \u{85}  hidden: { number: 9 }"
        #expect(files.findings().map { $0.prefix(17) } == ["roles.yaml:8:5 U+"])
    }

    private func findings(_ text: String) -> [String] {
        var log = FindingLog()
        let isAdmitted = YAMLGuard.admits(text, SourceFile(name: "f", text: text), &log)
        #expect(isAdmitted == log.findings.isEmpty)
        return log.findings.map { "\($0.line):\($0.column) \($0.message)" }
    }
}
