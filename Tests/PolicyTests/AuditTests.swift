import Domain
import Testing

@testable import Policy

@Suite("The audit of one route")
struct AuditTests {
    /// A route as it differs from one about which nothing is found.
    struct Case: Sendable, CustomTestStringConvertible {
        var match = #"{ methods: [GET], path: "/a" }"#
        var to = "{ local: whoami }"
        var access = "{ allow: [{ roles: [member] }] }"
        var more: String?
        /// `id: detail` of each finding.
        let found: [String]
        var testDescription: String { "\(match) \(to) \(access) \(more ?? "")" }

        func files(accepts ids: [String] = []) -> PolicyFiles {
            let acceptance = ids.isEmpty ? nil : "accepts: [\(ids.joined(separator: ", "))]"
            let lines = [more, acceptance].compactMap(\.self).joined(separator: "\n    ")
            var files = PolicyFiles(match: match, to: to, access: access, more: lines.isEmpty ? nil : lines)
            files.upstreams +=
                "\n  cloud: { url: \"http://127.0.0.1:9001\", kind: swr, credentials: { kind: huawei, auth: aksk, "
                + "access-key: a, secret-key: \"env:PASSWORD\" } }"
            files.upstreams += "\n\ncredentials:\n  robot: { kind: token, token: \"env:PASSWORD\" }"
            return files
        }
    }

    private static let write = #"{ methods: [POST, PUT, GET], path: "/a" }"#
    private static let anybody = "{ allow: [{ roles: [anonymous] }] }"

    static let examples = [
        Case(match: write, access: anybody, found: ["anonymous-write: POST, PUT without a rate"]),
        Case(
            match: #"{ methods: [DELETE], path: "/a" }"#,
            access: "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }] }",
            found: ["anonymous-write: DELETE without a rate"]),
        Case(
            access: "{ allow: [{ addresses: [10.0.0.0/8] }] }",
            found: ["wildcard-role: r.allow[0] names neither roles nor users"]),
        Case(
            access: "{ allow: [{ roles: [member] }, { namespaces: [ns1] }] }",
            found: ["wildcard-role: r.allow[1] names neither roles nor users"]),
        Case(
            access: #"{ allow: [{ when: "query.a == '1'" }] }"#,
            found: ["wildcard-role: r.allow[0] names neither roles nor users"]),
        Case(
            to: #"{ upstream: origin, path: "/x" }"#, more: "limits: { body: unlimited }",
            found: ["unlimited-body: limits.body is unlimited"]),
        Case(
            to: #"{ upstream: origin, path: "/x", credentials: robot }"#,
            found: ["shared-credential: robot acts for member, business-admin, system-admin"]),
        Case(
            to: #"{ upstream: origin, path: "/x", credentials: robot }"#, access: anybody,
            found: ["shared-credential: robot acts for anybody"]),
        Case(
            to: #"{ upstream: cloud, path: "/x" }"#,
            found: ["shared-credential: r.allow[0] looks at nothing that is the caller's own"]),
        Case(
            to: #"{ upstream: cloud, path: "/x" }"#,
            access: "{ allow: [{ roles: [member], when: \"owns(query.namespace)\" }, { roles: [system-admin] }] }",
            found: []),
        Case(
            to: #"{ upstream: origin, path: "/x", credentials: pass }"#,
            found: ["passed-token: credentials: pass on a route that asks for a token"]),
        Case(
            access: "{ allow: [{ roles: [member] }, { users: [bob], until: 2026-01-01 }] }",
            found: ["expired-rule: r.allow[1] ended on 2026-01-01"]),
        Case(
            access: "{ allow: [{ roles: [member] }], deny: [{ users: [bob], until: 2025-12-31 }] }",
            found: ["expired-rule: r.deny[0] ended on 2025-12-31"]),
        Case(
            access: "{ allow: [{ roles: [member], until: 2025-12-31 }, { users: [bob], until: 2026-01-01 }] }",
            found: [
                "expired-rule: r.allow[0] ended on 2025-12-31", "expired-rule: r.allow[1] ended on 2026-01-01",
                "unreachable-route: every rule of \"allow\" has ended or is for no role that a caller can have",
            ]),
    ]

    @Test("what is probably not meant is found, and says what it is about", arguments: examples)
    func found(_ one: Case) throws {
        #expect(try issues(one.files()).map { "\($0.rule.rawValue): \($0.detail)" } == one.found)
    }

    @Test("what the author means is not found again", arguments: examples)
    func accepted(_ one: Case) throws {
        let ids = one.found.compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(try issues(one.files(accepts: Array(Set(ids)).sorted())).isEmpty)
    }

    @Test("a credential that leaves the machine in the clear is found once, of its upstream, and accepted there")
    func cleartext() throws {
        for to in [
            #"{ upstream: harbor, path: "/x" }"#, "{ translate: image-list, upstream: harbor }",
            #"{ upstream: harbor, path: "/x", credentials: pass }"#,
        ] {
            var files = Case(to: to, found: []).files(accepts: to.contains("pass") ? ["passed-token"] : [])
            let found = try issues(files)
            #expect(found.map { "\($0.rule.rawValue) \($0.route)" } == ["cleartext-credential harbor"], "\(to)")
            #expect(found.first?.detail == "http://harbor.test:8080" && found.first?.file == "upstreams.yaml")
            files.upstreams = files.upstreams.replacing(
                "    url: \"http://harbor.test",
                with: "    accepts: [cleartext-credential]\n    url: \"http://harbor.test")
            #expect(try issues(files).isEmpty, "\(to)")
            files.upstreams = files.upstreams.replacing("http://harbor.test", with: "http://127.0.0.1")
            #expect(try issues(files).isEmpty, "what is accepted may not be there today")
        }
        var stripped = Case(to: #"{ upstream: harbor, path: "/x", credentials: strip }"#, found: []).files()
        #expect(try issues(stripped).isEmpty)
        stripped.upstreams = stripped.upstreams.replacing(
            "    url: \"http://harbor.test", with: "    accepts: [no-test]\n    url: \"http://harbor.test")
        #expect(try issues(stripped).map(\.rule) == [.staleAcceptance])
    }

    @Test(
        "what is likely to be meant is not found",
        arguments: [
            Case(found: []), Case(match: write, found: []), Case(access: anybody, found: []),
            Case(match: #"{ methods: [GET, HEAD, OPTIONS], path: "/a" }"#, access: anybody, found: []),
            Case(match: write, access: anybody, more: "limits: { rate: { per: address, limit: 5/s } }", found: []),
            Case(match: write, to: "{ answer: { status: 200 } }", access: anybody, found: []),
            Case(match: write, to: #"{ redirect: "/b" }"#, access: anybody, found: []),
            Case(access: "{ allow: [{ users: [bob] }] }", found: []),
            Case(access: "{ allow: [{ roles: [member], addresses: [10.0.0.0/8] }] }", found: []),
            Case(access: "{ allow: [{ roles: [member] }], deny: [{ addresses: [10.0.0.0/8] }] }", found: []),
            Case(access: "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }] }", found: []),
            Case(more: "limits: { body: unlimited }", found: []),
            Case(to: #"{ upstream: origin, path: "/x" }"#, more: "limits: { body: 10GiB }", found: []),
            Case(
                match: #"{ methods: [GET], path: "/v2/a" }"#, to: #"{ upstream: origin, path: "/x" }"#,
                more: "limits: { body: unlimited }",
                found: []),
            Case(to: #"{ upstream: harbor, path: "/x", credentials: strip }"#, found: []),
            Case(to: #"{ upstream: origin, path: "/x" }"#, found: []),
            Case(to: #"{ upstream: "off", path: "/x" }"#, found: []),
            Case(
                to: #"{ upstream: origin, path: "/x", credentials: robot }"#,
                access: "{ allow: [{ roles: [system-admin] }] }", found: []),
            Case(to: #"{ upstream: origin, path: "/x", credentials: pass }"#, access: anybody, found: []),
            Case(access: "{ allow: [{ roles: [member] }], deny: [{ users: [bob], until: 2026-01-02 }] }", found: []),
        ])
    func notFound(_ one: Case) throws {
        #expect(try issues(one.files()).map(\.detail) == [])
    }

    @Test("an acceptance of what is not found, or of no id, is stale")
    func stale() throws {
        let files = Case(found: []).files(accepts: ["anonymous-write", "anonymus-write", "nonsense"])
        let stale = try issues(files)
        #expect(stale.map(\.rule) == [.staleAcceptance, .staleAcceptance, .staleAcceptance])
        #expect(
            stale.map(\.detail) == [
                "\"anonymous-write\"", "\"anonymus-write\" is no id: did you mean \"anonymous-write\"?",
                "\"nonsense\" is no id",
            ])
        #expect(stale.map(\.line) == [7, 7, 7])
        #expect(stale.map(\.file) == ["routes/r.yaml", "routes/r.yaml", "routes/r.yaml"])
    }

    @Test("each kind has an id of its own, and says why it matters")
    func ids() {
        let rules = PolicyAudit.Rule.allCases
        #expect(Set(rules.map(\.rawValue)).count == rules.count)
        #expect(Set(rules.map(\.explanation)).count == rules.count)
    }

    /// On 1 January 2026; without what is missing in tests, since these policies have none.
    private func issues(_ files: PolicyFiles) throws -> [PolicyAudit.Issue] {
        PolicyAudit(try files.compile(), now: 1_767_225_600).issues.filter { $0.rule != .noTest }
    }
}
