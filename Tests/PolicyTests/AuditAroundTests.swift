import Domain
import Routing
import Testing

@testable import Policy

@Suite("The audit of routes beside each other")
struct AuditAroundTests {
    @Test(
        "a route that lets in roles which the wider route around it keeps out is found",
        arguments: [
            // What the wider allows, what the one inside allows, who is added.
            ("admin", "member", "member"), ("admin", "pending", "pending, member"), ("member", "pending", "pending"),
        ])
    func wider(_ around: String, _ inside: String, _ added: String) throws {
        let issues = try issues([wide(around), route("in", #"{ methods: [GET, PUT], path: "/a/b" }"#, inside)])
        #expect(
            issues.map { "\($0.rule.rawValue) \($0.route): \($0.detail)" } == [
                "wider-inside in: wide keeps out \(added)"
            ])
    }

    @Test("somebody without a token is kept out too", arguments: ["pending", "member", "admin"])
    func anybody(_ around: String) throws {
        let issues = try issues([wide(around), route("in", #"{ methods: [GET], path: "/a/b" }"#, "anonymous")])
        #expect(issues.map(\.rule) == [.widerInside])
        #expect(issues.first?.detail.contains("anonymous") == true)
    }

    @Test(
        "one that lets in the same roles or fewer is not",
        arguments: [
            ("member", "member"), ("member", "admin"), ("pending", "member"), ("anonymous", "pending"),
            ("anonymous", "anonymous"),
        ])
    func notWider(_ around: String, _ inside: String) throws {
        #expect(
            try issues([wide(around), route("in", #"{ methods: [GET], path: "/a/b" }"#, inside)]).map(\.detail) == [])
    }

    @Test("whoever is let in under a condition only is let in")
    func conditions() throws {
        let conditional = "{ allow: [{ roles: [admin] }, { roles: [member], addresses: [10.0.0.0/8] }] }"
        let issues = try issues([
            wide("admin"), route("in", #"{ methods: [GET], path: "/a/b" }"#, access: conditional),
        ])
        #expect(issues.map(\.detail) == ["wide keeps out member"])
        let denied = "{ allow: [{ roles: [pending] }], deny: [{ roles: [member] }] }"
        let around = try self.issues([
            wide(access: denied), route("in", #"{ methods: [GET], path: "/a/b" }"#, "pending"),
        ])
        #expect(around.map(\.detail) == ["wide keeps out member, admin"])
    }

    @Test(
        "another method, another host or another path is not inside",
        arguments: [
            #"{ methods: [PUT], path: "/a/b" }"#, #"{ methods: [GET], path: "/a/b", host: x.test }"#,
            #"{ methods: [GET], path: "/b" }"#,
        ])
    func outside(_ match: String) throws {
        #expect(try issues([wide("admin"), route("in", match, "member")]).isEmpty)
    }

    @Test("the nearest route around counts")
    func nearest() throws {
        let middle = route("mid", #"{ methods: [GET], path: "/a/b/{rest...}" }"#, "member", params: "{ rest: any }")
        let inner = route("in", #"{ methods: [GET], path: "/a/b/c" }"#, "member")
        #expect(try issues([wide("admin"), middle, inner]).map(\.route) == ["mid"])
    }

    @Test(
        "any pattern that takes every path of the route is around it, and whatever goes first of them counts",
        arguments: [
            // The wider one, its parameters, the one inside, its parameters.
            ("/a/{x}", "{ x: any }", "/a/b", nil), ("/{x}/b", "{ x: oci-project }", "/a/b", nil),
            ("/{x}/{y}", "{ x: any, y: any }", "/{x}/b", "{ x: any }"),
            ("/{x}/{y}", "{ x: any, y: any }", "/a/{y}", "{ y: int64 }"),
            ("/a/{n...}", "{ n: any }", "/a/{n...}/b/{y}", "{ n: any, y: any }"),
            ("/{x}/{n...}", "{ x: any, n: any }", "/a/{n...}", "{ n: any }"),
            ("/{n...}/b", "{ n: any }", "/a/{n...}/b", "{ n: any }"),
        ] as [(String, String, String, String?)])
    func covered(_ around: String, _ params: String, _ inside: String, _ insideParams: String?) throws {
        let issues = try issues([
            route("out", "{ methods: [GET], path: \"\(around)\" }", "admin", params: params),
            route("in", "{ methods: [GET], path: \"\(inside)\" }", "member", params: insideParams),
        ])
        #expect(
            issues.map { "\($0.rule.rawValue) \($0.route): \($0.detail)" } == ["wider-inside in: out keeps out member"])
    }

    @Test(
        "a pattern that does not take every path is not: there its requests would be unknown, or another's",
        arguments: [
            ("/a/{x}", "{ x: int64 }", "/a/b", nil), ("/a/{x}", "{ x: uuid }", "/a/{rest...}", "{ rest: any }"),
            ("/a/{x}/c", "{ x: any }", "/a/b/{y}", "{ y: any }"), ("/{x}/{y}", "{ x: any, y: any }", "/a", nil),
            ("/{x}/{y}", "{ x: any, y: any }", "/a/{n...}", "{ n: any }"), ("/a/{x}", "{ x: any }", "/a/b/", nil),
            ("/a/{n...}/b", "{ n: any }", "/a/{n...}", "{ n: any }"),
        ] as [(String, String, String, String?)])
    func notCovered(_ around: String, _ params: String, _ inside: String, _ insideParams: String?) throws {
        let issues = try issues([
            route("out", "{ methods: [GET], path: \"\(around)\" }", "admin", params: params),
            route("in", "{ methods: [GET], path: \"\(inside)\" }", "member", params: insideParams),
        ])
        #expect(issues.map(\.detail) == [])
    }

    /// Whoever may set a field gets in.
    @Test("a route that asks for a field is inside the one of its path that asks for none, not the other way round")
    func fields() throws {
        let plain = #"{ methods: [GET], path: "/a" }"#
        let asking = #"{ methods: [GET], path: "/a", headers: { X-Kind: web }, query: { q: true } }"#
        #expect(
            try issues([route("out", plain, "admin"), route("in", asking, "member")]).map(\.detail) == [
                "out keeps out member"
            ])
        #expect(try issues([route("out", plain, "member"), route("in", asking, "admin")]).isEmpty)
        let wide = route(
            "wide", #"{ methods: [GET], path: "/{rest...}", headers: { X-Kind: web } }"#, "admin",
            params: "{ rest: any }")
        #expect(try issues([wide, route("in", plain, "member")]).isEmpty)
        #expect(try issues([wide, route("in", asking, "member")]).map(\.detail) == ["wide keeps out member"])
    }

    @Test("of a thousand routes those are looked at that may lie around one, and no others")
    func index() throws {
        let paths =
            ["/{n...}", "/v1/{x}/{y}", "/v1/r7/{n...}", "/v1/{x}/{n...}/z", "/v1/r7", "/v2/{n...}", "/"]
            + (0..<1_000).map { "/v1/r\($0)/{id}" }
        var index = PatternIndex()
        for (number, path) in paths.enumerated() { index.insert(try RoutePattern(parsing: path).places, number) }
        func around(_ path: String) throws -> [String] {
            index.around(try RoutePattern(parsing: path).places).map { paths[$0] }
        }
        #expect(
            try around("/v1/r7/{y}") == ["/{n...}", "/v1/{x}/{y}", "/v1/r7/{n...}", "/v1/{x}/{n...}/z", "/v1/r7/{id}"])
        #expect(
            try around("/v1/r7/z") == ["/{n...}", "/v1/{x}/{y}", "/v1/r7/{n...}", "/v1/{x}/{n...}/z", "/v1/r7/{id}"])
        #expect(try around("/v1/{a}/{b}") == ["/{n...}", "/v1/{x}/{y}", "/v1/{x}/{n...}/z"])
        #expect(try around("/v1/r7/{m...}") == ["/{n...}", "/v1/r7/{n...}", "/v1/{x}/{n...}/z"])
        #expect(try around("/v1/r7") == ["/{n...}", "/v1/r7"])
        #expect(try around("/") == ["/"])
    }

    @Test("each method has a nearest route of its own")
    func methods() throws {
        let issues = try issues([
            route("get", #"{ methods: [GET], path: "/a/{x}" }"#, "admin", params: "{ x: any }"),
            route("put", #"{ methods: [PUT], path: "/a/{x}" }"#, "member", params: "{ x: any }"),
            route("all", #"{ methods: [GET, PUT, POST], path: "/{rest...}" }"#, "admin", params: "{ rest: any }"),
            route("in", #"{ methods: [GET, PUT, POST], path: "/a/b" }"#, "member"),
        ])
        #expect(
            issues.map { "\($0.route): \($0.detail)" } == [
                "put: all keeps out member", "in: get keeps out member; all keeps out member",
            ])
    }

    @Test(
        "a route that only says that there is nothing keeps nobody out, and a fixed answer gives nothing away"
    )
    func answers() throws {
        let nothing = wide("admin", to: "{ answer: { status: 404 } }")
        #expect(try issues([nothing, route("in", #"{ methods: [GET], path: "/a/b" }"#, "member")]).isEmpty)
        let answer = route("in", #"{ methods: [GET], path: "/a/b" }"#, "member", to: "{ answer: { status: 200 } }")
        #expect(try issues([wide("admin"), answer]).isEmpty)
    }

    @Test("whoever means it says so")
    func accepted() throws {
        let inner = route("in", #"{ methods: [GET], path: "/a/b" }"#, "member", more: "accepts: [wider-inside]")
        #expect(try issues([wide("admin"), inner]).isEmpty)
        let stale = try issues([wide("member"), inner])
        #expect(
            stale.map { "\($0.route) \($0.rule.rawValue) \($0.detail)" } == ["in stale-acceptance \"wider-inside\""])
    }

    @Test("a route that no test reaches is found, and accepting that is stale once one does")
    func noTest() throws {
        let tests = "version: 1\ntests:\n  - name: x\n    request: GET /a/b\n    roles: { pending: role }"
        func issues(_ more: String?) throws -> [String] {
            let files = files([
                wide("member", more: more), route("in", #"{ methods: [GET], path: "/a/b" }"#, "member", more: more),
            ])
            return PolicyAudit(try files.compile(tests: tests), now: 0).issues.map { "\($0.route) \($0.rule.rawValue)" }
        }
        #expect(try issues(nil) == ["wide no-test"])
        #expect(try issues("accepts: [no-test]") == ["in stale-acceptance"])
    }

    private func wide(
        _ role: String = "admin", access: String? = nil, to: String = "{ local: whoami }", more: String? = nil
    ) -> [String] {
        route(
            "wide", #"{ methods: [GET], path: "/a/{rest...}" }"#, role, access: access, params: "{ rest: any }", to: to,
            more: more)
    }

    private func route(
        _ id: String, _ match: String, _ role: String = "member", access: String? = nil, params: String? = nil,
        to: String = "{ local: whoami }", more: String? = nil
    ) -> [String] {
        var lines = ["  - id: \(id)", "    match: \(match)", "    to: \(to)"]
        if let params { lines.append("    params: \(params)") }
        lines.append("    access: \(access ?? "{ allow: [{ roles: [\(role)] }] }")")
        if let more { lines.append("    \(more)") }
        return lines
    }

    private func files(_ routes: [[String]]) -> PolicyFiles {
        var files = PolicyFiles(routes: (["version: 1", "routes:"] + routes.flatMap(\.self)).joined(separator: "\n"))
        files.roles = """
            version: 1
            roles:
              anonymous: {}
              pending: { number: 0 }
              member: { number: 2, includes: [pending] }
              admin: { number: 4, includes: [member] }
            """
        return files
    }

    private func issues(_ routes: [[String]]) throws -> [PolicyAudit.Issue] {
        PolicyAudit(try files(routes).compile(), now: 0).issues.filter { $0.rule != .noTest }
    }
}
