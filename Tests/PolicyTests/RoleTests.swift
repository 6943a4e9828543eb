import Domain
import Testing

@testable import Policy

@Suite("Roles")
struct RoleTests {
    @Test(
        "each mistake in the roles is found at its place",
        arguments: [
            ("a: { number: 63 }", "3:16 \"number\" is a decimal number from 0 to 62, not \"63\""),
            ("a: { number: -1 }", "3:16 \"number\" is a decimal number from 0 to 62, not \"-1\""),
            ("a: { number: 07 }", "3:16 \"number\" is a decimal number from 0 to 62, not \"07\""),
            ("a: { number: two }", "3:16 \"number\" is a decimal number from 0 to 62, not \"two\""),
            ("a: { number: 1 }\n  b: { number: 1 }", "4:16 \"a\" has the number 1 already"),
            (
                "a: { includes: [memebr] }\n  member: { number: 1 }",
                "3:19 unknown role \"memebr\": did you mean \"member\"?"
            ),
            ("a: { includes: [b] }\n  b: { includes: [a] }", "3:3 the role \"a\" includes itself"),
            ("a: { includes: [a] }", "3:3 the role \"a\" includes itself"),
            ("a: { includes: [anonymous] }\n  anonymous: {}", "3:19 \"anonymous\" cannot be included"),
            ("anonymous: { number: 9 }", "3:3 \"anonymous\" is anybody"),
            ("Admin: { number: 4 }", "3:3 \"Admin\" is no name"),
            ("a: { numbr: 1 }", "3:8 unknown key \"numbr\" in the role \"a\": did you mean \"number\"?"),
            ("a: 1", "3:6 the role \"a\" is a mapping, not a single value"),
        ])
    func mistakes(_ roles: String, _ finding: String) {
        var files = PolicyFiles()
        files.roles = "version: 1\nroles:\n  \(roles)"
        #expect(files.findings().contains { $0.hasPrefix("roles.yaml:" + finding) }, "\(files.findings())")
    }

    @Test("a rule for a role that nobody can have is a mistake")
    func nobody() {
        var files = PolicyFiles(access: "{ allow: [{ roles: [auditor] }] }")
        files.roles += "\n  auditor: {}"
        #expect(
            files.findings() == [
                "6:33 nobody can have the role \"auditor\": it has no number, and no role with one includes it"
            ])
    }

    @Test("numbers are named")
    func names() throws {
        let roles = try PolicyFiles().compile().roles
        #expect(roles.name(of: .member) == "member")
        #expect(roles.name(of: .approved) == nil)
        #expect(roles.names == ["anonymous", "business-admin", "member", "pending", "system-admin"])
    }
}
