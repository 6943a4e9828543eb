import Domain
import Testing

@testable import Routing

@Suite("The route table")
struct RouteTableTests {
    @Test(
        "a literal goes before a parameter, a parameter before a rest, from left to right",
        arguments: [
            ("/a/b/c", "/a/b/c"), ("/a/b/d", "/a/b/{x}"), ("/a/x/c", "/a/{x}/c"), ("/a/x/d", "/a/{x}/{y}"),
            ("/a/b", "/{r...}"), ("/a/b/c/d", "/{r...}"), ("/b", "/{r...}"), ("/", "/"),
        ])
    func priority(_ path: String, _ winner: String) throws {
        let patterns = ["/", "/{r...}", "/a/{x}/{y}", "/a/{x}/c", "/a/b/{x}", "/a/b/c"]
        for order in [patterns, patterns.reversed()] {
            let table = try build(order.map { ($0, [:]) })
            #expect(try match(table, path) == .route(order.firstIndex(of: winner) ?? -1), "\(path)")
        }
    }

    @Test(
        "registry names are anchored from the right",
        arguments: [
            ("/v2/team/manifests/app/manifests/1", 0, "team/manifests/app"),
            ("/v2/blobs/manifests/manifests/latest", 0, "blobs/manifests"),
            ("/v2/a/manifests/b", 0, "a"),
            ("/v2/a/blobs/uploads/", 1, "a"),
            ("/v2/a/blobs/uploads/123e4567-e89b-12d3-a456-426614174000", 2, "a"),
            ("/v2/blobs/uploads/tags/list", 3, "blobs/uploads"),
            ("/v2/a%2Fb/tags/list", 3, "a/b"),
            ("/v2/a%252Fb/c/tags/list", 3, "a/b/c"),
        ])
    func registry(_ path: String, _ route: Int, _ name: String) throws {
        let table = try registryTable()
        #expect(try match(table, path) == .route(route))
        #expect(try values(table, route, path)["name"] == name)
    }

    @Test(
        "a rest parameter holds at least one segment, and a suffix is all of it",
        arguments: ["/v2/manifests/1", "/v2/tags/list", "/v2/", "/v2", "/v2/a/tags", "/v2/a/tags/list/"])
    func registryUnknown(_ path: String) throws {
        #expect(try match(registryTable(), path) == .unknown)
    }

    @Test("the path decides before the method: another method is 405, never a weaker route")
    func methods() throws {
        let table = try RouteTable.build([
            RouteTable.Entry(pattern("/a/{x}", [:]), methods: [.get, .head]),
            RouteTable.Entry(pattern("/a/{x}", [:]), methods: [.delete]),
            RouteTable.Entry(pattern("/{r...}", [:]), methods: [.post]),
        ])
        #expect(try match(table, "/a/b", .get) == .route(0))
        #expect(try match(table, "/a/b", .delete) == .route(1))
        #expect(try match(table, "/a/b", .post) == .methodNotAllowed(allow: "GET, HEAD, DELETE"))
        #expect(try match(table, "/a/b", .other) == .methodNotAllowed(allow: "GET, HEAD, DELETE"))
        #expect(try match(table, "/a/b/c", .post) == .route(2))
        #expect(try match(table, "/a/b/c", .get) == .methodNotAllowed(allow: "POST"))
    }

    @Test("routes that stand for nothing take their methods, and make no path known to others")
    func nothing() throws {
        let table = try RouteTable.build([
            RouteTable.Entry(pattern("/a/{r...}", ["r": .any]), methods: [.get, .post], isNothing: true),
            RouteTable.Entry(pattern("/b", [:]), methods: [.get], isNothing: true),
            RouteTable.Entry(pattern("/b", [:]), methods: [.put, .delete]),
            RouteTable.Entry(pattern("/a/c", [:]), methods: [.put]),
        ])
        #expect(try match(table, "/a/b", .get) == .route(0))
        for method in [RequestMethod.trace, .put, .other] {
            #expect(try match(table, "/a/b", method) == .unknown, "\(method)")
        }
        #expect(try match(table, "/a/b%2Fc", .put) == .malformed)
        #expect(try match(table, "/a/c", .get) == .methodNotAllowed(allow: "PUT"))
        #expect(try match(table, "/b", .get) == .route(1))
        #expect(try match(table, "/b", .post) == .methodNotAllowed(allow: "PUT, DELETE"))
    }

    @Test("a value that breaks its type is unknown, not a reason to try a weaker route")
    func types() throws {
        let table = try build([("/a/{id}", ["id": .int64]), ("/{r...}", [:])])
        #expect(try match(table, "/a/7") == .route(0))
        #expect(try match(table, "/a/seven") == .unknown)
        #expect(try match(table, "/a/07") == .unknown)
        #expect(try match(table, "/a/%37") == .route(0))
    }

    @Test(
        "an encoded slash is legal inside a repository name only",
        arguments: [
            ("/p/x/r/team%2Fweb/artifacts", .route(0)),
            ("/p/x/r/team%252Fweb/artifacts", .route(0)),
            ("/p/x/r/a/b%2Fc/d/artifacts", .route(0)),
            ("/p/x/r/a%2Fb/c%252Fd/artifacts", .route(0)),
            ("/p/x%2Fy/r/team/artifacts", .malformed),
            ("/p%2Fx/r/team/artifacts", .malformed),
            ("/p/x/r/team%2Fartifacts", .malformed),
            ("/p/x/r%2Fteam/artifacts", .malformed),
            ("/p/x/r/a%2Fb/c/artifacts%2Fd", .malformed),
            ("/any/a%2Fb", .malformed),
            ("/nothing%2Fhere", .malformed),
            ("/p/x/r/Team%2FWeb/artifacts", .unknown),
        ] as [(String, RouteMatch)])
    func encodedSlashes(_ path: String, _ expected: RouteMatch) throws {
        let table = try build([
            ("/p/{x}/r/{name...}/artifacts", ["x": .ociProject, "name": .ociRepository]),
            ("/any/{rest...}", [:]),
        ])
        #expect(try match(table, path) == expected)
    }

    @Test("another method on a path with an encoded slash is still 405")
    func encodedSlashMethod() throws {
        let table = try build([("/r/{name...}/tags", ["name": .ociRepository]), ("/any/{rest...}", [:])])
        #expect(try match(table, "/r/a%2Fb/tags", .put) == .methodNotAllowed(allow: "GET"))
        #expect(try match(table, "/any/a%2Fb", .put) == .malformed)
    }

    @Test("a trailing slash is part of the path, except behind a rest of any type")
    func trailingSlash() throws {
        let table = try build([("/a", [:]), ("/b/", [:]), ("/c/{r...}", [:]), ("/d/{r...}", ["r": .ociRepository])])
        let results = try ["/a", "/a/", "/b", "/b/", "/c/x", "/c/x/", "/c/", "/d/x", "/d/x/"].map {
            try match(table, $0)
        }
        #expect(
            results == [
                .route(0), .unknown, .unknown, .route(1), .route(2), .route(2), .unknown, .route(3), .unknown,
            ])
    }

    @Test("paths are compared as bytes, letter case included")
    func letterCase() throws {
        #expect(try match(build([("/Admin", [:])]), "/admin") == .unknown)
    }

    @Test("an empty table knows nothing")
    func empty() throws {
        #expect(try match(build([]), "/") == .unknown)
        #expect(try match(build([]), "/a") == .unknown)
    }

    @Test("ten thousand routes are found, each by its own path")
    func manyRoutes() throws {
        let patterns = (0..<10_000).map { ("/svc\($0 % 100)/v\($0 / 100)/{id}/items", [String: ParameterType]()) }
        let table = try build(patterns)
        for index in stride(from: 0, to: 10_000, by: 37) {
            #expect(try match(table, "/svc\(index % 100)/v\(index / 100)/x/items") == .route(index))
        }
        #expect(try match(table, "/svc1/v100/x/items") == .unknown)
    }

    private func registryTable() throws -> RouteTable {
        try build([
            ("/v2/{name...}/manifests/{reference}", ["name": .ociRepository, "reference": .ociReference]),
            ("/v2/{name...}/blobs/uploads/", ["name": .ociRepository]),
            ("/v2/{name...}/blobs/uploads/{upload}", ["name": .ociRepository, "upload": .uuid]),
            ("/v2/{name...}/tags/list", ["name": .ociRepository]),
            ("/v2/{name...}/blobs/{digest}", ["name": .ociRepository, "digest": .ociReference]),
        ])
    }

    private func build(_ routes: [(String, [String: ParameterType])]) throws -> RouteTable {
        try RouteTable.build(routes.map { RouteTable.Entry(try pattern($0.0, $0.1), methods: [.get]) })
    }
}

/// A pattern whose parameters are of the types given, or any.
func pattern(_ text: String, _ types: [String: ParameterType]) throws -> RoutePattern {
    var pattern = try RoutePattern(parsing: text)
    for (index, parameter) in pattern.parameters.enumerated() {
        try pattern.assign(types[parameter.name] ?? .any, to: index)
    }
    return pattern
}

func match(_ table: RouteTable, _ path: String, _ method: RequestMethod = .get) throws -> RouteMatch {
    var target = RequestTarget()
    try target.read(Array(path.utf8).span)
    return table.match(target, method: method)
}

func values(_ table: RouteTable, _ route: Int, _ path: String) throws -> [String: String] {
    var target = RequestTarget()
    try target.read(Array(path.utf8).span)
    return table.layout(of: route).values(in: target)
}
