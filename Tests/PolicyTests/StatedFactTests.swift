import Domain
import Testing

@testable import Policy

@Suite("What tests say of the registry")
struct StatedFactTests {
    private static let files = PolicyFiles(
        match: #"{ methods: [GET], path: "/p/{project}/{id}" }"#, params: "{ project: oci-project, id: int64 }",
        access: """
            { allow: [
                  { users: [owner], when: "owns(project)" }, { users: [self], when: "id == account.id" },
                  { users: [named], when: "account.name == 'desk'" }, { users: [label], when: "owns-label(id)" },
                  { users: [member], when: "is-own-membership(project, id)" },
                  { users: [feature], when: "feature('privateProject')" },
                  { users: [known], when: "is-gateway-account(project)" }] }
            """)

    private func findings(_ caller: String, _ expected: String, at target: String = "/p/app/7") -> [String] {
        Self.files.findings(
            tests: """
                version: 1
                tests:
                  - name: t
                    as: { role: member, namespace: ns1, \(caller) }
                    request: GET \(target)
                    expect: { \(expected) }
                """)
    }

    private static let allow = "decision: allow"
    private static let condition = "decision: deny, reason: condition"
    private static let accountless = "decision: deny, reason: repository-account"

    @Test(
        "what is said holds, and of what is not said there is nothing",
        arguments: [
            ("user: owner, owns: [app]", Self.allow), ("user: owner, owns: [web]", Self.condition),
            ("user: owner", Self.accountless),
            ("user: owner, account: { id: 7 }", Self.condition), ("user: owner, account: none", Self.accountless),
            ("user: self, account: { id: 7 }", Self.allow), ("user: self, account: { id: 8 }", Self.condition),
            ("user: self, owns: [app]", Self.condition), ("user: self", Self.accountless),
            ("user: named, account: { id: 7, name: desk }", Self.allow),
            ("user: named, account: { id: 7 }", Self.condition),
            ("user: label, owns: [3], labels: { 7: project 3 }", Self.allow),
            ("user: label, owns: [4], labels: { 7: project 3 }", Self.condition),
            ("user: label, owns: [3], labels: { 7: global }", Self.condition),
            ("user: label, owns: [3], labels: { 7: absent }", Self.condition),
            ("user: label, owns: [3]", Self.condition),
            ("user: label, labels: { 7: project 3 }", Self.accountless),
            ("user: member, account: { id: 12 }, members: { app/7: 12 }", Self.allow),
            ("user: member, account: { id: 12 }, members: { app/7: 13 }", Self.condition),
            ("user: member, account: { id: 12 }", Self.condition), ("user: member", Self.accountless),
            ("user: feature", Self.condition), ("user: feature, features: { privateProject: true }", Self.allow),
            ("user: feature, features: { privateProject: false }", Self.condition),
            ("user: known, gateway-accounts: [app]", Self.allow),
            ("user: known, gateway-accounts: [web]", Self.condition),
            ("user: known", Self.condition),
        ])
    func stated(_ caller: String, _ expected: String) {
        #expect(findings(caller, expected) == [])
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            ("account: x", "4:50 \"account\" is none, or has an id and maybe a name"),
            ("account: {}", "4:50 \"account\" needs \"id\""),
            ("labels: [7]", "4:49 \"labels\" is a mapping of numbers to project 3, global or absent"),
            ("labels: { x: global }", "4:51 a label has a number, and is written project 3, global or absent"),
            ("labels: { 7: 3 }", "4:51 a label has a number, and is written project 3, global or absent"),
            (
                "members: { app: 12 }",
                "4:52 a member is written app/21: 12, for a project, the member's number and that of the user"
            ),
            ("features: [x]", "4:51 \"features\" is a mapping of names to true or false"),
            ("features: { privateProject: \"yes\" }", "4:69 a feature is true or false"),
            (
                "features: { privateProjects: true }",
                "4:53 unknown feature \"privateProjects\": did you mean \"privateProject\"?"
            ),
        ])
    func mistakes(_ caller: String, _ finding: String) {
        #expect(findings(caller, "route: r").contains(finding), "\(findings(caller, "route: r"))")
    }

    @Test("explanations show what was compared, and who will act")
    func explained() throws {
        var files = PolicyFiles(
            match: #"{ methods: [GET], path: "/p/{project}/{id}" }"#, params: "{ project: oci-project, id: int64 }",
            to: #"{ upstream: harbor, path: "/x" }"#,
            access: """
                { allow: [{ roles: [member], when: "owns-label(id) and not is-own-membership(project, id)" }] }
                """)
        files.upstreams = files.upstreams.replacing("    credentials:", with: "    kind: harbor\n    credentials:")
        let rules = try files.compile()
        var request = TestRequest(method: .get, target: "/p/app/7")
        request.caller.namespace = "ns1"
        request.caller.own(["app", "3"])
        let isLabelTaken = request.caller.state(label: "7", "project 3")
        let isMemberTaken = request.caller.state(member: "app/7", "12")
        #expect(isLabelTaken && isMemberTaken)
        request.caller.facts.account = .known(id: 13, name: "ns1")
        let principal = try #require(rules.principal("member", request.caller))
        let explanation = rules.explain(request, as: principal)
        #expect(
            explanation.rules.first?.comparisons == [
                "owns-label(id): true (7, owned: app, 3, a label of project 3)",
                "is-own-membership(project, id): false (\"app\", 7, user 12, account 13)",
            ])
        #expect(explanation.destination == "GET /base/x to harbor, with the account of the namespace ns1")
        request.caller.facts = RegistryFacts()
        let refused = rules.explain(request, as: principal)
        #expect(refused.reason == .accountMissing && refused.destination == nil)
    }
}
