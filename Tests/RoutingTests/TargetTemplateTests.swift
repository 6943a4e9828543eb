import Domain
import Testing

@testable import Routing

@Suite("Rebuilding the target")
struct TargetTemplateTests {
    @Test(
        "values are encoded anew, as the filter says",
        arguments: [
            ("/r/{n...}/a", "/x/{n|encode2}/a", "/r/team/web/a", "/x/team%252Fweb/a"),
            ("/r/{n...}/a", "/x/{n|encode2}/a", "/r/team%2Fweb/a", "/x/team%252Fweb/a"),
            ("/r/{n...}/a", "/x/{n|encode2}/a", "/r/team%252Fweb/a", "/x/team%252Fweb/a"),
            ("/r/{n...}/a", "/x/{n}/a", "/r/team/web/a", "/x/team%2Fweb/a"),
            ("/r/{n...}/a", "/x/{n|encode}/a", "/r/web/a", "/x/web/a"),
        ])
    func repository(_ match: String, _ template: String, _ path: String, _ expected: String) throws {
        #expect(try rebuild(match, ["n": .ociRepository], template, path) == expected)
    }

    @Test(
        "a rest of any type keeps its segments and its trailing slash",
        arguments: [
            ("/relay/a/b", "/a/b"), ("/relay/a/b/", "/a/b/"), ("/relay/a%20b/%63", "/a%20b/c"),
            ("/relay/%C3%A9/%3F", "/%C3%A9/%3F"), ("/relay/a+b=c:d@e,f'(g)*!$&~", "/a+b=c:d@e,f'(g)*!$&~"),
            ("/relay/a|b\"<>", "/a%7Cb%22%3C%3E"), ("/relay/%41%2561", "/Aa"),
        ])
    func rest(_ path: String, _ expected: String) throws {
        #expect(try rebuild("/relay/{rest...}", [:], "/{rest}", path) == expected)
    }

    @Test("the path of the upstream's URL goes before, with or without its last slash", arguments: ["/base", "/base/"])
    func basePath(_ base: String) throws {
        #expect(try rebuild("/relay/{rest...}", [:], "/x/{rest}", "/relay/a", base: base) == "/base/x/a")
        #expect(try rebuild("/relay", [:], "/", "/relay", base: base) == "/base/")
    }

    @Test("parameters may change places, be left out, and be used twice")
    func rearranged() throws {
        #expect(try rebuild("/{a}/{b}/{c...}/{d}", [:], "/{d}/{b}/{b}/z", "/1/2/3/4/5") == "/5/2/2/z")
        #expect(try rebuild("/{a}/{c...}/{d}", [:], "/{c}/y/", "/1/2/3/4") == "/2/3/y/")
    }

    @Test(
        "the query goes as the rule says",
        arguments: [
            (.pass, "/a?x=1&y=%41&x=2", "/a?x=1&y=%41&x=2"),
            (.pass, "/a?", "/a"),
            (.pass, "/a", "/a"),
            (.drop, "/a?x=1", "/a"),
            (.only([Array("x".utf8)]), "/a?x=1&y=2&x=3", "/a?x=1&x=3"),
            (.only([Array("x".utf8), Array("page_size".utf8)]), "/a?y=1&page%5Fsize=2&x", "/a?page%5Fsize=2&x"),
            (.only([Array("x".utf8)]), "/a?y=1", "/a"),
            (.only([Array("x".utf8)]), "/a?x=1;y=2&xx=1&%78=3", "/a?%78=3"),
            (.only([Array("x".utf8)]), "/a?&&x&", "/a?x"),
        ] as [(QueryRule, String, String)])
    func query(_ rule: QueryRule, _ path: String, _ expected: String) throws {
        #expect(try rebuild("/a", [:], "/a", path, query: rule) == expected)
    }

    @Test(
        "a fault says where in the template it is",
        arguments: [
            ("x", 0, "begins with"),
            ("/a/{b}", 4, "no parameter \"b\"; it has {name}"),
            ("/a/{name|upper}", 9, "unknown filter \"upper\""),
            ("/a/{name...}", 4, "write {name} here"),
            ("/a/x{name}", 4, "whole segment"),
            ("/a/../b", 3, "dot segment"),
        ])
    func faults(_ text: String, _ offset: Int, _ problem: String) throws {
        let pattern = try RoutePattern(parsing: "/{name}")
        let fault = #expect(throws: PatternFault.self) { try TargetTemplate(parsing: text, for: pattern) }
        #expect(fault?.offset == offset)
        #expect(fault?.problem.contains(problem) == true)
    }

    private func rebuild(
        _ match: String, _ types: [String: ParameterType], _ template: String, _ path: String, base: String = "",
        query: QueryRule = .pass
    ) throws -> String {
        let pattern = try pattern(match, types)
        let table = try RouteTable.build([RouteTable.Entry(pattern, methods: [.get])])
        var target = RequestTarget()
        try target.read(Array(path.utf8).span)
        try #require(table.match(target, method: .get) == .route(0))
        let template = try TargetTemplate(parsing: template, for: pattern, basePath: base, query: query)
        return String(decoding: template.target(for: target, table.layout(of: 0)), as: UTF8.self)
    }
}
