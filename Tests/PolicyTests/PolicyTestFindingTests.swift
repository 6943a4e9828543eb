import Domain
import Testing

@testable import Policy

@Suite("Findings in tests of a policy, and what they cover")
struct PolicyTestFindingTests {
    /// The test begins on line 3.
    @Test(
        "each mistake in a test is found at its place",
        arguments: [
            (
                "request: GET /a\n    roles: { membr: allow }",
                "5:14 no caller can have the role \"membr\": did you mean \"member\"?"
            ),
            ("request: GET /a\n    roles: { visitors: allow }", "5:14 no caller can have the role \"visitors\""),
            (
                "request: GET /a\n    as: { role: membr }\n    expect: { decision: allow }",
                "5:17 no caller can have the role \"membr\": did you mean \"member\"?"
            ),
            ("request: GET /a\n    roles: { member: alow }", "5:22 unknown reason \"alow\": did you mean \"allow\"?"),
            ("request: GET /a\n    roles: { pending: rol }", "5:23 unknown reason \"rol\": did you mean \"role\"?"),
            ("request: GET /a\n    roles: { pending: nonsense }", "5:23 unknown reason \"nonsense\""),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { decision: deny, reason: condtion }",
                "6:39 unknown reason \"condtion\": did you mean \"condition\"?"
            ),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { route: lst }",
                "6:22 unknown route \"lst\": did you mean \"list\"?"
            ),
            ("request: GET /a\n    as: { role: member }\n    expect: { route: none }", "6:22 unknown route \"none\""),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { decision: perhaps }",
                "6:25 \"decision\" is allow or deny, not \"perhaps\""
            ),
            (
                "request: GET /a\n    roles: {}",
                "5:12 \"roles\" is a mapping of roles to \"allow\" or the reason of the refusal"
            ),
            (
                "request: GET /a\n    roles: [member]",
                "5:12 \"roles\" is a mapping of roles to \"allow\" or the reason of the refusal"
            ),
            ("request: GET /a\n    roles: { member: [allow] }", "5:22 the outcome for \"member\" is text, not a list"),
            (
                "request: GET /a\n    as: { role: member }\n    roles: { member: allow }",
                "5:17 \"roles\" already says who asks: leave the role out of \"as\""
            ),
            (
                "request: GET /a\n    expect: { decision: allow }\n    roles: { member: allow }",
                "5:5 \"roles\" already says what is expected: leave decision and reason out"
            ),
            (
                "request: GET /a\n    expect: { reason: role }\n    roles: { pending: role }",
                "5:5 \"roles\" already says what is expected: leave decision and reason out"
            ),
            ("request: GET /a\n    as: { role: member }", "3:5 \"expect\" needs \"decision\", \"reason\" or \"route\""),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { rule: \"list.allow[0]\" }",
                "3:5 \"expect\" needs \"decision\", \"reason\" or \"route\""
            ),
            ("request: GET /a\n    expect: { decision: allow }", "3:5 a test needs \"roles\", or \"as\" with a role"),
            ("roles: { member: allow }", "3:5 a test needs \"request\""),
            ("request: /a\n    roles: { member: allow }", "4:14 \(request)"),
            ("request: GET a\n    roles: { member: allow }", "4:14 \(request)"),
            ("request: BREW /a\n    roles: { member: allow }", "4:14 \(request)"),
            ("request: GET /a b\n    roles: { member: allow }", "4:14 \(request)"),
            ("request: get /a\n    roles: { member: allow }", "4:14 \(request)"),
            (
                "request: GET /a\n    as: { address: 10.0.0 }\n    roles: { member: allow }",
                "5:20 \"10.0.0\" is no address"
            ),
            (
                "request: GET /a\n    as: { at: noon }\n    roles: { member: allow }",
                "5:15 \"at\" is a day or a time such as 2026-05-01 or \"2026-05-01T10:00:00Z\""
            ),
            (
                "request: GET /a\n    as: { id: 0 }\n    roles: { member: allow }",
                "5:15 \"id\" is a decimal number from 1 to 9223372036854775807, not \"0\""
            ),
            (
                "request: GET /a\n    as: { owns: app }\n    roles: { member: allow }",
                "5:17 \"owns\" is a list of names and numbers of projects"
            ),
            (
                "request: GET /a\n    as: { nmespace: ns1 }\n    roles: { member: allow }",
                "5:11 unknown key \"nmespace\" in \"as\": did you mean \"namespace\"?"
            ),
            (
                "request: GET /a\n    headers: [a]\n    roles: { member: allow }",
                "5:14 \"headers\" is a mapping of names to values"
            ),
            (
                "request: GET /a\n    headers: { X-A: 1 }\n    roles: { member: allow }",
                "5:21 the value of \"X-A\" is text, but YAML reads 1 as a number: write \"1\" in quotes"
            ),
            (
                "request: GET /a\n    body: { scope: yes }\n    roles: { member: allow }",
                "5:20 YAML reads yes as a boolean: write it in quotes"
            ),
            (
                "request: GET /a\n    body: { n: 1.5 }\n    roles: { member: allow }",
                "5:16 YAML reads 1.5 as a number: write it in quotes"
            ),
            (
                "request: GET /a\n    hedaers: { X-A: a }\n    roles: { member: allow }",
                "5:5 unknown key \"hedaers\" in a test: did you mean \"headers\"?"
            ),
        ])
    func mistakes(_ test: String, _ finding: String) {
        var files = PolicyTestsTests.policy
        files.roles += "\n  visitors: {}"
        #expect(files.findings(tests: "version: 1\ntests:\n  - name: x\n    \(test)") == [finding])
    }

    private static let request = "\"request\" is a method and a path, such as GET /v1/user"

    @Test(
        "a file of tests is what it says",
        arguments: [
            ("tests: []", "1:1 the file needs \"version\""), ("version: 1", "1:1 the file needs \"tests\""),
            ("version: 1\ntests: []", "2:8 \"tests\" is empty"),
            ("version: 1\ntests: {}", "2:8 \"tests\" is a list, not a mapping: write [ … ]"),
            ("version: 1\ntests: [x]", "2:9 a test is a mapping, not a single value"),
            ("version: 2\ntests: [{}]", "1:10 \"version\" is a decimal number from 1 to 1, not \"2\""),
            ("version: 1\ntest: []\ntests: [{}]", "2:1 unknown key \"test\" in the file: did you mean \"tests\"?"),
        ])
    func files(_ text: String, _ finding: String) {
        #expect(PolicyTestsTests.policy.findings(tests: text).contains(finding))
    }

    @Test("a cell of route and role is covered when a test of that role reaches the route, whatever comes of it")
    func coverage() throws {
        let rules = try PolicyTestsTests.policy.compile(
            tests: """
                version: 1
                tests:
                  - name: one
                    request: GET /a
                    roles: { anonymous: token-missing, member: allow }
                  - name: two
                    request: POST /a/app
                    headers: { X-Kind: web }
                    as: { role: pending }
                    expect: { reason: role }
                  - name: three
                    request: POST /a/app
                    as: { role: system-admin }
                    expect: { reason: route }
                  - name: four
                    request: PUT /a
                    as: { role: business-admin }
                    expect: { reason: method }
                """)
        let coverage = rules.coverage()
        #expect(coverage.routes == ["list", "item"])
        #expect(coverage.roles == ["anonymous", "pending", "member", "business-admin", "system-admin"])
        #expect(coverage.count == 10)
        #expect(
            coverage.covered == [
                PolicyCoverage.Cell(route: "list", role: "anonymous"),
                PolicyCoverage.Cell(route: "list", role: "member"),
                PolicyCoverage.Cell(route: "item", role: "pending"),
            ])
        #expect(coverage.isCovered("list", "member"))
        #expect(!coverage.isCovered("item", "system-admin") && !coverage.isCovered("list", "business-admin"))
    }

    @Test("a policy without tests covers nothing")
    func noCoverage() throws {
        let rules = try PolicyTestsTests.policy.compile()
        #expect(rules.coverage().covered.isEmpty)
        #expect(rules.testFindings().isEmpty)
    }
}
