import Foundation
import Testing

@testable import Policy

@Suite("The policy formatter")
struct PolicyFormatterTests {
    @Test("each rule of the layout", arguments: LayoutExample.all)
    func layout(_ example: LayoutExample) throws {
        #expect(try PolicyFormatter.format(example.before, name: "f.yaml") == example.after)
    }

    @Test("what is in its layout stays", arguments: LayoutExample.all)
    func idempotent(_ example: LayoutExample) throws {
        #expect(try PolicyFormatter.format(example.after, name: "f.yaml") == example.after)
    }

    @Test("the line breaks of Windows and a byte order mark make no difference", arguments: LayoutExample.all)
    func windows(_ example: LayoutExample) throws {
        let text = "\u{FEFF}" + example.before.replacing("\n", with: "\r\n")
        #expect(try PolicyFormatter.format(text, name: "f.yaml") == example.after)
    }

    @Test("the shipped policies are in their layout, and come back to it when it is spoilt")
    func shipped() throws {
        let texts = try Self.shippedTexts()
        #expect(texts.count > 4)
        for (name, text) in texts {
            #expect(try PolicyFormatter.format(text, name: name) == text)
            let spoilt = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.isEmpty ? "" : "   " + line
            }
            #expect(try PolicyFormatter.format("\n\n" + spoilt.joined(separator: "\r\n"), name: name) == text)
        }
    }

    @Test("every comment is kept, wherever it stands")
    func comments() throws {
        let text = """
            # 1
              # 2
            version: 1# 3 is text
            routes:   # 4
            # 5
            -    # 6
             id: a   # 7
             match: {   # 8
                # 9
               a: b,# 10
              }   # 11
             # 12
             text: |   # 13
               # text
             more: "#" # 14
             # 15

            # 16
            """
        let formatted = try PolicyFormatter.format(text, name: "f.yaml")
        var rest = formatted[...]
        for number in (1...16).filter({ $0 != 3 }) {
            let range = try #require(rest.firstRange(of: "# \(number)\n"), "\(number)")
            rest = rest[range.upperBound...]
        }
        #expect(formatted.contains("    # text\n"))
    }

    @Test(
        "what cannot be formatted is refused with its place",
        arguments: [
            ("version: 1\n\troutes: []", ["2:1 a tab begins this line: write spaces"]),
            (
                "a:\n  \t# c\n \tb: 1",
                ["2:3 a tab begins this line: write spaces", "3:2 a tab begins this line: write spaces"]
            ),
            ("a: [b,\n\tc]", ["2:1 a tab begins this line: write spaces"]),
            ("a: \"b\n  \tc\"", ["2:3 a tab begins this line: write spaces"]),
            ("version: 1\nroles: [", ["2:9 not valid YAML"]),
            ("version: 1\nroles: { a: b: c }", ["2:14 not valid YAML"]),
            ("version: 1\nroles: {}\nroles: {}", ["3:1 the key \"roles\" stands twice in one mapping"]),
            ("a: &x b\nc: *x", ["1:4 anchors and aliases are not allowed", "2:4 anchors and aliases are not allowed"]),
            ("a: 1\n---\nb: 2", ["2:1 a second document begins here"]),
            ("é: !!str \"b\"", ["1:4 tags are not allowed"]),
            ("a: [!!str \"b\"]", ["1:5 tags are not allowed"]),
            ("? a\n: b", ["1:1 only the form \"key: value\" is allowed"]),
            ("a: b\n: c", ["2:1 only the form \"key: value\" is allowed"]),
            ("a: { ? b : c }", ["1:6 only the form \"key: value\" is allowed"]),
            ("%YAML 1.1\n---\na: b", ["1:1 a directive such as %YAML is not allowed"]),
            ("a: b # c\u{2028}d: e", ["1:9 YAML ends a line here"]),
            ("a: b\rc: d", ["1:5 YAML ends a line here"]),
            ("a: |\n  b", ["2:4 the file ends inside a block scalar"]),
            ("", ["0:0 the file is empty"]),
        ])
    func refused(_ text: String, _ findings: [String]) {
        let found = Self.findings(text)
        #expect(found.count == findings.count && zip(found, findings).allSatisfy { $0.hasPrefix($1) }, "\(found)")
    }

    @Test("a finding shows the file, the place and the line")
    func finding() {
        let error = #expect(throws: PolicyFindings.self) {
            try PolicyFormatter.format("a:\n\tb: 1\n", name: "policies/roles.yaml")
        }
        #expect(
            error?.description
                == "policies/roles.yaml:2:1: a tab begins this line: write spaces\n    \tb: 1\n    ^")
    }

    @Test("a file indented with tabs does not have a finding for every line")
    func manyTabs() {
        #expect(Self.findings(String(repeating: "\ta: b\n", count: 1000)).count == 20)
    }

    @Test("a form that the layout would break is refused, not broken")
    func broken() {
        // A dash before a blank begins a list, so the mapping with the text "-" as its key cannot be spaced.
        #expect(
            Self.findings("a: {-}") == ["0:0 formatting would break the file, so it stays as it is"])
    }

    @Test(
        "a document is told from another one by values, kinds, order, keys and quotes",
        arguments: [
            ("a: 1", "a: 1 # c", nil), ("a: 1", "a: \"1\"", "1:4"), ("a: x\nb: y", "a: x\nb: z", "2:4"),
            ("a: x\nb: y", "b: y\na: x", "1:1"), ("a: [b]", "a: [b, c]", "1:4"), ("a: [b, c]", "a: [b, d]", "1:8"),
            ("a: {}", "a: []", "1:4"), ("a: {}", "a: { b: c }", "1:4"), ("é: x", "e\u{301}: x", "1:1"),
        ] as [(String, String, String?)])
    func difference(_ before: String, _ after: String, _ place: String?) throws {
        let position = PolicyFormatter.difference(try Self.read(before), try Self.read(after))
        #expect(position.map { "\($0.line):\($0.column)" } == place)
    }

    private static func read(_ text: String) throws -> SourceNode {
        var log = FindingLog()
        return try #require(YAMLReader.read(text, SourceFile(name: "f", text: text), &log))
    }

    private static func findings(_ text: String) -> [String] {
        do throws(PolicyFindings) {
            _ = try PolicyFormatter.format(text, name: "f.yaml")
            return []
        } catch {
            return error.findings.map { "\($0.line):\($0.column) \($0.message)" }
        }
    }

    private static func shippedTexts() throws -> [(name: String, text: String)] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yaml") }
        return try names.sorted().map { ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8)) }
    }
}
