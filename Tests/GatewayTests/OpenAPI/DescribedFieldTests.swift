import Domain
import Testing

@testable import Gateway

/// What the description says of fields where nothing else holds it to that: the gateway carries some operations out in
/// two ways, and others not at all.
@Suite("Fields of the description")
struct DescribedFieldTests {
    private static func operation(_ name: String) throws -> Domain.Operation {
        try #require(Domain.Operation.all(AccountRules(phoneDigits: 11)).first { $0.name == name })
    }

    private let check = SchemaCheck(root: [:])

    @Test("an account's password may be what either a new one or that of a user who exists may be")
    func accountPassword() throws {
        let create = try Self.operation("account-create")
        for (length, isGood) in [(0, false), (1, true), (128, true), (129, false)] {
            let body: JSONTree = ["user": "ns7-images", "password": .text(String(repeating: "x", count: length))]
            #expect(try check.accepts(body, create.body.objectSchema) == isGood, "\(length)")
        }
        #expect(create.note.contains(RepositoryAccountFields.newPassword.rule.requirement))
        let change = try Self.operation("account-password").body.objectSchema
        #expect(try !check.accepts(["password": "x"], change))
        #expect(try check.accepts(["password": "Analytical-1843"], change))
    }

    @Test("what a business says of itself is asked for, and may be empty where it is shown")
    func business() throws {
        func body(_ text: JSONTree) -> JSONTree {
            [
                "id": 1, "name": "Lighthouse", "userId": 123, "introduce": text, "objective": text, "scale": text,
                "comment": "", "status": 0, "createTime": 1, "updateTime": 1,
            ]
        }
        let create = try Self.operation("business-create").body.objectSchema
        #expect(try check.accepts(body("x"), create))
        #expect(try !check.accepts(body(""), create))
        guard case .object(let shown) = try Self.operation("business-read").answer else {
            Issue.record("no business is shown")
            return
        }
        #expect(try check.accepts(body(""), shown.objectSchema))
    }

    @Test("a node is shown with as many of its members as are asked for")
    func node() throws {
        guard case .list(let members, meta: _) = try Self.operation("node-list").answer else {
            Issue.record("no nodes are shown")
            return
        }
        #expect(members.count == 10)
        #expect(try check.accepts(["nodeName": "GZ1"], members.objectSchema))
        #expect(try check.accepts([:], members.objectSchema))
        #expect(try !check.accepts(["cpu": "8"], members.objectSchema))
    }

    @Test(
        "a label is any name but all, which lists take for every label",
        arguments: [
            ("all", false), ("a", true), ("al", true), ("alll", true), ("all.", false), ("all-x", true), ("ball", true),
            ("All", true), ("alL", true), ("a.l", true), ("al.l", true), ("l", true), ("ll", true), ("a1l", true),
            ("", false), ("-a", false), ("a-", false), ("b.c-d", true), ("a_b", false), ("b", true), ("b-", false),
            ("al-", false), ("allall", true),
        ])
    func labels(_ text: String, _ isGood: Bool) throws {
        let bodies: [(String, JSONTree)] = [
            ("cluster-label-add", ["clusterName": ["GuangZhou"], "clusterLabel": .text(text)]),
            ("node-label-add", ["nodeName": ["GZ1"], "nodeLabel": .text(text), "clusterName": "GuangZhou"]),
        ]
        for (name, body) in bodies {
            let fields = try Self.operation(name).body
            #expect(try check.accepts(body, fields.objectSchema) == isGood, "\(name)")
            let rule = try #require(fields.first { $0.name.hasSuffix("Label") }?.rule as? TextRule)
            #expect(rule.accepts(text) == isGood, "\(name)")
        }
    }

    @Test("lists of clusters take all for every label")
    func everyLabel() throws {
        let field = try #require(try Self.operation("cluster-list").query.first { $0.name == "clusterLabel" })
        #expect(field.fallback == "all")
        #expect(try check.accepts("all", field.schema))
    }
}
