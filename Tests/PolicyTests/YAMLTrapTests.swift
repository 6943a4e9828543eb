import Testing

@testable import Policy

@Suite("YAML traps")
struct YAMLTrapTests {
    @Test(
        "what the dialect does not have is refused, with its place",
        arguments: [
            (
                "version: 1\nroles:\n  a: &x { number: 1 }\n  b: *x",
                "3:6 anchors and aliases are not allowed: write the value out"
            ),
            ("version: 1\nroles: !!map {}", "2:8 tags such as \"tag:yaml.org,2002:map\" are not allowed"),
            ("version: 1\nroles:\n  a: !role { number: 1 }", "3:6 tags such as \"!role\" are not allowed"),
            ("version: !!int 1\nroles: {}", "1:10 tags such as \"tag:yaml.org,2002:int\" are not allowed"),
            (
                "version: 1\nroles: {}\n---\nversion: 1",
                "3:1 a second document begins here: a policy file is one document"
            ),
            ("version: 1\nroles: {}\nroles: {}", "3:1 the key \"roles\" stands twice in one mapping"),
            ("version: 1\nroles:\n  \"a\": {}\n  a: {}", "4:3 the key \"a\" stands twice in one mapping"),
            ("version: 1\nroles: [", "2:9 not valid YAML"),
            ("version: 1\nroles: { a: b: c }", "2:14 not valid YAML"),
            ("version: 1\n\troles: {}", "2:1 not valid YAML"),
            ("version: 1\nroles:\n  ? [a, b]\n  : {}", "3:5 a key is a single word, not a list"),
            ("", "0:0 the file is empty"),
            ("# only a comment\n", "0:0 the file is empty"),
            ("- version: 1", "1:1 the file is a mapping, not a list"),
            ("roles: {}", "1:1 the file needs \"version\""),
            ("version: 2\nroles: {}", "1:10 \"version\" is a decimal number from 1 to 1, not \"2\""),
            ("version: 01\nroles: {}", "1:10 \"version\" is a decimal number from 1 to 1, not \"01\""),
            ("version: \"1\"\nroles: {}", "1:10 \"version\" is a number"),
            ("version: 1\nrolls: {}", "2:1 unknown key \"rolls\" in the file: did you mean \"roles\"?"),
        ])
    func refused(_ roles: String, _ finding: String) {
        var files = PolicyFiles()
        files.roles = roles
        let ofRoles = files.findings().filter { $0.hasPrefix("roles.yaml") }
        #expect(ofRoles.contains { $0.hasPrefix("roles.yaml:" + finding) }, "\(ofRoles)")
    }

    @Test("a nesting that would exhaust the stack is refused as bad YAML")
    func nesting() {
        var files = PolicyFiles()
        files.roles = String(repeating: "[", count: 200_000)
        #expect(files.findings().contains { $0.contains("not valid YAML") })
    }

    @Test("a file that is no UTF-8 or too large is refused")
    func bytes() {
        let files = PolicyFiles()
        func findings(_ bytes: [UInt8]) -> [String] {
            var source = files.source
            source.files[2] = PolicySource.File(path: "routes/r.yaml", name: "routes/r.yaml", bytes: bytes)
            return (#expect(throws: PolicyFindings.self) { try PolicyCompiler(files.environment).compile(source) })?
                .findings.map(\.message) ?? []
        }
        #expect(findings([0x76, 0xFF]) == ["the file is not UTF-8"])
        #expect(findings([UInt8](repeating: 0x23, count: (1 << 20) + 1)) == ["the file is larger than 1 MiB"])
    }

    @Test(
        "unquoted words that other readers take for something else are known",
        arguments: [
            ("NO", "a boolean"), ("yes", "a boolean"), ("Off", "a boolean"), ("y", "a boolean"), ("true", "a boolean"),
            ("null", "nothing"), ("~", "nothing"), ("", "nothing"), ("010", "a number"), ("0x1F", "a number"),
            ("0o17", "a number"), ("1_000", "a number"), ("1:30", "a number"), ("1.5", "a number"), ("-3", "a number"),
            ("1e3", "a number"), (".5", "a number"), ("2.", "a number"), ("1:30:00.5", "a number"),
            ("1.5E+3", "a number"), (".inf", "a number"), (".NaN", "a number"), ("<<", "a merge key"),
            ("2027-01-01", "a date"),
        ])
    func traps(_ text: String, _ meaning: String) {
        #expect(PlainScalar.meaning(of: text) == meaning)
    }

    @Test(
        "words are words",
        arguments: [
            "member", "no-one", "v1", "/a/b", "5s", "1MiB", "-", "north", "e3", "10.0.0.1", "10.0.0.1:x", "2026-05",
            "1-2", "1e", "a1",
        ])
    func words(_ text: String) {
        #expect(PlainScalar.meaning(of: text) == nil)
    }

    @Test("quotes make a word of anything", arguments: ["\"NO\"", "'123'", "\"2027-01-01\""])
    func quoted(_ name: String) throws {
        _ = try PolicyFiles(access: "{ allow: [{ users: [\(name)] }] }").compile()
    }
}
