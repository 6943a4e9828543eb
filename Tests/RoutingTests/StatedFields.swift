import Domain

@testable import Routing

/// The header fields of a request as a test states them.
struct StatedFields: FieldSource {
    var host = ""
    /// By name in lower case; several values are several lines.
    var values: [String: [String]] = [:]

    func hostName() -> String { HostPattern.name(inField: host) }

    func reading(_ name: [UInt8]) -> FieldReading {
        let lines = values[String(decoding: name, as: UTF8.self)] ?? []
        return lines.count > 1 ? .ambiguous : lines.first.map { .value(Array($0.utf8)) } ?? .absent
    }
}

/// A route of a test: what it matches, and nothing else.
struct StatedRoute: Sendable {
    var path = "/a"
    var methods: [RequestMethod] = [.get]
    var hosts: [String] = []
    var fields: [String: MatchConditions.Test] = [:]
    var query: [String: MatchConditions.Test] = [:]

    func entry() throws -> RouteTable.Entry {
        func bytes(_ tests: [String: MatchConditions.Test]) -> [[UInt8]: MatchConditions.Test] {
            Dictionary(uniqueKeysWithValues: tests.map { (Array($0.key.utf8), $0.value) })
        }
        return RouteTable.Entry(
            try pattern(path, [:]), methods: methods,
            conditions: MatchConditions(
                hosts: try hosts.map { try HostPattern(parsing: $0) }, fields: bytes(fields), query: bytes(query)))
    }

    static func tables(_ routes: [StatedRoute]) throws -> RouteTables {
        try RouteTables(try routes.map { try $0.entry() })
    }

    /// Positions of routes that overlap; empty when a table can be built.
    static func overlaps(_ routes: [StatedRoute]) throws -> [[Int]] {
        let entries = try routes.map { try $0.entry() }
        do throws(RouteTables.Fault) {
            _ = try RouteTables(entries)
            return []
        } catch {
            guard case .overlaps(let overlaps) = error else { throw error }
            return overlaps.map { [$0.first, $0.second] }
        }
    }
}

extension MatchConditions.Test {
    static func equals(_ text: String) -> MatchConditions.Test { .equals(Array(text.utf8)) }
}

extension RouteTables {
    func take(
        _ path: String, _ method: RequestMethod = .get, host: String = "", with values: [String: [String]] = [:]
    ) throws -> RouteMatch {
        var target = RequestTarget()
        try target.read(Array(path.utf8).span)
        return match(target, method: method, StatedFields(host: host, values: values))
    }
}
