import Domain
import Testing

@testable import Routing

@Suite("Overlapping routes")
struct RouteOverlapTests {
    @Test("two routes of one structure and one method have no winner, and every such pair is reported")
    func sameStructure() throws {
        let overlaps = try overlaps([
            ("/a/{x}", [:], [.get]), ("/a/{y}", [:], [.post, .get]), ("/b/{x...}/c", [:], [.get]),
            ("/b/{y...}/c", ["y": .ociRepository], [.get]), ("/a/{z}", [:], [.put]),
        ])
        #expect(overlaps.map { [$0.first, $0.second] } == [[0, 1], [2, 3]])
        #expect(overlaps.allSatisfy { $0.problem.contains("GET") })
    }

    @Test("a rest of any type takes the trailing slash too, so it overlaps with a pattern that ends in one")
    func trailingSlash() throws {
        #expect(try overlaps([("/a/{x...}", [:], [.get]), ("/a/{y...}/", [:], [.get])]).count == 1)
        #expect(try overlaps([("/a/{x}", [:], [.get]), ("/a/{y}/", [:], [.get])]).isEmpty)
    }

    @Test(
        "a repository name that, read as one segment, would reach another route is refused at build",
        arguments: [
            (["/r/{name...}", "/r/{id}"], true),
            (["/p/{a}/{name...}", "/p/special/{id}"], true),
            (["/p/special/{name...}", "/p/{a}/{id}"], false),
            (["/r/{name...}/tags", "/r/{id}/tags"], true),
            (["/r/{name...}/tags", "/r/{id}/labels"], false),
            (["/r/{name...}", "/r/catalog"], false),
            (["/r/{name...}", "/r/{name...}/tags/{tag}"], false),
            (["/{x}/{name...}", "/r/{y}/z"], false),
        ])
    func rivals(_ patterns: [String], _ isRefused: Bool) throws {
        let routes = patterns.map { ($0, ["name": ParameterType.ociRepository], [RequestMethod.get]) }
        #expect(try overlaps(routes).isEmpty != isRefused)
        #expect(try overlaps(routes.reversed()).isEmpty != isRefused)
    }

    private func overlaps(_ routes: [(String, [String: ParameterType], [RequestMethod])]) throws -> [RouteOverlap] {
        let entries = try routes.map { RouteTable.Entry(try pattern($0.0, $0.1), methods: $0.2) }
        do throws(RouteOverlaps) {
            _ = try RouteTable.build(entries)
            return []
        } catch {
            return error.overlaps
        }
    }
}
