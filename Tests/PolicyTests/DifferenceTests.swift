import Domain
import Testing

@testable import Policy

@Suite("What changes from one policy to another")
struct DifferenceTests {
    private static let get = #"{ methods: [GET], path: "/a" }"#

    @Test(
        "the same policy changes nothing, and neither do ids, descriptions, deadlines, names of parameters, or the order"
    )
    func nothing() throws {
        let old = [route("a", Self.get), route("b", #"{ methods: [GET, PUT], path: "/b/{x}" }"#, params: "{ x: any }")]
        #expect(try rows(old, old).isEmpty)
        let new = [
            route(
                "bb", #"{ methods: [PUT, GET], path: "/b/{y}" }"#, params: "{ y: any }", more: "limits: { timeout: 5s }"
            ),
            route("aa", Self.get, more: "description: something else"),
        ]
        #expect(try rows(old, new).isEmpty)
    }

    @Test("a role that may more is told as wider, one that may less as narrower")
    func roles() throws {
        let member = [route("a", Self.get)]
        let pending = [route("a", Self.get, "{ allow: [{ roles: [pending, member] }] }")]
        #expect(try rows(member, pending) == ["GET /a: pending no → yes (wider)"])
        #expect(try rows(pending, member) == ["GET /a: pending yes → no (narrower)"])
        let anybody = [route("a", Self.get, "{ allow: [{ roles: [anonymous] }] }")]
        #expect(try rows(member, anybody) == ["GET /a: anonymous no → yes (wider), pending no → yes (wider)"])
    }

    @Test("conditions that come, go or change are told")
    func conditions() throws {
        let plain = [route("a", Self.get)]
        let inside = [route("a", Self.get, "{ allow: [{ roles: [member], addresses: [10.0.0.0/8] }] }")]
        let elsewhere = [route("a", Self.get, "{ allow: [{ roles: [member], addresses: [192.0.2.0/24] }] }")]
        let denied = [
            route("a", Self.get, "{ allow: [{ roles: [member] }], deny: [{ roles: [system-admin], users: [bob] }] }")
        ]
        func all(_ change: String) -> [String] {
            [
                "GET /a: "
                    + ["member", "business-admin", "system-admin"].map { "\($0) \(change)" }.joined(separator: ", ")
            ]
        }
        #expect(try rows(plain, inside) == all("yes → if addresses 10.0.0.0/8 (narrower)"))
        #expect(try rows(inside, plain) == all("if addresses 10.0.0.0/8 → yes (wider)"))
        #expect(try rows(inside, elsewhere) == all("if addresses 10.0.0.0/8 → if addresses 192.0.2.0/24 (different)"))
        #expect(try rows(plain, denied) == ["GET /a: system-admin yes → yes, but not if users bob (narrower)"])
    }

    @Test("a route that comes or goes is told for each of its methods")
    func routes() throws {
        let one = [route("a", Self.get)]
        let two =
            one + [
                route(
                    "b", #"{ methods: [PUT, POST], path: "/b/{x}" }"#, "{ allow: [{ roles: [system-admin] }] }",
                    params: "{ x: any }")
            ]
        #expect(
            try rows(one, two) == [
                "PUT /b/{x}: system-admin no → yes (wider), leads from none to local whoami",
                "POST /b/{x}: system-admin no → yes (wider), leads from none to local whoami",
            ])
        #expect(
            try rows(two, one) == [
                "PUT /b/{x}: system-admin yes → no (narrower), leads from local whoami to none",
                "POST /b/{x}: system-admin yes → no (narrower), leads from local whoami to none",
            ])
    }

    @Test("a new, more specific route takes requests away from the one that had them")
    func moreSpecific() throws {
        let wide = route("wide", #"{ methods: [GET], path: "/a/{rest...}" }"#, params: "{ rest: any }")
        let inner = route("in", #"{ methods: [GET], path: "/a/b" }"#, "{ allow: [{ roles: [system-admin] }] }")
        #expect(
            try rows([wide], [wide, inner]) == [
                "GET /a/b: member yes → no (narrower), business-admin yes → no (narrower)"
            ])
        #expect(
            try rows([wide, inner], [wide]) == ["GET /a/b: member no → yes (wider), business-admin no → yes (wider)"])
    }

    @Test("a route for another method takes the path away as well, since the path decides before the method")
    func otherMethod() throws {
        let wide = route(
            "wide", #"{ methods: [GET], path: "/a/{rest...}" }"#, "{ allow: [{ roles: [system-admin] }] }",
            params: "{ rest: any }")
        let inner = route("in", #"{ methods: [PUT], path: "/a/b" }"#, "{ allow: [{ roles: [system-admin] }] }")
        #expect(try files([wide]).compile().ask("GET /a/b", as: "system-admin") == "allow by wide.allow[0]")
        #expect(try files([wide, inner]).compile().ask("GET /a/b", as: "system-admin") == "deny (method)")
        #expect(
            Set(try rows([wide], [wide, inner])) == [
                "PUT /a/b: system-admin no → yes (wider), leads from none to local whoami",
                "GET /a/b: system-admin yes → no (narrower), leads from local whoami to none",
            ])
    }

    @Test("a request that leads elsewhere is told, though nobody may more or less")
    func elsewhere() throws {
        let local = [route("a", Self.get)]
        let relay = [route("a", Self.get, to: #"{ upstream: origin, path: "/x" }"#)]
        let other = [route("a", Self.get, to: #"{ upstream: origin, path: "/y" }"#)]
        #expect(try rows(local, relay) == ["GET /a: leads from local whoami to origin /x"])
        #expect(try rows(relay, other) == ["GET /a: leads from origin /x to origin /y"])
        let redirect = [route("a", Self.get, to: #"{ redirect: "https://a.test/b", status: 302 }"#)]
        let answer = [route("a", Self.get, to: "{ answer: { status: 204 } }")]
        #expect(try rows(redirect, answer) == ["GET /a: leads from redirect 302 https://a.test/b to answer 204"])
        let translated = [route("a", Self.get, to: "{ translate: image-list, upstream: origin }")]
        let folder = [route("a", Self.get, to: "{ static: /srv/site }")]
        #expect(try rows(translated, folder) == ["GET /a: leads from image-list on origin to folder /srv/site"])
    }

    @Test("a type that takes fewer values is told")
    func types() throws {
        let any = [route("a", #"{ methods: [GET], path: "/a/{x}" }"#, params: "{ x: any }")]
        let number = [route("a", #"{ methods: [GET], path: "/a/{x}" }"#, params: "{ x: int64 }")]
        let rows = try rows(any, number)
        #expect(rows.count == 1 && rows.first?.hasSuffix("leads from local whoami to none") == true)
    }

    @Test("requests are told apart by host, header fields and query, and hosts are told one by one")
    func matchConditions() throws {
        let match =
            #"{ methods: [GET], path: "/a", host: [x.test, "*.y.test"], "#
            + #"headers: { X-A: true, X-B: b, X-C: false }, query: { k: "a b", n: false } }"#
        let allow = "{ allow: [{ roles: [system-admin] }] }"
        let both = [route("a", match, allow)]
        let one = [route("a", match.replacing(#", "*.y.test""#, with: ""), allow)]
        #expect(
            try rows(both, one) == [
                "GET /a?k=a%20b (sample-0.y.test) with x-a: sample, x-b: b: system-admin yes → no (narrower), "
                    + "leads from local whoami to none"
            ])
        let unconditional = [route("a", Self.get, allow)]
        let split = [route("a", Self.get, allow), route("b", #"{ methods: [GET], path: "/a", query: { k: "1" } }"#)]
        #expect(
            try rows(unconditional, split) == ["GET /a?k=1: member no → yes (wider), business-admin no → yes (wider)"])
    }

    @Test("a role that comes or goes is told by its name")
    func roleNames() throws {
        var old = files([route("a", Self.get)])
        let new = files([route("a", Self.get)])
        old.roles = old.roles.replacing("  business-admin: { number: 3, includes: [member] }\n", with: "")
            .replacing("includes: [business-admin]", with: "includes: [member]")
        let difference = PolicyDifference(from: try old.compile(), to: try new.compile())
        #expect(told(difference) == ["GET /a: business-admin no → yes (wider)"])
        #expect(
            told(PolicyDifference(from: try new.compile(), to: try old.compile())) == [
                "GET /a: business-admin yes → no (narrower)"
            ])
    }

    @Test("requests are told apart by values of fields, and one that must no longer be absent is told")
    func values() throws {
        let one = route("a", #"{ methods: [GET], path: "/a", query: { k: "1" }, headers: { X-A: b } }"#)
        func two(_ access: String) -> [String] {
            route("b", #"{ methods: [GET], path: "/a", query: { k: "2" }, headers: { X-A: b } }"#, access)
        }
        let narrow = two("{ allow: [{ roles: [business-admin] }] }")
        #expect(
            try rows([one, narrow], [one, two("{ allow: [{ roles: [member] }] }")]) == [
                "GET /a?k=2 with x-a: b: member no → yes (wider)"
            ])
        let without = [route("a", #"{ methods: [GET], path: "/a", headers: { X-A: false } }"#)]
        #expect(try rows(without, [route("a", Self.get)]).map { $0.prefix(23) } == ["GET /a with x-a: sample"])
    }

    @Test(
        "a type or a rest parameter that takes other values is told, both ways",
        arguments: [
            ("{x}", "dns-name", "{x}", "oci-project"), ("{x}", "uuid", "{x}", "any"), ("{x}", "int64", "{x}", "uuid"),
            ("{x}", "oci-reference", "{x}", "any"), ("{x}", "oci-project", "{x}", "oci-reference"),
            ("{x...}", "any", "{x}", "any"), ("{x...}", "oci-repository", "{x...}", "any"),
        ])
    func otherValues(_ old: String, _ oldType: String, _ new: String, _ newType: String) throws {
        func one(_ place: String, _ type: String) -> [[String]] {
            [route("a", "{ methods: [GET], path: \"/a/\(place)\" }", params: "{ x: \(type) }")]
        }
        #expect(try !rows(one(old, oldType), one(new, newType)).isEmpty)
        #expect(try !rows(one(new, newType), one(old, oldType)).isEmpty)
    }

    @Test("a literal beside a parameter takes its path away from all methods of the parameter")
    func literalBesideParameter() throws {
        let any = route("any", #"{ methods: [GET, POST], path: "/one/{id}" }"#, params: "{ id: any }")
        let rows = try rows([any], [any, route("me", #"{ methods: [GET], path: "/one/me" }"#)])
        #expect(rows.count == 1)
        #expect(rows.first?.hasPrefix("POST /one/me: member yes → no (narrower)") == true)
    }

    @Test("numbers that change hands are told, since a token carries the number")
    func numbers() throws {
        let access = "{ allow: [{ roles: [member], when: \"principal.role == 'business-admin' and has(query.a)\" }] }"
        let old = files([route("a", Self.get, access)])
        var new = old
        new.roles = old.roles.replacing("member: { number: 2 }", with: "member: { number: 3 }")
            .replacing("business-admin: { number: 3,", with: "business-admin: { number: 2,")
        #expect(
            told(PolicyDifference(from: try old.compile(), to: try new.compile())) == [
                "GET /a: business-admin (number 2, before member) no → if has(query.a) (wider), "
                    + "member (number 3, before business-admin) if has(query.a) → no (narrower)"
            ])
    }

    @Test("blanks and the kind of quotes in a condition are no change, blanks inside quotes are")
    func blanks() throws {
        func one(_ text: String) -> [[String]] {
            [route("a", Self.get, "{ allow: [{ roles: [member], when: \"\(text)\" }] }")]
        }
        #expect(try rows(one("query.a=='1'  and has( query.b )"), one("query.a == '1' and has(query.b)")).isEmpty)
        #expect(try !rows(one("query.a == 'a b'"), one("query.a == 'a  b'")).isEmpty)
    }

    @Test("parameters that change places are told, though the words stay")
    func places() throws {
        func one(_ path: String, _ to: String) -> [[String]] {
            let match = "{ methods: [GET], path: \"\(path)\" }"
            return [route("a", match, params: "{ x: any, y: any }", to: "{ upstream: origin, path: \"\(to)\" }")]
        }
        #expect(try !rows(one("/a/{x}/{y}", "/b/{x}/{y}"), one("/a/{y}/{x}", "/b/{x}/{y}")).isEmpty)
        #expect(try rows(one("/a/{x}/{y}", "/b/{x}/{y}"), one("/a/{y}/{x}", "/b/{y}/{x}")).isEmpty)
    }

    @Test(
        "what the gateway does with a request is told",
        arguments: [
            ("{ upstream: harbor, path: /x, credentials: strip }", "{ upstream: harbor, path: /x }", "credentials"),
            ("{ upstream: origin, path: /x }", "{ upstream: origin, path: /x, query: [a] }", "query"),
            ("{ answer: { status: 200, body: abc } }", "{ answer: { status: 200, body: abd } }", "body"),
            ("{ answer: { status: 404, message: abc } }", "{ answer: { status: 404, message: abd } }", "body"),
        ])
    func properties(_ old: String, _ new: String, _ name: String) throws {
        let access = "{ allow: [{ roles: [system-admin] }] }"
        let difference = try difference(
            [route("a", Self.get, access, to: old)], [route("a", Self.get, access, to: new)])
        #expect(difference.rows.count == 1)
        #expect(difference.rows.first?.properties.map(\.name) == [name])
    }

    @Test("limits and header edits are told, another secret is told without its value")
    func limits() throws {
        func one(_ more: String) -> [[String]] {
            [route("a", Self.get, to: "{ upstream: origin, path: /x, credentials: strip }", more: more)]
        }
        func names(_ old: String, _ new: String) throws -> [String] {
            try difference(one(old), one(new)).rows.flatMap { $0.properties.map(\.name) }
        }
        #expect(try names("limits: { body: 1KiB }", "limits: { body: unlimited }") == ["body limit"])
        #expect(
            try names("limits: { body: 1KiB }", "limits: { body: 1KiB, rate: { per: user, limit: 5/s } }") == ["rate"])
        #expect(
            try names("headers: { request: { set: { X-A: b } } }", "headers: { request: { set: { X-A: c } } }") == [
                "request headers"
            ])
        let access = "{ allow: [{ roles: [system-admin] }] }"
        let old = files([route("a", Self.get, access, to: "{ upstream: harbor, path: /x }")])
        var new = old
        new.variables["PASSWORD"] = "0ther"
        let rows = PolicyDifference(from: try old.compile(), to: try new.compile()).rows
        #expect(rows.first?.properties.map(\.name) == ["account"])
        #expect(!"\(rows)".contains("0ther") && !"\(rows)".contains("s3cret"))
    }

    private func route(
        _ id: String, _ match: String, _ access: String = "{ allow: [{ roles: [member] }] }", params: String? = nil,
        to: String = "{ local: whoami }", more: String? = nil
    ) -> [String] {
        var lines = ["  - id: \(id)", "    match: \(match)", "    to: \(to)", "    access: \(access)"]
        if let params { lines.append("    params: \(params)") }
        if let more { lines.append("    \(more)") }
        return lines
    }

    private func files(_ routes: [[String]]) -> PolicyFiles {
        PolicyFiles(routes: (["version: 1", "routes:"] + routes.flatMap(\.self)).joined(separator: "\n"))
    }

    private func difference(_ old: [[String]], _ new: [[String]]) throws -> PolicyDifference {
        PolicyDifference(from: try files(old).compile(), to: try files(new).compile())
    }

    /// One line a row.
    private func rows(_ old: [[String]], _ new: [[String]]) throws -> [String] { told(try difference(old, new)) }

    private func told(_ difference: PolicyDifference) -> [String] {
        difference.rows.map { row in
            var parts = row.cells.map { "\($0.role) \($0.old.text) → \($0.new.text) (\($0.change.rawValue))" }
            if row.leadsElsewhere { parts.append("leads from \(row.oldDestination) to \(row.newDestination)") }
            return "\(row.request): \(parts.joined(separator: ", "))"
        }
    }
}
