import Domain
import Testing

@testable import Routing

@Suite("Matching by host")
struct HostMatchTests {
    @Test(
        "the host itself goes before a suffix, a longer suffix before a shorter, a suffix before any host",
        arguments: [
            ("app.example.org", "app.example.org"), ("web.example.org", "*.example.org"),
            ("a.b.example.org", "*.example.org"), ("x.app.example.org", "*.app.example.org"),
            ("y.x.app.example.org", "*.app.example.org"), ("example.org", "*.org"), ("other.org", "*.org"),
            ("xexample.org", "*.org"), ("org", ""), ("", ""), ("example.org.evil.test", ""), ("app.example.orgs", ""),
            ("127.0.0.1", "127.0.0.1"), ("[::1]", "[::1]"), ("0.0.1", ""),
            // As a field has them.
            ("App.Example.ORG", "app.example.org"), ("app.example.org:8443", "app.example.org"),
            ("app.example.org.", "app.example.org"), ("web.example.org.:80", "*.example.org"),
            ("[0:0::1]:8443", "[::1]"), ("[::ffff:127.0.0.1]", ""), ("127.0.0.1:80", "127.0.0.1"),
        ])
    func precedence(_ host: String, _ winner: String) throws {
        let hosts = ["", "*.org", "*.example.org", "*.app.example.org", "app.example.org", "127.0.0.1", "[::1]"]
        for order in [hosts, hosts.reversed()] {
            let tables = try StatedRoute.tables(order.map { StatedRoute(hosts: $0.isEmpty ? [] : [$0]) })
            #expect(try tables.take("/a", host: host) == .route(order.firstIndex(of: winner) ?? -1))
        }
    }

    @Test("a route may be for several hosts, and counts for each by the narrowest that it names")
    func severalHosts() throws {
        let routes = [
            StatedRoute(hosts: ["a.test", "*.b.test"]), StatedRoute(hosts: ["*.test", "x.b.test"]), StatedRoute(),
        ]
        for (place, order) in [routes, routes.reversed()].enumerated() {
            let tables = try StatedRoute.tables(order)
            func route(_ number: Int) -> RouteMatch { .route(place == 0 ? number : 2 - number) }
            #expect(try tables.take("/a", host: "a.test") == route(0))
            #expect(try tables.take("/a", host: "y.b.test") == route(0))
            #expect(try tables.take("/a", host: "x.b.test") == route(1))
            #expect(try tables.take("/a", host: "b.test") == route(1))
            #expect(try tables.take("/a", host: "test") == route(2))
        }
    }

    @Test("a route for one host never changes what a path means on another")
    func otherHosts() throws {
        let common = [
            StatedRoute(path: "/a/{x}"), StatedRoute(path: "/a/{x}", methods: [.put]), StatedRoute(path: "/b/{r...}"),
        ]
        let special = [
            StatedRoute(path: "/a/b", methods: [.post], hosts: ["a.test"]),
            StatedRoute(path: "/b/c/d", hosts: ["a.test"]),
            StatedRoute(path: "/only/here", hosts: ["*.a.test"]), StatedRoute(path: "/a/{x}/", hosts: ["a.test"]),
        ]
        let alone = try StatedRoute.tables(common)
        let together = try StatedRoute.tables(common + special)
        for path in ["/a/b", "/a/c", "/b/c/d", "/b/c", "/only/here", "/a/b/", "/"] {
            for method in [RequestMethod.get, .put, .post, .other] {
                for host in ["", "test", "b.test", "xa.test", "a.test.org"] {
                    #expect(
                        try together.take(path, method, host: host) == alone.take(path, method, host: host),
                        "\(method) \(path) on \(host)")
                }
            }
        }
        #expect(try together.take("/only/here", host: "a.test") == .unknown)
        #expect(try together.take("/only/here", host: "x.a.test") == .route(5))
        #expect(try together.take("/b/c/d", host: "a.test") == .route(4))
    }

    @Test("on its own host the path still decides before the host, and both before the method")
    func pathFirst() throws {
        let tables = try StatedRoute.tables([
            StatedRoute(path: "/a/b", methods: [.put]), StatedRoute(path: "/a/{x}", hosts: ["a.test"]),
            StatedRoute(path: "/a/{x}", methods: [.get, .put]),
        ])
        #expect(try tables.take("/a/b", .put, host: "a.test") == .route(0))
        #expect(try tables.take("/a/b", .get, host: "a.test") == .methodNotAllowed(allow: "PUT"))
        #expect(try tables.take("/a/c", .get, host: "a.test") == .route(1))
        #expect(try tables.take("/a/c", .put, host: "a.test") == .route(2))
        #expect(try tables.take("/a/c", .get, host: "b.test") == .route(2))
    }

    @Test("Allow names the methods that this host has")
    func allow() throws {
        let tables = try StatedRoute.tables([
            StatedRoute(), StatedRoute(methods: [.put], hosts: ["a.test"]),
            StatedRoute(methods: [.delete], hosts: ["b.test"]),
        ])
        #expect(try tables.take("/a", .post, host: "a.test") == .methodNotAllowed(allow: "GET, PUT"))
        #expect(try tables.take("/a", .post, host: "b.test") == .methodNotAllowed(allow: "GET, DELETE"))
        #expect(try tables.take("/a", .put, host: "b.test") == .methodNotAllowed(allow: "GET, DELETE"))
        #expect(try tables.take("/a", .post) == .methodNotAllowed(allow: "GET"))
    }

    @Test(
        "two routes for one host, path and method overlap; for two hosts, or one of all, they do not",
        arguments: [
            (["a.test"], ["a.test"], true), (["a.test"], ["b.test"], false), (["a.test"], [], false),
            (["*.test"], ["a.test"], false), (["*.test"], ["*.test"], true), (["*.test"], ["*.a.test"], false),
            (["a.test", "b.test"], ["b.test", "c.test"], true), (["a.test", "*.b.test"], ["x.b.test"], false),
            ([], [], true),
        ] as [([String], [String], Bool)])
    func overlaps(_ one: [String], _ other: [String], _ isRefused: Bool) throws {
        for pair in [[one, other], [other, one]] {
            #expect(try StatedRoute.overlaps(pair.map { StatedRoute(hosts: $0) }) == (isRefused ? [[0, 1]] : []))
        }
    }

    @Test(
        "a host is a name in lower case, an address, or *. and a name",
        arguments: [
            ("a", false), ("app.example.org", false), ("a-b.c_d.0", false), ("10.0.0.1", false), ("[::1]", false),
            ("[2001:db8::7]", false), ("*.example.org", true), ("*.org", true),
            (String(repeating: "a", count: 253), false),
        ])
    func hosts(_ text: String, _ isSuffix: Bool) throws {
        let host = try HostPattern(parsing: text)
        #expect(host.isSuffix == isSuffix)
        #expect(host.name == HostPattern.name(inField: isSuffix ? String(text.dropFirst(2)) : text))
    }

    @Test(
        "a host is known by its field, whatever its letter case, port, root and spelling of an address",
        arguments: [
            ("a.test", "a.test"), ("A.Test", "a.test"), ("a.test:80", "a.test"), ("a.test.", "a.test"),
            ("a.test.:80", "a.test"), ("", ""), (":80", ""), ("10.0.0.1:80", "10.0.0.1"),
            ("[::1]", "[::1]"), ("[0:0:0::1]:443", "[::1]"),
            ("[2001:DB8:0::7]", "[2001:db8::7]"),
        ])
    func fields(_ field: String, _ name: String) {
        #expect(HostPattern.name(inField: field) == name)
    }

    @Test(
        "anything else is none, and is found where it stands",
        arguments: [
            ("", 0), ("*", 0), ("*.", 2), ("App.org", 0), ("a.org:80", 0), ("a.*", 0), ("*a.org", 0), ("*.*.org", 2),
            ("a..b", 0), (".a", 0), ("a.", 0), ("*.[::1]", 2), ("::1", 0), ("[", 0), ("[]", 0), ("a b", 0),
            ("é.org", 0),
            ("a/b", 0), ("http://a", 0), (String(repeating: "a", count: 254), 0),
        ])
    func badHosts(_ text: String, _ offset: Int) {
        let fault = #expect(throws: PatternFault.self) { try HostPattern(parsing: text) }
        #expect(fault?.offset == offset)
    }
}
