import Domain
import Testing

@testable import Policy

@Suite("Destinations")
struct DestinationTests {
    @Test("a redirect keeps its origin and status, and its path is rebuilt from the parameters")
    func redirect() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/old/{id}/{rest...}" }"#, params: "{ id: int64, rest: any }",
            to: #"{ redirect: "https://app.example.org:8443/new/{rest}/of/{id}", status: 302, query: [page] }"#
        ).compile()
        #expect(rules.routes[0].destination == .redirect(origin: "https://app.example.org:8443", status: 302))
        #expect(target(rules, "/old/7/a%20b/c?x=1&page=2") == "/new/a%20b/c/of/7?page=2")
        #expect(rules.routes[0].credentialUse == .none)
    }

    @Test("a redirect is permanent, keeps the method and takes the query along, unless it says otherwise")
    func redirectDefaults() throws {
        let rules = try PolicyFiles(to: #"{ redirect: "/b" }"#).compile()
        #expect(rules.routes[0].destination == .redirect(origin: "", status: 308))
        #expect(target(rules, "/a?x=1") == "/b?x=1")
        let dropping = try PolicyFiles(to: #"{ redirect: "/b/", query: none }"#).compile()
        #expect(target(dropping, "/a?x=1") == "/b/")
        for status in [301, 302, 303, 307, 308] {
            let rules = try PolicyFiles(to: "{ redirect: \"/b\", status: \(status) }").compile()
            #expect(rules.routes[0].destination == .redirect(origin: "", status: status))
        }
    }

    @Test("a redirect to a path cannot be made to lead to another host")
    func noOpenRedirect() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/go/{rest...}" }"#, params: "{ rest: any }",
            to: #"{ redirect: "/{rest}", query: none }"#
        ).compile()
        for path in ["/go/evil.test", "/go/%40evil.test", "/go/evil.test/", "/go/https:"] {
            let location = target(rules, path) ?? ""
            #expect(location.hasPrefix("/") && !location.hasPrefix("//"), "\(path) leads to \(location)")
        }
        for path in ["/go//evil.test", "/go/%2Fevil.test", "/go/%5Cevil.test", "/go/.."] {
            #expect(rules.ask("GET \(path)", as: "member") == "deny (malformed-target)", "\(path)")
        }
    }

    @Test("a fixed answer is what the policy says, as plain text unless it says otherwise")
    func answer() throws {
        let plain = try PolicyFiles(to: "{ answer: { status: 200, body: 5 } }").compile()
        #expect(
            plain.routes[0].destination
                == .answer(FixedAnswer(status: 200, .body("5", type: "text/plain; charset=utf-8"))))
        let json = try PolicyFiles(to: #"{ answer: { status: 503, type: application/json, body: "{}" } }"#).compile()
        #expect(
            json.routes[0].destination == .answer(FixedAnswer(status: 503, .body("{}", type: "application/json"))))
        let empty = try PolicyFiles(to: #"{ answer: { status: 204, body: "" } }"#).compile()
        #expect(empty.routes[0].destination.upstream == nil)
        #expect(target(empty, "/a") == nil)
    }

    @Test(
        "an answer with a message is a refusal, whose reason is that of its status",
        arguments: [
            (404, .routeUnknown), (410, .gone), (501, .notOffered), (503, .upstreamOff),
        ] as [(Int, GatewayError.Code)])
    func refusal(_ status: Int, _ code: GatewayError.Code) throws {
        let rules = try PolicyFiles(to: "{ answer: { status: \(status), message: not here } }").compile()
        #expect(
            rules.routes[0].destination
                == .answer(FixedAnswer(status: status, .refusal(code, message: "not here"))))
        #expect(code.status == status)
        #expect(target(rules, "/a") == nil)
    }

    @Test("a folder has an index, maybe a fallback, and is asked for each time unless it may be kept")
    func folder() throws {
        let plain = try PolicyFiles(to: "{ static: site }").compile()
        #expect(
            plain.routes[0].destination
                == .folder(FolderDestination(directory: "site", index: "index.html", fallback: nil, cache: nil)))
        let full = try PolicyFiles(
            match: #"{ methods: [GET, HEAD], path: "/s/{rest...}" }"#, params: "{ rest: any }",
            to: "{ static: /srv/site, index: main.html, fallback: app.html, cache: 1h }"
        ).compile()
        #expect(
            full.routes[0].destination
                == .folder(
                    FolderDestination(
                        directory: "/srv/site", index: "main.html", fallback: "app.html", cache: .seconds(3_600))))
    }

    @Test("the path of a folder matches with nothing behind it too")
    func folderRoot() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/s/{rest...}" }"#, params: "{ rest: any }", to: "{ static: site }"
        ).compile()
        for path in ["/s/", "/s/a", "/s/a/b/", "/s/a%20b"] {
            #expect(rules.ask("GET \(path)", as: "member") == "allow by r.allow[0]", "\(path)")
        }
        #expect(rules.ask("GET /s", as: "member") == "deny (route)")
        #expect(rules.ask("GET /s/a%2Fb", as: "member") == "deny (malformed-target)")
    }

    @Test("a folder may be named by a variable, and has to be there")
    func missingFolder() throws {
        var files = PolicyFiles(to: "{ static: \"env:SITE\" }")
        #expect(files.findings() == ["5:19 the environment variable SITE is not set"])
        files.variables["SITE"] = "/srv/site"
        guard case .folder(let folder) = try files.compile().routes[0].destination else {
            Issue.record("no folder")
            return
        }
        #expect(folder.directory == "/srv/site")
        let environment = files.environment
        let without = PolicyEnvironment(
            variable: environment.variable, file: environment.file, isDirectory: { $0 != "/srv/site" },
            localEndpoints: [], translations: [], hash: environment.hash)
        let source = files.source
        let findings = #expect(throws: PolicyFindings.self) { try PolicyCompiler(without).compile(source) }
        #expect(findings?.findings.map(\.message) == ["there is no directory env:SITE"])
    }

    @Test(
        "whose credential goes upstream is what the route says, by default the upstream's own for callers with a token",
        arguments: [
            ("", "member", .upstream), (", credentials: upstream", "member", .upstream),
            (", credentials: pass", "member", .client),
            (", credentials: strip", "member", .none), (", credentials: desk", "member", .named(0)),
            ("", "anonymous", .none), (", credentials: upstream", "anonymous", .none),
            (", credentials: pass", "anonymous", .client),
            (", credentials: desk", "anonymous", .named(0)),
        ] as [(String, String, CompiledRoute.CredentialUse)])
    func credentials(_ words: String, _ role: String, _ use: CompiledRoute.CredentialUse) throws {
        var files = PolicyFiles(
            to: "{ upstream: harbor, path: \"/x\"\(words) }", access: "{ allow: [{ roles: [\(role)] }] }")
        files.upstreams += Self.accounts
        #expect(try files.compile().routes[0].credentialUse == use)
    }

    private static let accounts = """


        credentials:
          robot: { kind: token, scheme: Token, token: "env:TOKEN" }
          desk: { kind: basic, user: "u", password: "env:PASSWORD" }
          bearer: { kind: token, token: "env:BEARER" }
        """

    @Test("accounts that routes name are resolved, in the order of the file; others are not even looked up")
    func namedAccounts() throws {
        var files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: one
                    match: { methods: [GET], path: "/one" }
                    to: { upstream: harbor, path: "/x", credentials: desk }
                    access: { allow: [{ roles: [member] }] }
                  - id: two
                    match: { methods: [GET], path: "/two" }
                    to: { upstream: origin, path: "/x", credentials: robot }
                    access: { allow: [{ roles: [member] }] }
                """)
        files.upstreams += Self.accounts
        files.variables["TOKEN"] = "t0ken"
        let rules = try files.compile()
        #expect(rules.routes.map(\.credentialUse) == [.named(1), .named(0)])
        #expect(
            rules.credentials == [
                NamedCredential(name: "robot", credentials: .token(scheme: "Token", token: Secret("t0ken"))),
                NamedCredential(name: "desk", credentials: .basic(user: "u", password: Secret("s3cret"))),
            ])
    }

    @Test("a scheme is Bearer unless another is named")
    func bearer() throws {
        var files = PolicyFiles(to: #"{ upstream: origin, path: "/x", credentials: bearer }"#)
        files.upstreams += Self.accounts
        files.variables["BEARER"] = "b"
        #expect(
            try files.compile().credentials.map(\.credentials) == [.token(scheme: "Bearer", token: Secret("b"))])
    }

    /// The rebuilt target of a request by a member.
    private func target(_ rules: Ruleset, _ path: String) -> String? {
        let request = TestRequest(method: .get, target: path)
        return rules.outcome(request, as: caller(.member)).upstreamTarget
    }
}
