import Domain
import Testing

@testable import Routing

@Suite("Matching by header fields and query")
struct MatchConditionTests {
    @Test(
        "a field is there, is not there, or has exactly the value",
        arguments: [
            (.present, ["web"], true), (.present, [""], true), (.present, [], false),
            (.absent, ["web"], false), (.absent, [""], false), (.absent, [], true),
            (.equals("web"), ["web"], true), (.equals("web"), ["Web"], false), (.equals("web"), ["web "], false),
            (.equals("web"), ["webs"], false), (.equals("web"), [], false), (.equals("é"), ["é"], true),
        ] as [(MatchConditions.Test, [String], Bool)])
    func fields(_ test: MatchConditions.Test, _ values: [String], _ isTaken: Bool) throws {
        let tables = try StatedRoute.tables([StatedRoute(fields: ["x-kind": test])])
        #expect(
            try tables.take("/a", with: ["x-kind": values, "x-other": ["a", "b"]]) == (isTaken ? .route(0) : .unknown))
    }

    @Test(
        "so does a parameter of the query, once decoded",
        arguments: [
            (.present, "?kind=web", true), (.present, "?kind=", true), (.present, "?kind", true),
            (.present, "?b=1&kind", true),
            (.present, "", false), (.present, "?", false), (.present, "?Kind=web", false),
            (.present, "?kinds=web", false),
            (.absent, "?b=1", true), (.absent, "", true), (.absent, "?kind", false), (.absent, "?%6bind=web", false),
            (.equals("web"), "?kind=web", true), (.equals("web"), "?kind=%77eb", true),
            (.equals("web"), "?%6Bind=web", true),
            (.equals("web"), "?kind=web&b=2", true), (.equals("web"), "?kind=WEB", false),
            (.equals("web"), "?kind=web%20", false),
            (.equals("a b"), "?kind=a+b", true), (.equals("a b"), "?kind=a%20b", true),
            (.equals("a+b"), "?kind=a%2Bb", true),
            (.equals("a=b"), "?kind=a=b", true), (.equals("%41"), "?kind=%2541", true), (.equals(""), "?kind", true),
            (.equals("é"), "?kind=%c3%a9", true),
        ] as [(MatchConditions.Test, String, Bool)])
    func query(_ test: MatchConditions.Test, _ query: String, _ isTaken: Bool) throws {
        let tables = try StatedRoute.tables([StatedRoute(query: ["kind": test])])
        #expect(try tables.take("/a" + query) == (isTaken ? .route(0) : .unknown))
    }

    @Test(
        "what stands twice, or in a way that two servers read differently, decides nothing",
        arguments: [
            "?kind=web&kind=web", "?kind=web&kind=cli", "?kind&kind=web", "?%6bind=cli&kind=web", "?kind=web;x=1",
            "?x=1;kind=web",
            "?kind=web%00", "?kind=a%0ab", "?kind=%7f",
        ])
    func ambiguousQuery(_ query: String) throws {
        for test in [MatchConditions.Test.present, .absent, .equals("web")] {
            let tables = try StatedRoute.tables([StatedRoute(query: ["kind": test]), StatedRoute(path: "/b")])
            #expect(try tables.take("/a" + query) == .ambiguousField)
            // Where nobody looks at it, it is nobody's concern.
            #expect(try tables.take("/b" + query) == .route(1))
        }
    }

    @Test("a field that comes twice decides nothing either")
    func ambiguousFields() throws {
        for test in [MatchConditions.Test.present, .absent, .equals("web")] {
            let tables = try StatedRoute.tables([StatedRoute(fields: ["x-kind": test]), StatedRoute(path: "/b")])
            #expect(try tables.take("/a", with: ["x-kind": ["web", "web"]]) == .ambiguousField)
            #expect(try tables.take("/b", with: ["x-kind": ["web", "web"]]) == .route(1))
            #expect(try tables.take("/a", .put, with: ["x-kind": ["web", "web"]]) == .methodNotAllowed(allow: "GET"))
        }
    }

    @Test("an ambiguous field is refused whatever the other fields say, and every table of one policy says the same")
    func ambiguityAmongOthers() throws {
        // Tables are built anew: the order in which a dictionary gives its members differs from one to the next.
        for _ in 0..<50 {
            let byFields = try StatedRoute.tables([StatedRoute(fields: ["x-a": .equals("1"), "x-b": .equals("1")])])
            #expect(try byFields.take("/a", with: ["x-a": ["2"], "x-b": ["1", "1"]]) == .ambiguousField)
            let byQuery = try StatedRoute.tables([StatedRoute(query: ["a": .equals("1"), "b": .equals("1")])])
            #expect(try byQuery.take("/a?a=2&b=1&b=1") == .ambiguousField)
        }
    }

    @Test("all conditions of a route have to be met, or the request has no route")
    func conjunction() throws {
        let tables = try StatedRoute.tables([
            StatedRoute(hosts: ["a.test"], fields: ["x-a": .present, "x-b": .absent], query: ["kind": .equals("web")])
        ])
        #expect(try tables.take("/a?kind=web", host: "a.test", with: ["x-a": ["1"]]) == .route(0))
        #expect(try tables.take("/a?kind=web", host: "b.test", with: ["x-a": ["1"]]) == .unknown)
        #expect(try tables.take("/a?kind=web", host: "a.test") == .unknown)
        #expect(try tables.take("/a?kind=web", host: "a.test", with: ["x-a": ["1"], "x-b": ["1"]]) == .unknown)
        #expect(try tables.take("/a?kind=cli", host: "a.test", with: ["x-a": ["1"]]) == .unknown)
    }

    @Test("conditions that nobody meets are 404, a method that nobody takes is 405")
    func unknownOrMethod() throws {
        let tables = try StatedRoute.tables([
            StatedRoute(methods: [.get, .head], fields: ["x-kind": .equals("web")]), StatedRoute(methods: [.put]),
        ])
        #expect(try tables.take("/a") == .unknown)
        #expect(try tables.take("/a", .put) == .route(1))
        #expect(try tables.take("/a", .post) == .methodNotAllowed(allow: "GET, HEAD, PUT"))
        #expect(try tables.take("/a", .post, with: ["x-kind": ["web"]]) == .methodNotAllowed(allow: "GET, HEAD, PUT"))
        #expect(try tables.take("/b", .post) == .unknown)
    }

    @Test("a request that meets no condition of the more specific path does not fall to a weaker one")
    func noFallThrough() throws {
        let tables = try StatedRoute.tables([
            StatedRoute(path: "/a/b", query: ["kind": .present]), StatedRoute(path: "/a/{x}"),
            StatedRoute(path: "/{r...}"),
        ])
        #expect(try tables.take("/a/b?kind") == .route(0))
        #expect(try tables.take("/a/b") == .unknown)
        #expect(try tables.take("/a/c") == .route(1))
    }
}
