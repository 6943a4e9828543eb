import Domain
import Routing
import Testing

@testable import Policy

@Suite("Rules and routes in shadow mode")
struct ShadowRuleTests {
    @Test("a denial in shadow mode refuses nobody, and is seen beside the rules that count")
    func denial() throws {
        let rules = try PolicyFiles(
            access:
                "{ allow: [{ roles: [member] }], deny: [{ users: [bob] }, { roles: [member], "
                + "addresses: [10.0.0.0/8], mode: shadow }] }"
        ).compile()
        #expect(rules.routes[0].hasTrial)
        #expect(rules.ask("GET /a", as: "member", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(
            try rules.firstWord("/a", as: "member", from: "10.0.0.1", isTrial: true)
                == .refuse(.ruleRefused, by: "r.deny[1]"))
        #expect(try rules.firstWord("/a", as: "member", from: "192.0.2.1", isTrial: true) == .allow("r.allow[0]"))
        #expect(
            try rules.firstWord("/a", as: "pending", from: "10.0.0.1", isTrial: true)
                == .refuse(.roleRefused, by: "default"))
    }

    @Test("a permission in shadow mode lets nobody in, and is seen beside the rules that count")
    func permission() throws {
        let rules = try PolicyFiles(
            access: "{ allow: [{ roles: [system-admin] }, { roles: [member], mode: shadow }] }"
        ).compile()
        #expect(rules.ask("GET /a", as: "member") == "deny (role) by r")
        #expect(try rules.firstWord("/a", as: "member") == .refuse(.roleRefused, by: "default"))
        #expect(try rules.firstWord("/a", as: "member", isTrial: true) == .allow("r.allow[1]"))
        #expect(try rules.firstWord("/a", as: "system-admin", isTrial: true) == .allow("r.allow[0]"))
        #expect(try rules.firstWord("/a", as: "pending", isTrial: true) == .refuse(.roleRefused, by: "default"))
        #expect(try rules.firstWord("/a", isTrial: true) == .refuse(.tokenMissing, by: "default"))
    }

    @Test("a permission for anybody in shadow mode is tried for callers with a token and without")
    func permissionForAnybody() throws {
        let rules = try PolicyFiles(
            access: "{ allow: [{ roles: [member] }, { roles: [anonymous], addresses: [10.0.0.0/8], mode: shadow }] }"
        ).compile()
        #expect(!rules.routes[0].admitsAnybody)
        #expect(rules.ask("GET /a", from: "10.0.0.1") == "deny (token-missing) by r")
        #expect(try rules.firstWord("/a", from: "10.0.0.1", isTrial: true) == .allow("r.allow[1]"))
        #expect(try rules.firstWord("/a", as: "pending", from: "10.0.0.1", isTrial: true) == .allow("r.allow[1]"))
        #expect(try rules.firstWord("/a", from: "192.0.2.1", isTrial: true) == .refuse(.tokenMissing, by: "default"))
        #expect(
            try rules.firstWord("/a", as: "pending", from: "192.0.2.1", isTrial: true)
                == .refuse(.roleRefused, by: "default"))
    }

    @Test("a permission for a role in shadow mode is tried where the rules in force ask nobody for a name")
    func permissionForRole() throws {
        let rules = try PolicyFiles(
            access: "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member], mode: shadow }] }"
        ).compile()
        #expect(!rules.routes[0].admitsPrincipals)
        #expect(rules.ask("GET /a", as: "member", from: "192.0.2.1") == "deny (condition) by r")
        #expect(try rules.firstWord("/a", as: "member", from: "192.0.2.1", isTrial: true) == .allow("r.allow[1]"))
        #expect(
            try rules.firstWord("/a", as: "pending", from: "192.0.2.1", isTrial: true)
                == .refuse(.roleRefused, by: "default"))
        #expect(try rules.firstWord("/a", from: "192.0.2.1", isTrial: true) == .refuse(.tokenMissing, by: "default"))
        #expect(try rules.firstWord("/a", as: "member", from: "10.0.0.1", isTrial: true) == .allow("r.allow[0]"))
    }

    @Test("a route without anything in shadow mode has nothing to try")
    func noTrial() throws {
        let rules = try PolicyFiles(access: "{ allow: [{ roles: [member], mode: enforce }] }").compile()
        #expect(!rules.routes[0].hasTrial)
        #expect(try rules.firstWord("/a", as: "member", isTrial: true) == .allow("r.allow[0]"))
    }

    @Test("a route whose permissions are all in shadow mode would let nobody in")
    func nobody() {
        #expect(
            PolicyFiles(access: "{ allow: [{ roles: [member], mode: shadow }] }").findings() == [
                "6:23 every rule of \"allow\" is in shadow mode: the route would let nobody in"
            ])
    }

    @Test("a route in shadow mode stands beside the enforced one of its match, and serves nothing")
    func twin() throws {
        let enforced = route(
            "old", #"{ methods: [GET, PUT], path: "/a/{x}", headers: { X-A: true } }"#, params: "{ x: any }")
        let shadow = route(
            "new", #"{ methods: [PUT, GET], path: "/a/{id}", headers: { x-a: true } }"#, params: "{ id: int64 }",
            role: "system-admin",
            mode: "shadow")
        for order in [[enforced, shadow], [shadow, enforced]] {
            let rules = try file(order).compile()
            #expect(rules.routes.map(\.id) == ["old"])
            #expect(rules.routes[0].hasTrial)
            let twin = try #require(rules.routes[0].twin)
            #expect(twin.id == "new")
            #expect(rules.ask("GET /a/7", as: "member", headers: ["x-a": [""]]) == "allow by old.allow[0]")
            var target = RequestTarget()
            try target.read(Array("/a/7".utf8).span)
            let circumstances = Circumstances(address: nil, now: 0)
            guard case .refuse(let refusal) = twin.judge(caller: caller(.member), target, circumstances),
                case .allow(let rule) = twin.judge(caller: caller(.systemAdmin), target, circumstances)
            else {
                Issue.record("the route in shadow mode is not judged by its own rules")
                return
            }
            #expect(refusal.code == .roleRefused)
            #expect(rule.label == "new.allow[0]")
            let takesNumber = twin.takes(target)
            try target.read(Array("/a/seven".utf8).span)
            let takesWord = twin.takes(target)
            #expect(takesNumber && !takesWord)
        }
    }

    @Test(
        "without an enforced route of the very same match its requests would go elsewhere, which is an error",
        arguments: [
            #"{ methods: [GET], path: "/b" }"#, #"{ methods: [GET], path: "/a/" }"#, #"{ methods: [PUT], path: "/a" }"#,
            #"{ methods: [GET, PUT], path: "/a" }"#, #"{ methods: [GET], path: "/a", host: x.test }"#,
            #"{ methods: [GET], path: "/a", headers: { X-A: true } }"#,
            #"{ methods: [GET], path: "/a", query: { a: "1" } }"#,
        ])
    func noTwin(_ match: String) {
        let files = file([route("old", #"{ methods: [GET], path: "/a" }"#), route("new", match, mode: "shadow")])
        #expect(files.findings() == ["7:9 \(lonely)"])
        #expect(PolicyFiles(id: "new", match: match, more: "mode: shadow").findings() == ["3:9 \(lonely)"])
    }

    private let lonely =
        "the route \"new\" is in shadow mode and no enforced route has the same match: its requests would go "
        + "to a wider route"

    @Test("the match may be of several enforced routes together no more than of a part of one")
    func partOfARoute() {
        let two = file([
            route("get", #"{ methods: [GET], path: "/a" }"#), route("put", #"{ methods: [PUT], path: "/a" }"#),
            route("new", #"{ methods: [GET, PUT], path: "/a" }"#, mode: "shadow"),
        ])
        #expect(two.findings() == ["11:9 \(lonely)"])
        let half = file([
            route("old", #"{ methods: [GET, PUT], path: "/a" }"#),
            route("new", #"{ methods: [GET], path: "/a" }"#, mode: "shadow"),
        ])
        #expect(half.findings() == ["7:9 \(lonely)"])
    }

    @Test("the order in which hosts are written is no difference")
    func hosts() throws {
        let files = file([
            route("old", #"{ methods: [GET], path: "/a", host: [x.test, y.test] }"#),
            route("new", #"{ methods: [GET], path: "/a", host: [y.test, x.test] }"#, mode: "shadow"),
        ])
        #expect(files.findings().isEmpty)
    }

    @Test("one route has one route in shadow mode beside it")
    func twoTwins() {
        let match = #"{ methods: [GET], path: "/a" }"#
        let files = file([
            route("old", match), route("new", match, mode: "shadow"), route("newer", match, mode: "shadow"),
        ])
        #expect(files.findings() == ["12:9 the route \"new\" stands in shadow mode beside the same one already"])
    }

    @Test("a rule in shadow mode beside or inside a route in shadow mode would never be looked at, which is an error")
    func ruleBesideRoute() {
        let match = #"{ methods: [GET], path: "/a" }"#
        let tried = "member] }, { mode: shadow, roles: [system-admin"
        let never = "a rule in shadow mode beside or inside a route in shadow mode is never looked at"
        let beside = file([route("old", match, role: tried), route("new", match, mode: "shadow")])
        #expect(beside.findings() == ["6:44 \(never)"])
        let inside = file([route("old", match), route("new", match, role: tried, mode: "shadow")])
        #expect(inside.findings() == ["10:44 \(never)"])
        let elsewhere = file([
            route("old", match), route("new", match, mode: "shadow"),
            route("b", #"{ methods: [GET], path: "/b" }"#, role: tried),
        ])
        #expect(elsewhere.findings() == [])
    }

    @Test("what is wrong with a route in shadow mode is found as with any other")
    func mistakes() {
        let match = #"{ methods: [GET], path: "/a" }"#
        let files = file([route("old", match), route("new", match, role: "membr", mode: "shadow")])
        #expect(files.findings() == ["10:33 unknown role \"membr\": did you mean \"member\"?"])
    }

    @Test("a file may be in shadow mode as a whole, but for the routes that say otherwise")
    func defaults() throws {
        let files = file([route("old", #"{ methods: [GET], path: "/a" }"#)])
        var source = files.source
        let second = file([
            route("new", #"{ methods: [GET], path: "/a" }"#, role: "system-admin"),
            route("other", #"{ methods: [GET], path: "/c" }"#, mode: "enforce"),
        ])
        source.files.append(
            PolicyFiles.file(
                "routes/s.yaml", second.routes.replacing("routes:", with: "defaults: { mode: shadow }\nroutes:")))
        let rules = try PolicyCompiler(files.environment).compile(source)
        #expect(rules.routes.map(\.id) == ["old", "other"])
        #expect(rules.routes.map(\.twin?.id) == ["new", nil])
        var mistaken = file([route("old", #"{ methods: [GET], path: "/a" }"#)])
        mistaken.routes = mistaken.routes.replacing("routes:", with: "defaults: { mode: shdow }\nroutes:")
        #expect(mistaken.findings() == ["2:19 unknown mode \"shdow\": did you mean \"shadow\"?"])
    }

    private func route(
        _ id: String, _ match: String, params: String? = nil, role: String = "member", mode: String? = nil
    ) -> [String] {
        var lines = ["  - id: \(id)", "    match: \(match)"]
        if let params { lines.append("    params: \(params)") }
        lines += ["    to: { local: whoami }", "    access: { allow: [{ roles: [\(role)] }] }"]
        if let mode { lines.append("    mode: \(mode)") }
        return lines
    }

    private func file(_ routes: [[String]]) -> PolicyFiles {
        PolicyFiles(routes: (["version: 1", "routes:"] + routes.flatMap(\.self)).joined(separator: "\n"))
    }
}
