import Testing

@testable import Routing

@Suite("What a route puts in the place of what")
struct TargetPrefixTests {
    private func prefixes(
        _ match: String, _ template: String, base: String = "", rest: ParameterType = .any
    ) throws -> String? {
        var pattern = try RoutePattern(parsing: match)
        for (place, parameter) in pattern.parameters.enumerated() where parameter.isRest {
            try pattern.assign(rest, to: place)
        }
        let found = try TargetTemplate(parsing: template, for: pattern, basePath: base).prefixes
        return found.map {
            "\(String(decoding: $0.client, as: UTF8.self)) \(String(decoding: $0.upstream, as: UTF8.self))"
        }
    }

    @Test(
        "is known where both end in the same rest of a path",
        arguments: [
            ("/cvat/{rest...}", "/{rest}", "", "/cvat/ /"), ("/{rest...}", "/{rest}", "", "/ /"),
            ("/a/b/{r...}", "/c/{r}", "", "/a/b/ /c/"), ("/a/{r...}", "/a/{r|plain}", "/base", "/a/ /base/a/"),
            ("/a/{r...}", "/{r}", "/base/", "/a/ /base/"),
        ])
    func known(_ match: String, _ template: String, _ base: String, _ expected: String) throws {
        #expect(try prefixes(match, template, base: base) == expected)
    }

    @Test(
        "is not where anything else is moved or encoded",
        arguments: [
            ("/a", "/b"), ("/a/{x}", "/b/{x}"), ("/{x}/{r...}", "/{x}/{r}"), ("/{x}/{r...}", "/{r}"),
            ("/a/{r...}/b", "/c/{r}"), ("/a/{r...}", "/c/{r}/d"), ("/a/{r...}", "/c/{r}/"), ("/a/{r...}/", "/c/{r}"),
            ("/a/{r...}", "/b"), ("/a/{r...}", "/b/{r|encode2}"),
        ])
    func unknown(_ match: String, _ template: String) throws {
        #expect(try prefixes(match, template) == nil)
    }

    @Test("is not where slashes of a repository are encoded, and is where they stay")
    func repositories() throws {
        #expect(try prefixes("/v2/{n...}", "/v2/{n}", rest: .ociRepository) == nil)
        #expect(try prefixes("/v2/{n...}", "/x/{n|plain}", rest: .ociRepository) == "/v2/ /x/")
    }
}
