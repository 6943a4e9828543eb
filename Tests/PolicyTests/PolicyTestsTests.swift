import Domain
import Testing

@testable import Policy

/// A policy brings its own tests, and is refused whole when one fails.
@Suite("Tests of a policy")
struct PolicyTestsTests {
    static let policy = PolicyFiles(
        routes: """
            version: 1
            routes:
              - id: list
                match: { methods: [GET], path: "/a" }
                to: { local: whoami }
                access: { allow: [{ roles: [member] }] }
              - id: item
                match: { methods: [POST], path: "/a/{project}", headers: { X-Kind: web } }
                params: { project: oci-project }
                body: { scope: text }
                to: { upstream: origin, path: "/x/{project}" }
                access:
                  allow: [{ roles: [member], when: "body.scope == 'g' and owns(project)" }]
                  deny: [{ users: [bob], addresses: [10.0.0.0/8], until: 2027-01-01, reason: left }]
            """)

    @Test(
        "a test that holds says nothing",
        arguments: [
            "request: GET /a\n    roles: { anonymous: token-missing, pending: role, member: allow, "
                + "system-admin: allow }",
            "request: GET /a\n    expect: { route: list }\n    roles: { pending: role, member: allow }",
            "request: GET /a\n    as: { role: member }\n    expect: { decision: allow, route: list, "
                + "rule: \"list.allow[0]\" }",
            "request: GET /a\n    as: { role: pending }\n    expect: { decision: deny, reason: role, "
                + "route: list, rule: default }",
            "request: GET /a\n    as: { role: anonymous }\n    expect: { reason: token-missing }",
            "request: GET /a\n    as: { role: member }\n    expect: { route: list }",
            "request: GET /none\n    as: { role: member }\n    expect: { reason: route }",
            "request: DELETE /a\n    as: { role: member }\n    expect: { reason: method }",
            "request: GET /a/../b\n    as: { role: member }\n    expect: { reason: malformed-target }",
            "request: POST /a/app\n    as: { role: member, owns: [app] }\n    expect: { reason: route }",
            // Members for those alone who are let in.
            "request: GET /a\n    expect: { rule: \"list.allow[0]\" }\n    roles: { pending: role, member: allow }",
        ])
    func passing(_ test: String) {
        #expect(Self.policy.findings(tests: file("name: x\n    \(test)")) == [])
    }

    @Test(
        "a body is a YAML value written as JSON, or a text as it is",
        arguments: [
            ("{ scope: g }", "allow"), ("'{\"scope\": \"g\"}'", "allow"), ("\"{\\\"scope\\\": \\\"g\\\"}\"", "allow"),
            ("|\n      {\"scope\": \"g\"}", "allow"),
            ("{ scope: \"g\", n: 1, on: true, gone: null, list: [a, { b: [] }] }", "allow"),
            ("{ scope: p }", "condition"), ("{ scope: \"g\\\"\" }", "condition"), ("{ scope: null }", "condition"),
            ("{}", "condition"),
            ("{ scope: 1 }", "field"), ("{ scope: true }", "field"), ("{ Scope: g }", "field"), ("[g]", "field"),
            ("hello", "field"),
            ("'not json'", "field"), ("'{\"scope\": \"g\", \"scope\": \"g\"}'", "field"), ("\"\"", "condition"),
        ])
    func bodies(_ body: String, _ outcome: String) {
        let test = """
            name: x
                request: POST /a/app
                as: { namespace: ns1, owns: [app, 3] }
                headers: { X-Kind: web }
                body: \(body)
                roles: { member: \(outcome), pending: role, anonymous: token-missing }
            """
        #expect(Self.policy.findings(tests: file(test)) == [])
    }

    @Test("a caller is who the test says, from where and when it says")
    func callers() {
        func findings(_ caller: String, _ expected: String) -> [String] {
            let test = """
                name: x
                    request: POST /a/app
                    as: { role: member, \(caller) }
                    headers: { X-Kind: web }
                    body: { scope: g }
                    expect: { \(expected) }
                """
            return Self.policy.findings(tests: file(test))
        }
        #expect(findings("owns: [app]", "decision: allow, upstream: /x/app") == [])
        #expect(findings("owns: [app], user: bob", "decision: allow") == [])
        #expect(findings("owns: [app], user: bob, address: 10.0.0.1", "reason: rule, rule: \"item.deny[0]\"") == [])
        #expect(findings("owns: [app], user: bob, address: 10.0.0.1, at: 2027-01-01", "decision: allow") == [])
        #expect(findings("owns: [app], user: bob, address: 10.0.0.1, at: 2026-12-31T23:59:59Z", "reason: rule") == [])
        #expect(findings("owns: []", "reason: condition") == [])
        #expect(findings("id: 7", "reason: repository-account") == [])
    }

    @Test(
        "a test that fails refuses the policy, and says what it is instead, at the place of the caller",
        arguments: [
            (
                "request: GET /a\n    roles: { member: role }",
                "5:14 the test \"x\" fails as member: deny expected, reason role expected; it is allow by list.allow[0]"
            ),
            (
                "request: GET /a\n    roles: { member: allow, pending: allow }",
                "5:29 the test \"x\" fails as pending: allow expected; it is deny (role) by list"
            ),
            (
                "request: GET /a\n    roles: { pending: condition }",
                "5:14 the test \"x\" fails as pending: reason condition expected; it is deny (role) by list"
            ),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { route: item }",
                "5:17 the test \"x\" fails as member: route item expected; it is allow by list.allow[0]"
            ),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { decision: allow, rule: \"list.allow[1]\" }",
                "5:17 the test \"x\" fails as member: rule list.allow[1] expected; it is allow by list.allow[0]"
            ),
            (
                "request: GET /a\n    as: { role: member }\n    expect: { decision: deny, reason: role, "
                    + "route: item, rule: default }",
                "5:17 the test \"x\" fails as member: deny expected, reason role expected, "
                    + "route item expected, rule default expected; "
                    + "it is allow by list.allow[0]"
            ),
            (
                "request: GET /a\n    expect: { upstream: /x }\n    roles: { member: allow }",
                "6:14 the test \"x\" fails as member: upstream /x expected; it is allow by list.allow[0]"
            ),
            (
                "request: GET /none\n    as: { role: member }\n    expect: { reason: method }",
                "5:17 the test \"x\" fails as member: reason method expected; it is deny (route)"
            ),
        ])
    func failing(_ test: String, _ finding: String) {
        #expect(Self.policy.findings(tests: file("name: x\n    \(test)")) == [finding])
    }

    @Test("each failure of each test is told, in the order of the file")
    func failures() {
        let tests = file(
            """
            name: one
                request: GET /a
                roles: { member: role, pending: role, system-admin: role }
              - name: two
                request: GET /a
                roles: { pending: allow }
            """)
        let findings = Self.policy.findings(tests: tests)
        #expect(findings.map { $0.prefix { $0 != ":" } } == ["5", "5", "8"])
        #expect(findings.filter { $0.contains("\"one\"") }.count == 2)
    }

    @Test("tests beside the routes count as those in files of their own")
    func besideRoutes() {
        var files = Self.policy
        files.routes += "\ntests:\n  - name: x\n    request: GET /a\n    roles: { member: role }"
        #expect(
            files.findings() == [
                "18:14 the test \"x\" fails as member: deny expected, "
                    + "reason role expected; it is allow by list.allow[0]"
            ])
    }

    @Test("tests of a policy that has other findings are not run: their failures would hide why")
    func notRun() {
        var files = Self.policy
        files.routes = files.routes.replacing("id: list", with: "id: List")
        let findings = files.findings(tests: file("name: x\n    request: GET /a\n    roles: { member: role }"))
        #expect(
            findings == [
                "routes/r.yaml:3:9 an id is lower-case letters, digits and \"-\", beginning with a letter, at most 64"
            ])
    }

    @Test("a ruleset can be had without running its tests, and says of each what is wrong")
    func withoutRunning() throws {
        let rules = try Self.policy.compile(
            tests: file("name: x\n    request: GET /a\n    roles: { member: role, pending: role }"), runsTests: false)
        #expect(rules.tests.map(\.role) == ["member", "pending"])
        #expect(rules.testFindings().map(\.line) == [5])
        #expect(rules.testResults().map { $0.complaint == nil } == [false, true])
    }

    private func file(_ test: String) -> String {
        "version: 1\ntests:\n  - \(test)"
    }
}
