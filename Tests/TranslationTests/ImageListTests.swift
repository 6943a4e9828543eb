import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/image on Harbor")
struct ImageListTests {
    @Test("the images of one project: the project first, by name, then its repositories")
    func oneProject() throws {
        var trace = try Trace(.imageList, "projectName=123", credentialProven: false)
        #expect(trace.call == "GET /api/v2.0/projects/123")
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        trace.reply(200, project(7, "123", isPublic: true))
        #expect(trace.call == "GET /api/v2.0/projects/123/repositories?page=1&page_size=10&sort=-repository_id")
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        trace.reply(200, list([repository(9, "123/team/web"), repository(8, "123/db")]), total: 12)
        let answer = try trace.answer()
        #expect(answer.total == 12)
        #expect(
            answer.data.first
                == Answer.Row(
                    projectName: "123", public: true, imageName: "123/team/web",
                    imageAddress: "registry.example:5000/123/team/web", createTime: 1_767_323_045,
                    updateTime: 1_767_323_046))
        #expect(answer.data.map(\.imageName) == ["123/team/web", "123/db"])
    }

    @Test(
        "order is by id, descending unless asked",
        arguments: [
            ("", "-repository_id"), ("&order=desc", "-repository_id"), ("&order=asc", "repository_id"),
            ("&orderBy=id&order=asc", "repository_id"),
        ])
    func order(_ query: String, sort: String) throws {
        let trace = try Trace(.imageList, "pageSize=5\(query)")
        #expect(trace.call == "GET /api/v2.0/repositories?page=1&page_size=5&sort=\(sort)")
    }

    @Test("an unknown project is 404")
    func unknownProject() throws {
        var trace = try Trace(.imageList, "projectName=nope")
        trace.reply(404, #"{"errors":[{"code":"NOT_FOUND","message":"project nope not found"}]}"#)
        #expect(trace.failure?.code == .notFound)
    }

    @Test(
        "a project that Harbor will not show: 403 when it exists, 404 when it does not",
        arguments: [
            (200, 403), (404, 404), (401, 502), (500, 502),
        ])
    func forbiddenProject(exists: Int, status: Int) throws {
        var trace = try Trace(.imageList, "projectName=secret")
        trace.reply(403, #"{"errors":[{"code":"FORBIDDEN","message":"forbidden"}]}"#)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=secret")
        trace.reply(exists)
        #expect(trace.failure?.code.status == status)
    }

    @Test(
        "a project of another namespace is only looked for, and refused by the gateway itself", arguments: [200, 404])
    func foreignProject(exists: Int) throws {
        let scope = HarborScope(owner: "acct", names: ["p"], numbers: [7])
        var trace = try Trace(.imageList, "projectName=q", scope: scope)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=q")
        trace.reply(exists)
        #expect(trace.failure?.code == (exists == 200 ? .targetRefused : .notFound))
        let message = exists == 200 ? "not a project of your namespace" : "no such project"
        #expect(trace.failure?.message == "projectName: \(message)")
    }

    @Test("a name filter is Harbor's fuzzy search, checked again after the project's part of the name")
    func nameFilter() throws {
        var trace = try Trace(.imageList, "projectName=library&imageName=lib%2Fw")
        trace.reply(200, project(1, "library", isPublic: true))
        #expect(
            trace.call
                == "GET /api/v2.0/projects/library/repositories?page=1&page_size=100&sort=-repository_id&q=name%3D~lib%2Fw"
        )
        trace.reply(
            200, list([repository(3, "library/lib/web"), repository(2, "mylib/web"), repository(1, "library/alib/w")]),
            total: 3)
        #expect(trace.failure?.code == nil)
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == ["library/lib/web", "library/alib/w"])
        #expect(answer.total == 2)
    }

    @Test(
        "the project's own name does not match, the whole name does",
        arguments: [
            ("library", []), ("library/team/web", ["library/team/web"]), ("library/team", []),
            ("team/web", ["library/team/web"]),
        ])
    func nameFilterScope(_ filter: String, found: [String]) throws {
        var trace = try Trace(.imageList, "projectName=library&imageName=\(filter)")
        trace.reply(200, project(1, "library"))
        trace.reply(200, list([repository(2, "library/team/web"), repository(1, "library/x")]), total: 2)
        #expect(try trace.answer().data.map(\.imageName) == found)
    }

    @Test("all images: credential, repositories, then what is public, from the first page of projects")
    func allProjects() throws {
        var trace = try Trace(.imageList, credentialProven: false)
        #expect(trace.call == "GET /api/v2.0/users/current")
        trace.reply(200, "{}")
        #expect(trace.call == "GET /api/v2.0/repositories?page=1&page_size=10&sort=-repository_id")
        #expect(trace.callFields == [])
        trace.reply(200, list([repository(2, "b/two"), repository(1, "a/one"), repository(3, "gone/x")]), total: 3)
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=100&with_detail=true")
        trace.reply(200, list([project(1, "a", isPublic: true), project(2, "b")]), total: 2)
        let answer = try trace.answer()
        #expect(answer.data.map(\.projectName) == ["b", "a", "gone"])
        #expect(answer.data.map(\.public) == [false, true, false])
    }

    @Test("one project met is asked for by name")
    func oneProjectMet() throws {
        var trace = try Trace(.imageList)
        trace.reply(200, list([repository(2, "42/two"), repository(1, "42/one")]), total: 2)
        #expect(trace.call == "GET /api/v2.0/projects/42")
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        trace.reply(200, project(5, "42", isPublic: true))
        #expect(try trace.answer().data.map(\.public) == [true, true])
    }

    @Test("few projects met among many: the rest is asked for by name")
    func fewAmongMany() throws {
        var trace = try Trace(.imageList)
        trace.reply(200, list([repository(2, "y/two"), repository(1, "z/one")]), total: 2)
        trace.reply(200, list((1...100).map { project($0, "p\($0)") }), total: 900)
        #expect(trace.call == "GET /api/v2.0/projects/y")
        trace.reply(404)
        #expect(trace.call == "GET /api/v2.0/projects/z")
        trace.reply(200, project(900, "z", isPublic: true))
        #expect(try trace.answer().data.map(\.public) == [false, true])
    }

    @Test("no images need no look at projects")
    func none() throws {
        var trace = try Trace(.imageList)
        trace.reply(200, "[]", total: 0)
        let answer = try trace.answer()
        #expect(answer.data == [])
        #expect(answer.total == 0)
    }

    @Test(
        "an illegal parameter is 422 and names itself",
        arguments: [
            ("projectName", "projectName="), ("projectName", "projectName=A"), ("projectName", "projectName=a--b"),
            ("projectName", "projectName=a%2Fb"), ("projectName", "projectName=.."), ("imageName", "imageName=a%2Cb"),
            ("imageName", "imageName=a%252Fb"), ("imageName", "imageName=Web"), ("imageName", "imageName=a:1"),
            ("orderBy", "orderBy=name"), ("order", "order=down"), ("order", "order=ASC"), ("order", "order="),
            ("page", "page=0"), ("pageSize", "pageSize=-1"),
        ])
    func illegal(name: String, query: String) {
        #expect { try Trace(.imageList, query) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code.status == 422 && refused?.message?.hasPrefix("\(name): ") == true
        }
    }
}
