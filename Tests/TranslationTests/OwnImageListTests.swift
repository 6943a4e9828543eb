import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/image of a namespace's projects on Harbor")
struct OwnImageListTests {
    private func trace(
        _ query: String = "", names: Set<String> = ["b", "a"], ceiling: Int = 10_000, credentialProven: Bool = true
    ) throws(GatewayError) -> Trace {
        try Trace(
            .imageList, query, ceiling: ceiling, credentialProven: credentialProven,
            scope: HarborScope(owner: "acct", names: names, numbers: [1, 2]))
    }

    private func repositories(_ project: String, page: Int = 1, sort: String = "-repository_id") -> String {
        "GET /api/v2.0/projects/\(project)/repositories?page=\(page)&page_size=100&sort=\(sort)"
    }

    private static let projects = "GET /api/v2.0/projects?page=1&page_size=100&with_detail=true&owner=acct"

    @Test("each project is listed, by name, and nobody else's; then it is asked which are public")
    func own() throws {
        var trace = try trace()
        #expect(trace.call == repositories("a"))
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        trace.reply(200, list([repository(5, "a/x"), repository(2, "a/y")]), total: 2)
        #expect(trace.call == repositories("b"))
        trace.reply(200, list([repository(4, "b/z")]), total: 1)
        #expect(trace.call == Self.projects)
        trace.reply(200, list([project(1, "a", isPublic: true), project(2, "b")]), total: 2)
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == ["a/x", "b/z", "a/y"])
        #expect(answer.data.map(\.public) == [true, false, true])
        #expect(answer.data.first?.imageAddress == "registry.example:5000/a/x")
        #expect(answer.total == 3)
    }

    @Test(
        "the order is by id over all projects, and the page is cut here",
        arguments: [
            ("order=asc&pageSize=0", ["a/y", "b/z", "a/x"]), ("order=desc&pageSize=2", ["a/x", "b/z"]),
            ("order=desc&pageSize=2&page=2", ["a/y"]), ("order=asc&pageSize=1&page=2", ["b/z"]), ("page=3", []),
            ("pageSize=0&page=2", []),
        ])
    func pages(_ query: String, names: [String]) throws {
        var trace = try trace(query)
        #expect(
            trace.call == repositories("a", sort: query.hasPrefix("order=asc") ? "repository_id" : "-repository_id"))
        trace.reply(200, list([repository(5, "a/x"), repository(2, "a/y")]), total: 2)
        trace.reply(200, list([repository(4, "b/z")]), total: 1)
        while trace.call?.contains("/projects?") == true {
            trace.reply(200, list([project(1, "a"), project(2, "b")]), total: 2)
        }
        if trace.call != nil { trace.reply(200, project(1, "a")) }
        #expect(try trace.answer().data.map(\.imageName) == names)
        #expect(try trace.answer().total == 3)
    }

    @Test("only the projects on the page are looked at, a single one by its name")
    func visibility() throws {
        var trace = try trace("pageSize=1")
        trace.reply(200, list([repository(2, "a/y")]), total: 1)
        trace.reply(200, list([repository(4, "b/z")]), total: 1)
        #expect(trace.call == "GET /api/v2.0/projects/b")
        trace.reply(200, project(2, "b", isPublic: true))
        #expect(try trace.answer().data.map(\.public) == [true])
    }

    @Test("which are public is asked of all that the account sees where it does not own all of them")
    func grantedVisibility() throws {
        var trace = try Trace(
            .imageList,
            scope: HarborScope(owner: "acct", names: ["a", "b"], numbers: [1, 2], granted: [2: "b"]))
        trace.reply(200, list([repository(5, "a/x")]), total: 1)
        trace.reply(200, list([repository(4, "b/z")]), total: 1)
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=100&with_detail=true")
        trace.reply(200, list([project(1, "a"), project(2, "b", isPublic: true)]), total: 2)
        #expect(try trace.answer().data.map(\.public) == [false, true])
    }

    @Test("a name is looked for by Harbor and again here")
    func namePart() throws {
        var trace = try trace("imageName=x", names: ["xx"])
        #expect(trace.call == "\(repositories("xx"))&q=name%3D~x")
        trace.reply(200, list([repository(5, "xx/y"), repository(2, "xx/ax")]), total: 2)
        trace.reply(200, project(1, "xx"))
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == ["xx/ax"])
        #expect(answer.total == 1)
    }

    @Test("an empty scope needs no call but that for the credential", arguments: [true, false])
    func none(isProven: Bool) throws {
        var trace = try trace(names: [], credentialProven: isProven)
        if !isProven {
            #expect(trace.call == "GET /api/v2.0/users/current")
            trace.reply(200, "{}")
        }
        #expect(try trace.answer().data == [])
        #expect(try trace.answer().total == 0)
    }

    @Test("a wrong credential is 502, where Harbor would show what is public")
    func wrongCredential() throws {
        var trace = try trace(credentialProven: false)
        trace.reply(401)
        #expect(trace.failure?.code == .upstreamCredential)
    }

    @Test("a project that is gone is left out, whenever that shows", arguments: [403, 404])
    func gone(_ status: Int) throws {
        var trace = try trace(names: ["a", "b", "c"])
        trace.reply(status)
        trace.reply(200, list((0..<100).map { repository($0, "b/r\($0)") }), total: 200)
        #expect(trace.call == repositories("b", page: 2))
        trace.reply(status)
        #expect(trace.call == repositories("c"))
        trace.reply(200, list([repository(900, "c/z")]), total: 1)
        #expect(trace.call == "GET /api/v2.0/projects/c")
        trace.reply(status)
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == ["c/z"])
        #expect(answer.data.map(\.public) == [false])
    }

    @Test("any other refusal fails the list", arguments: [(401, 502), (500, 502), (429, 429)])
    func refused(status: Int, becomes expected: Int) throws {
        var trace = try trace()
        trace.reply(status)
        #expect(trace.failure?.code.status == expected)
    }

    @Test("a repository of another project is 502")
    func stray() throws {
        var trace = try trace()
        trace.reply(200, list([repository(1, "secret/x")]), total: 1)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("full pages for ever end at the ceiling, over all projects")
    func endless() throws {
        var trace = try trace("pageSize=0", names: ["a", "b", "c"], ceiling: 250)
        var calls = 0
        while let call = trace.call, call.contains("/repositories?"), calls < 50 {
            let name = call.contains("/a/") ? "a" : "b"
            let rows = (0..<100).map { repository(calls * 100 + $0, "\(name)/r\($0)") }
            // The first project ends after 200.
            trace.reply(200, list(rows), total: name == "a" ? 200 : Int.max)
            calls += 1
        }
        #expect(calls == 3)
        trace.reply(200, list([project(1, "a"), project(2, "b")]), total: 2)
        #expect(try trace.answer().data.count == 250)
    }

    @Test("a name that no project can have is not asked for")
    func illegalName() throws {
        let trace = try trace(names: ["../users", "b"])
        #expect(trace.call == repositories("b"))
    }

    @Test("with a project, that one alone is asked for")
    func oneProject() throws {
        let trace = try trace("projectName=a")
        #expect(trace.call == "GET /api/v2.0/projects/a")
    }
}
