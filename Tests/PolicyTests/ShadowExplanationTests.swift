import Domain
import Testing

@testable import Policy

@Suite("Explanations of what is only tried")
struct ShadowExplanationTests {
    private static let unread = "with live traffic unknown, as no rule in force has the body read"

    private func verdicts(_ files: PolicyFiles, body: String = "") throws -> [String] {
        var request = TestRequest(method: .get, target: "/a?p=app")
        request.body = Array(body.utf8)
        return try files.compile().explain(request, as: caller(.member)).rules.map { "\($0.label): \($0.verdict)" }
    }

    @Test("a rule in shadow mode over the body says what it would say, and that live traffic does not tell")
    func body() throws {
        func files(allowed: String, denied: String = "member") -> PolicyFiles {
            PolicyFiles(
                access: """
                    { allow: [{ roles: [member]\(allowed) }], \
                    deny: [{ roles: [\(denied)], when: "body.scope == 'g'", mode: shadow }] }
                    """, more: "body: { scope: text }")
        }
        let open = files(allowed: "")
        for (body, verdict) in [
            (#"{"scope":"g"}"#, "holds"), (#"{"scope":"p"}"#, "does not hold"),
            ("{", "cannot be told: the body is not as declared"),
        ] {
            #expect(
                try verdicts(open, body: body) == [
                    "r.allow[0]: holds", "r.deny[0]: \(verdict) (in shadow mode; \(Self.unread))",
                ])
        }
        let gated = files(allowed: #", when: "has(body.scope)""#)
        #expect(
            try verdicts(gated, body: #"{"scope":"g"}"#) == [
                "r.allow[0]: holds", "r.deny[0]: holds (in shadow mode)",
            ])
        #expect(
            try verdicts(files(allowed: "", denied: "pending"), body: "{}").last
                == "r.deny[0]: is not about this caller (in shadow mode)")
    }

    @Test("a rule in shadow mode over what belongs to whom says so where no rule in force asks")
    func facts() throws {
        func files(_ allowed: String) -> PolicyFiles {
            var files = PolicyFiles(
                access: """
                    { allow: [{ roles: [member]\(allowed) }], \
                    deny: [{ roles: [member], when: "not owns(query.p)", mode: shadow }] }
                    """)
            files.upstreams = """
                version: 1
                upstreams:
                  harbor: { url: "http://h", kind: harbor }
                registry: { kind: harbor }
                """
            return files
        }
        #expect(
            try verdicts(files("")).last
                == "r.deny[0]: holds (in shadow mode; with live traffic unknown, unless the registry is asked all the same)"
        )
        #expect(try verdicts(files(#", when: "not owns(query.p)""#)).last == "r.deny[0]: holds (in shadow mode)")
    }

    @Test("a route in shadow mode beside one that reads no body says that live traffic does not tell")
    func twinOfPlain() throws {
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
                    body: { scope: text }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member], when: "body.scope == 'p'" }, { roles: [system-admin] }] }
                    mode: shadow
                """)
        let rules = try files.compile()
        var request = TestRequest(method: .get, target: "/a")
        request.body = Array(#"{"scope":"p"}"#.utf8)
        #expect(
            rules.explain(request, as: caller(.member)).candidates.last?.verdict
                == "in shadow mode, would allow, by tried.allow[0]; \(Self.unread)")
        #expect(
            rules.explain(request, as: caller(.systemAdmin)).candidates.last?.verdict
                == "in shadow mode, would allow, by tried.allow[1]")
    }

    @Test("that nobody would act at a switched-off upstream is told to whom the rules let in, and to nobody else")
    func accountNote() throws {
        var files = PolicyFiles(
            to: "{ upstream: harbor, path: /x }", access: "{ allow: [{ roles: [business-admin] }] }")
        files.upstreams = """
            version: 1
            upstreams:
              harbor:
                url: "env:NOTHING:-"
                kind: harbor
                credentials: { kind: basic, user: g, password: "env:PASSWORD" }
            """
        let rules = try files.compile()
        let request = TestRequest(method: .get, target: "/a")
        let refused = rules.explain(request, as: caller(.member))
        #expect(refused.outcome.reason == .roleRefused)
        #expect(refused.notes.isEmpty)
        let allowed = rules.explain(request, as: caller(.businessAdmin))
        #expect(allowed.outcome.isAllowed)
        #expect(allowed.notes.map { $0.contains("where harbor is switched on, a gateway answers 403") } == [true])
    }
}
