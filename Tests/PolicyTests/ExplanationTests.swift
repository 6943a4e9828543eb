import Domain
import Testing

@testable import Policy

@Suite("Explanations")
struct ExplanationTests {
    private static let policy = PolicyFiles(
        routes: """
            version: 1
            routes:
              - id: item
                match: { methods: [GET, PUT], path: "/a/{id}" }
                params: { id: int64 }
                body: { scope: text, open: boolean, "tags[]": text }
                to: { upstream: harbor, path: "/x/{id}" }
                access:
                  allow:
                    - { roles: [anonymous], addresses: [10.0.0.0/8] }
                    - { roles: [member], when: "principal.namespace == 'ns1' and not owns(id)" }
                    - { roles: [system-admin], when: "body.scope == 'g' or body.open or body.tags[] in ['x']" }
                    - { users: [bob], until: 2020-01-01 }
                    - { roles: [pending], mode: shadow }
                  deny:
                    - { users: [eve], reason: left }
                    - { addresses: [10.9.0.0/16] }
                limits: { rate: { per: address, limit: 2/s, burst: 5 } }
              - id: rest
                match: { methods: [GET], path: "/a/{rest...}" }
                params: { rest: any }
                to: { local: whoami }
                access: { allow: [{ roles: [member] }] }
              - id: hosted
                match: { methods: [GET], path: "/a/{id}", host: x.test }
                params: { id: any }
                to: { redirect: "https://b.test/{id}" }
                access: { allow: [{ roles: [member] }] }
              - id: fields
                match: { methods: [POST], path: "/a/{id}", headers: { X-Kind: web } }
                params: { id: any }
                to: { answer: { status: 204 } }
                access: { allow: [{ roles: [member] }] }
              - id: slash
                match: { methods: [GET], path: "/b/c/" }
                to: { translate: image-list, upstream: "off" }
                access: { allow: [{ roles: [member] }] }
              - id: statistics
                match: { methods: [GET], path: "/d" }
                to: { upstream: harbor, path: "/statistics", query: none }
                access: { allow: [{ roles: [member] }] }
            """)

    @Test("a target that no route is asked about says why, and nothing else")
    func targetFault() throws {
        let explanation = try explain("GET", "/a/../b")
        #expect(explanation.targetFault == "dot segment")
        #expect(explanation.path == nil && explanation.candidates.isEmpty && explanation.rules.isEmpty)
        #expect(explanation.outcome.reason == .malformedTarget)
    }

    @Test("the path is shown as the gateway reads it, the query as it came")
    func target() throws {
        let explanation = try explain("GET", "/%61/%37?x=%31")
        #expect(explanation.path == "/a/7")
        #expect(explanation.query == "x=%31")
        #expect(explanation.targetFault == nil)
        #expect(try explain("GET", "/b/c/").path == "/b/c/")
        #expect(try explain("GET", "/b/c/").query == nil)
    }

    @Test("each route whose path matches says why it is taken or not, the taken one first")
    func candidates() throws {
        #expect(
            told(try explain("GET", "/a/7")) == [
                "item: taken", "rest: item is more specific",
                "hosted: is for certain hosts: give one with --header host=…",
                "fields: does not take GET",
            ])
        #expect(
            told(try explain("GET", "/a/7", headers: ["host": ["x.test"]])) == [
                "hosted: taken", "item: hosted is more specific", "rest: hosted is more specific",
                "fields: does not take GET",
            ])
        #expect(
            told(try explain("GET", "/a/seven", headers: ["host": ["y.test"]])) == [
                "item: a parameter is not of its type",
                "rest: the path of a more specific route matches, which refuses it",
                "hosted: is not for the host y.test", "fields: does not take GET",
            ])
        #expect(
            told(try explain("POST", "/a/7")).last
                == "fields: asks for fields or parameters that the request does not have")
        #expect(
            told(try explain("POST", "/a/7", headers: ["x-kind": ["web", "web"]])).last
                == "fields: a field or parameter that it looks at stands there twice")
        #expect(told(try explain("POST", "/a/7", headers: ["x-kind": ["web"]])).first == "fields: taken")
        #expect(told(try explain("DELETE", "/a/7")).allSatisfy { $0.hasSuffix("does not take DELETE") })
        let item = try #require(try explain("GET", "/a/7").candidates.first)
        #expect(item.match == "GET,PUT /a/{id}")
    }

    @Test("who finds no route is told of those that are near")
    func neighbours() throws {
        #expect(told(try explain("GET", "/b/c")) == ["slash: differs in the slash at the end"])
        #expect(told(try explain("GET", "/b/d/")) == ["slash: has \"c\" where the path has something else"])
        #expect(told(try explain("GET", "/b/c/d")) == ["slash: has another number of segments"])
        #expect(try explain("GET", "/none").candidates.isEmpty)
        // The neighbours of a path that has a route help nobody.
        #expect(told(try explain("GET", "/a/b/c")) == ["rest: taken"])
    }

    @Test("at most five routes that only resemble the path are told of, the nearest first")
    func mostNeighbours() throws {
        let routes = (1...8).map { number in
            """
              - id: r\(number)
                match: { methods: [GET], path: "/a/\(number > 6 ? "b/" : "")\(number)" }
                to: { local: whoami }
                access: { allow: [{ roles: [member] }] }
            """
        }
        let rules = try PolicyFiles(routes: (["version: 1", "routes:"] + routes).joined(separator: "\n")).compile()
        let explanation = rules.explain(TestRequest(method: .get, target: "/a/b/9"), as: nil)
        #expect(explanation.candidates.count == 5)
        #expect(explanation.candidates.prefix(2).map(\.route) == ["r7", "r8"])
    }

    @Test("each rule says whether it is about the caller, open, and met, denials first and shadow rules last")
    func rules() throws {
        let bob = try explain("PUT", "/a/7", as: "member", user: "bob", namespace: "ns2", owning: [])
        #expect(
            bob.rules.map { "\($0.label): \($0.verdict)" } == [
                "item.deny[0]: is not about this caller", "item.deny[1]: does not hold here and now",
                "item.allow[0]: does not hold here and now", "item.allow[1]: does not hold",
                "item.allow[2]: is not about this caller",
                "item.allow[3]: does not hold here and now", "item.allow[4]: is not about this caller (in shadow mode)",
            ])
        let inside = try explain("PUT", "/a/7", as: "pending", from: "10.9.0.1")
        #expect(verdict(inside, "item.deny[1]") == "holds")
        #expect(verdict(inside, "item.allow[0]") == "holds")
        #expect(verdict(inside, "item.allow[4]") == "holds (in shadow mode)")
        #expect(inside.outcome.summary == "deny (rule) by item.deny[1]")
    }

    @Test("without a token, rules that ask for a name say so")
    func nobody() throws {
        let explanation = try explain("PUT", "/a/7", as: nil, from: "10.0.0.1")
        #expect(verdict(explanation, "item.deny[0]") == "needs a token")
        #expect(verdict(explanation, "item.deny[1]") == "does not hold here and now")
        #expect(verdict(explanation, "item.allow[0]") == "holds")
        #expect(verdict(explanation, "item.allow[1]") == "needs a token")
        let open = try PolicyFiles(access: "{ allow: [{ addresses: [10.0.0.0/8] }] }").compile()
        let rules = open.explain(TestRequest(method: .get, target: "/a"), as: nil).rules
        #expect(rules.map(\.verdict) == ["needs a token"], "a rule without roles is for whoever has one")
    }

    @Test("a rule that is not about the caller, here and now, shows what it looks at of him, of the place and the time")
    func outsideComparisons() throws {
        let bob = try explain("PUT", "/a/7", as: "member", user: "bob", from: "192.0.2.7")
        #expect(comparisons(bob, "item.deny[0]") == ["users: false (bob)"])
        #expect(comparisons(bob, "item.deny[1]") == ["addresses: false (192.0.2.7)"])
        #expect(comparisons(bob, "item.allow[2]") == ["roles: false (member)"])
        #expect(comparisons(bob, "item.allow[3]") == ["until: false (2026-01-01T12:00:00Z)"])
        let rules = try PolicyFiles(
            access: """
                { allow: [{ roles: [member], users: [ann], namespaces: [ns2] }, \
                { roles: [member], hours: { time: "09:00-10:00" }, from: 2025-01-01 }] }
                """
        ).compile()
        let told = rules.explain(TestRequest(method: .get, target: "/a"), as: caller(.member)).rules
        #expect(
            told.map(\.comparisons) == [
                ["roles: true (member)", "users: true (ann)", "namespaces: false (ns1)"],
                ["hours: false (2026-01-01T12:00:00Z)", "from: true (2026-01-01T12:00:00Z)"],
            ])
    }

    @Test("a route in shadow mode is told of behind the one that it stands beside, with what it would say")
    func twin() throws {
        let files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: live
                    match: { methods: [GET], path: "/a" }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                  - id: tried
                    match: { methods: [GET], path: "/a" }
                    to: { local: whoami }
                    access: { allow: [{ roles: [system-admin] }] }
                    mode: shadow
                """)
        let rules = try files.compile()
        let request = TestRequest(method: .get, target: "/a")
        #expect(
            told(rules.explain(request, as: caller(.member))) == [
                "live: taken", "tried: in shadow mode, would answer 403 role",
            ])
        #expect(
            told(rules.explain(request, as: caller(.systemAdmin))).last
                == "tried: in shadow mode, would allow, by tried.allow[0]")
    }

    @Test("each comparison is shown with what was compared")
    func comparisons() throws {
        let member = try explain("GET", "/a/7", as: "member", owning: ["8", "app"])
        #expect(
            comparisons(member, "item.allow[1]") == [
                "principal.namespace == 'ns1': true (\"ns1\")", "owns(id): false (7, owned: app, 8)",
            ])
        #expect(comparisons(member, "item.allow[0]") == ["addresses: false (none)"])
        let nameless = try explain("GET", "/a/7", as: "member", namespace: "")
        #expect(
            comparisons(nameless, "item.allow[1]") == [
                "principal.namespace == 'ns1': false (\"(absent)\")",
                "owns(id): false (7, the namespace has no registry account)",
            ])
    }

    @Test("values of a body are shown as they stand there, not as the program holds them")
    func bodyValues() throws {
        let admin = try explain(
            "GET", "/a/7", as: "system-admin", body: #"{"scope": "p", "open": true, "tags": ["x", "y"]}"#)
        let comparisons = comparisons(admin, "item.allow[2]")
        #expect(
            comparisons.map { $0.prefix { $0 != "(" } } == [
                "body.scope == 'g': false ", "body.open: true ", "body.tags[] in ['x']: false ",
            ])
        #expect(comparisons.map { $0.drop { $0 != "(" } } == ["(\"p\")", "(true)", "([\"x\", \"y\"])"])
        for text in comparisons { #expect(!text.contains("BodyValue") && !text.contains("flag("), "\(text)") }
    }

    @Test("a rule whose condition looks at a body that is not as declared cannot be told")
    func brokenBody() throws {
        let explanation = try explain("GET", "/a/7", as: "system-admin", body: "not json")
        // The other rule hangs on what the registry says, which is asked when the body has been read.
        #expect(explanation.outcome.rule == nil)
        #expect(explanation.outcome.reason == .fieldInvalid)
        #expect(verdict(explanation, "item.allow[2]") == "cannot be told: the body is not as declared")
    }

    func explain(
        _ method: String, _ target: String, as role: String? = "member", user: String = "ann",
        namespace: String = "ns1",
        from address: String? = nil, owning projects: [String]? = nil, headers: [String: [String]] = [:],
        body: String = ""
    ) throws -> Explanation {
        let rules = try Self.policy.compile()
        var request = TestRequest(method: RequestMethod(name: method) ?? .other, target: target)
        request.fields = headers
        request.body = Array(body.utf8)
        request.caller.user = user
        request.caller.namespace = namespace
        request.caller.address = address.flatMap { IPAddress(parsing: $0) }
        if let projects { request.caller.own(projects) }
        return rules.explain(request, as: role.flatMap { rules.principal($0, request.caller) })
    }

    func told(_ explanation: Explanation) -> [String] {
        explanation.candidates.map { "\($0.route): \($0.verdict)" }
    }

    func verdict(_ explanation: Explanation, _ label: String) -> String? {
        explanation.rules.first { $0.label == label }?.verdict
    }

    func comparisons(_ explanation: Explanation, _ label: String) -> [String] {
        explanation.rules.first { $0.label == label }?.comparisons ?? []
    }
}
