import Domain
import Testing

@testable import Routing

/// Which of two routes of one path and method takes a request, and which pairs have no answer.
@Suite("Precedence among conditions")
struct ConditionPrecedenceTests {
    /// Two routes, and whether each asks for something that the other does not.
    struct Pair: Sendable, CustomTestStringConvertible {
        let narrow: StatedRoute
        let wide: StatedRoute
        /// A request that both would take, as fields and query.
        let fields: [String: [String]]
        let query: String
        var testDescription: String { "\(narrow.fields) \(narrow.query) beside \(wide.fields) \(wide.query)" }
    }

    static let ordered = [
        Pair(narrow: StatedRoute(fields: ["x-a": .present]), wide: StatedRoute(), fields: ["x-a": ["1"]], query: ""),
        Pair(narrow: StatedRoute(query: ["a": .absent]), wide: StatedRoute(), fields: [:], query: ""),
        Pair(
            narrow: StatedRoute(fields: ["x-a": .equals("1"), "x-b": .present]),
            wide: StatedRoute(fields: ["x-a": .equals("1")]),
            fields: ["x-a": ["1"], "x-b": ["1"]], query: ""),
        Pair(
            narrow: StatedRoute(fields: ["x-a": .present], query: ["a": .present]),
            wide: StatedRoute(query: ["a": .present]),
            fields: ["x-a": ["1"]], query: "?a"),
        Pair(
            narrow: StatedRoute(fields: ["x-a": .equals("1"), "x-b": .present]),
            wide: StatedRoute(fields: ["x-a": .present]),
            fields: ["x-a": ["1"], "x-b": ["1"]], query: ""),
        // A value asks for more than presence, though for as many fields.
        Pair(
            narrow: StatedRoute(fields: ["x-a": .equals("1")]), wide: StatedRoute(fields: ["x-a": .present]),
            fields: ["x-a": ["1"]], query: ""),
        Pair(
            narrow: StatedRoute(query: ["a": .equals("1")]), wide: StatedRoute(query: ["a": .present]), fields: [:],
            query: "?a=1"),
        Pair(
            narrow: StatedRoute(fields: ["x-a": .present], query: ["a": .equals("1")]),
            wide: StatedRoute(fields: ["x-a": .present], query: ["a": .present]), fields: ["x-a": ["1"]],
            query: "?a=1"),
    ]

    @Test("who asks for all that the other asks for, and more, takes what both would take", arguments: ordered)
    func superset(_ pair: Pair) throws {
        #expect(try StatedRoute.overlaps([pair.narrow, pair.wide]).isEmpty)
        let narrowFirst = try StatedRoute.tables([pair.narrow, pair.wide])
        #expect(try narrowFirst.take("/a" + pair.query, with: pair.fields) == .route(0))
        let wideFirst = try StatedRoute.tables([pair.wide, pair.narrow])
        #expect(
            try wideFirst.take("/a" + pair.query, with: pair.fields) == .route(1),
            "the order in the file has no influence")
    }

    @Test("a chain of ever narrower routes is one, in whatever order it was written")
    func chain() throws {
        let routes = [
            StatedRoute(), StatedRoute(fields: ["x-a": .present]), StatedRoute(fields: ["x-a": .equals("1")]),
            StatedRoute(fields: ["x-a": .equals("1")], query: ["a": .present]),
            StatedRoute(fields: ["x-a": .equals("1")], query: ["a": .equals("1")]),
        ]
        let requests: [(String, [String: [String]], Int)] = [
            ("/a", [:], 0), ("/a", ["x-a": ["2"]], 1), ("/a", ["x-a": ["1"]], 2), ("/a?a", ["x-a": ["1"]], 3),
            ("/a?a=1", ["x-a": ["1"]], 4), ("/a?a=1", ["x-a": ["2"]], 1), ("/a?a=1", [:], 0),
        ]
        for shift in routes.indices {
            let order = routes.indices.map { ($0 * 2 + shift) % routes.count }
            let tables = try StatedRoute.tables(order.map { routes[$0] })
            for (path, fields, winner) in requests {
                #expect(
                    try tables.take(path, with: fields) == .route(order.firstIndex(of: winner) ?? -1),
                    "\(path) in \(order)")
            }
        }
    }

    @Test(
        "routes that no request could both match stand beside each other",
        arguments: [
            (StatedRoute(fields: ["x-a": .present]), StatedRoute(fields: ["x-a": .absent])),
            (StatedRoute(fields: ["x-a": .equals("1")]), StatedRoute(fields: ["x-a": .equals("2")])),
            (StatedRoute(fields: ["x-a": .equals("1")]), StatedRoute(fields: ["x-a": .absent])),
            (StatedRoute(query: ["a": .present]), StatedRoute(query: ["a": .absent])),
            (
                StatedRoute(fields: ["x-b": .present], query: ["a": .equals("1")]),
                StatedRoute(fields: ["x-c": .present], query: ["a": .equals("2")])
            ),
            (StatedRoute(methods: [.get]), StatedRoute(methods: [.put])),
            (StatedRoute(path: "/a"), StatedRoute(path: "/a/")),
        ])
    func disjoint(_ one: StatedRoute, _ other: StatedRoute) throws {
        #expect(try StatedRoute.overlaps([one, other]).isEmpty)
        #expect(try StatedRoute.overlaps([other, one]).isEmpty)
    }

    @Test(
        "routes that one request could match, without one asking for all that the other asks, are refused",
        arguments: [
            (StatedRoute(), StatedRoute()),
            (StatedRoute(fields: ["x-a": .present]), StatedRoute(fields: ["x-a": .present])),
            (StatedRoute(fields: ["x-a": .present]), StatedRoute(fields: ["x-b": .present])),
            (StatedRoute(fields: ["x-a": .present]), StatedRoute(query: ["a": .present])),
            (StatedRoute(fields: ["x-a": .equals("1")]), StatedRoute(fields: ["x-b": .absent])),
            (
                StatedRoute(fields: ["x-a": .equals("1"), "x-b": .present]),
                StatedRoute(fields: ["x-a": .present, "x-b": .equals("1")])
            ),
            (
                StatedRoute(fields: ["x-a": .present, "x-b": .present]),
                StatedRoute(fields: ["x-b": .present, "x-c": .present])
            ),
            (
                StatedRoute(hosts: ["a.test"], fields: ["x-a": .present]),
                StatedRoute(hosts: ["a.test"], query: ["a": .present])
            ),
        ])
    func overlap(_ one: StatedRoute, _ other: StatedRoute) throws {
        #expect(try StatedRoute.overlaps([one, other]) == [[0, 1]])
        #expect(try StatedRoute.overlaps([other, one]) == [[0, 1]])
    }

    @Test("a host that is named more narrowly goes before conditions that ask for more")
    func hostFirst() throws {
        let tables = try StatedRoute.tables([
            StatedRoute(fields: ["x-a": .equals("1")]), StatedRoute(hosts: ["a.test"]),
            StatedRoute(hosts: ["*.test"], query: ["a": .present]),
        ])
        #expect(try tables.take("/a?a", host: "a.test", with: ["x-a": ["1"]]) == .route(1))
        #expect(try tables.take("/a?a", host: "b.test", with: ["x-a": ["1"]]) == .route(2))
        // The narrower host's conditions are not met: the wider takes it.
        #expect(try tables.take("/a", host: "b.test", with: ["x-a": ["1"]]) == .route(0))
        #expect(try tables.take("/a", host: "b.test") == .unknown)
    }
}
