import Testing

@testable import Routing

@Suite("Route patterns")
struct RoutePatternTests {
    @Test("a pattern is literals, parameters and at most one rest, with or without a trailing slash")
    func reads() throws {
        let pattern = try RoutePattern(parsing: "/v2/{name...}/blobs/uploads/")
        #expect(
            pattern.segments == [
                .literal(Array("v2".utf8)), .rest(0), .literal(Array("blobs".utf8)), .literal(Array("uploads".utf8)),
            ])
        #expect(pattern.parameters.map(\.name) == ["name"])
        #expect(pattern.endsInSlash)
        #expect(try RoutePattern(parsing: "/").segments.isEmpty)
        #expect(try RoutePattern(parsing: "/{a}/{b_c-D9}").parameters.map(\.isRest) == [false, false])
    }

    @Test(
        "a fault says where in the text it is",
        arguments: [
            ("", 0, "begins with"),
            ("a/b", 0, "begins with"),
            ("/a//b", 3, "empty segment"),
            ("/a/..", 3, "dot segment"),
            ("/a/b%20c", 4, "cannot stand in a path"),
            ("/a;b", 2, "cannot stand in a path"),
            ("/a?b", 2, "cannot stand in a path"),
            ("/é", 1, "cannot stand in a path"),
            ("/a{b}", 2, "whole segment"),
            ("/{b}c", 1, "whole segment"),
            ("/{}", 1, "whole segment"),
            ("/a/{b", 3, "whole segment"),
            ("/{1a}", 2, "name is a letter"),
            ("/{a b}", 2, "name is a letter"),
            ("/{...}", 2, "name is a letter"),
            ("/{a}/{a}", 5, "stands twice"),
            ("/{a...}/{b...}", 8, "only one parameter"),
        ])
    func faults(_ text: String, _ offset: Int, _ problem: String) {
        let fault = #expect(throws: PatternFault.self) { try RoutePattern(parsing: text) }
        #expect(fault?.offset == offset)
        #expect(fault?.problem.contains(problem) == true)
    }

    @Test("a type fits a parameter of one segment, a rest parameter, or both", arguments: ParameterType.allCases)
    func types(_ type: ParameterType) throws {
        var one = try RoutePattern(parsing: "/{a}")
        var rest = try RoutePattern(parsing: "/{a...}")
        #expect((try? one.assign(type, to: 0)) != nil ? type != .ociRepository : type == .ociRepository)
        #expect((try? rest.assign(type, to: 0)) != nil ? type.fitsRest : !type.fitsRest)
    }
}
