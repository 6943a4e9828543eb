import Domain
import Foundation
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: deleting")
struct HarborDeletionTests {
    private static let web = "/projects/library/repositories/team%252Fweb"
    private static let runtime = "/projects/library/repositories/base%252Fruntime"

    /// `tags` of each artifact, as the document has them.
    private func tags(_ repository: String, _ ask: Ask) throws -> [[String]?] {
        let data = Data(ask("\(repository)/artifacts").body)
        let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        return rows.map { row in
            (row["tags"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        }
    }

    @Test("a repository goes with all that is in it: 200 without content, then 404")
    func repository() throws {
        let ask = Ask()
        let response = ask.delete(Self.web)
        #expect(response.status == 200)
        #expect(response.body == [])
        #expect(response.field("Content-Type") == nil)
        #expect(ask("\(Self.web)/artifacts").text == "[]\n")
        #expect(try ask("/projects/library").object()["repo_count"] as? Int == 2)
        #expect(try ask.delete(Self.web).fault() == "NOT_FOUND: repository library/team/web not found")
    }

    @Test("a tag goes alone: its artifact keeps the others, and stays when none is left")
    func tag() throws {
        let ask = Ask()
        #expect(ask.delete("\(Self.web)/artifacts/latest/tags/latest").status == 200)
        #expect(try tags(Self.web, ask) == [["v2"], ["v1"]])
        #expect(ask.delete("\(Self.web)/artifacts/v2/tags/v2").status == 200)
        #expect(try tags(Self.web, ask) == [nil, ["v1"]])
        #expect(ask("\(Self.web)/artifacts?q=tags%3D*").field("X-Total-Count") == "1")
        #expect(ask(Self.web).status == 200)
    }

    @Test("an artifact is named by any of its tags or by its digest")
    func reference() throws {
        let ask = Ask()
        let digest = try #require(try ask("\(Self.web)/artifacts").texts("digest").first)
        #expect(ask.delete("\(Self.web)/artifacts/v2/tags/latest").status == 200)
        #expect(ask.delete("\(Self.web)/artifacts/\(digest)/tags/v2").status == 200)
        #expect(try tags(Self.web, ask) == [nil, ["v1"]])
    }

    @Test(
        "a tag that is not there is 404, on another artifact too",
        arguments: [
            ("artifacts/v9/tags/v9", "artifact library/team/web:v9 not found"),
            ("artifacts/v1/tags/v2", "tag v2 attached to artifact 3 not found"),
        ])
    func noTag(_ path: String, message: String) throws {
        let ask = Ask()
        let response = ask.delete("\(Self.web)/\(path)")
        #expect(response.status == 404)
        #expect(try response.fault() == "NOT_FOUND: \(message)")
        #expect(try tags(Self.web, ask) == [["latest", "v2"], ["v1"]])
    }

    @Test("an immutable tag is 412, and so is its repository, of which nothing goes")
    func immutable() throws {
        let ask = Ask()
        let fault = "PRECONDITION: the tag 6.3 configured as immutable, cannot be deleted"
        for path in ["\(Self.runtime)/artifacts/6.3/tags/6.3", Self.runtime] {
            let response = ask.delete(path)
            #expect(response.status == 412)
            #expect(try response.fault() == fault)
        }
        #expect(try tags(Self.runtime, ask) == [["latest", "6.3"]])
        #expect(ask.delete("\(Self.runtime)/artifacts/6.3/tags/latest").status == 200)
    }

    @Test("a project with a repository in it is 412, and says so when asked before")
    func fullProject() throws {
        let ask = Ask()
        let reason = "the project contains repositories, can not be deleted"
        let answer = try ask("/projects/2048/_deletable", fields: [("X-Is-Resource-Name", "true")]).object()
        #expect(answer["deletable"] as? Bool == false)
        #expect(answer["message"] as? String == reason)
        let response = ask.delete("/projects/3")
        #expect(response.status == 412)
        #expect(try response.fault() == "PRECONDITION: precondition failed: \(reason)")
        #expect(ask.delete("/projects/2048/repositories/game").status == 200)
        #expect(ask("/projects/3/_deletable").text == "{\"deletable\":true}\n")
        #expect(ask.delete("/projects/3").status == 200)
    }

    @Test("an empty project is deleted; its name is free at once, its id for good")
    func emptyProject() throws {
        let ask = Ask()
        #expect(ask.delete("/projects/attic").status == 200)
        #expect(try ask.delete("/projects/attic").fault() == "NOT_FOUND: project attic not found")
        #expect(try ask("/projects/5").fault() == "NOT_FOUND: project 5 not found")
        #expect(ask("/projects?project_name=attic", method: "HEAD").status == 404)
        #expect(ask("/projects").field("X-Total-Count") == "4")
        let again = ask.post("/projects", #"{"project_name":"attic"}"#)
        #expect(again.field("Location") == "/api/v2.0/projects/6")
    }

    @Test(
        "digits are an id, unless the request says that they are a name",
        arguments: [
            ("2048", nil, 404), ("2048", "false", 404), ("2048", "true", 412), ("5", nil, 200), ("5", "true", 404),
        ])
    func numericName(_ segment: String, _ field: String?, status: Int) {
        let fields = field.map { [(name: "X-Is-Resource-Name", value: $0)] } ?? []
        #expect(Ask().delete("/projects/\(segment)", fields: fields).status == status)
    }

    @Test(
        "who may delete: members with the role for it, and administrators",
        arguments: [
            (1, 200, 200), (4, 200, 403), (2, 403, 403), (3, 403, 403), (5, 403, 403),
        ])
    func roles(_ role: Int, repository: Int, project: Int) {
        var registry = HarborRegistry.seeded(
            administrator: HarborRegistry.Login(name: "root", password: Secret("Root12345")),
            member: HarborRegistry.Login(name: "mia", password: Secret("Mia12345")))
        for project in [4, 5] { registry.setRole(role, of: 3, in: project) }
        let ask = Ask(registry)
        #expect(ask.delete("/projects/workshop/repositories/tools%252Flathe", as: .member).status == repository)
        #expect(ask("/projects/attic/_deletable", as: .member).status == project)
        #expect(ask.delete("/projects/attic", as: .member).status == project)
    }

    @Test(
        "others are told nothing: 401 for nobody, 403 for somebody, whether it exists or not",
        arguments: [
            "/projects/library", "/projects/nope", "/projects/5", "/projects/99",
            "/projects/library/repositories/proxy",
            "/projects/library/repositories/nope", "/projects/nope/repositories/x",
            "/projects/library/repositories/proxy/artifacts/1.0/tags/1.0",
            "/projects/nope/repositories/x/artifacts/v1/tags/v1",
        ])
    func refused(_ path: String) throws {
        let ask = Ask()
        #expect(try ask.delete(path, as: .nobody).fault() == "UNAUTHORIZED: unauthorized")
        #expect(try ask.delete(path, as: .member).fault() == "FORBIDDEN: forbidden")
        #expect(ask("/projects").field("X-Total-Count") == "5")
        #expect(ask("/projects/library/repositories/proxy/artifacts?q=tags%3D1.0").field("X-Total-Count") == "1")
    }

    @Test(
        "there is no path for what the real server has none for",
        arguments: [
            "/projects/library/nope", "/projects/library/repositories/proxy/nope",
            "/projects/library/repositories/proxy/artifacts/1.0/nope/1.0",
            "/projects/library/repositories/team/web/artifacts/v1/tags/v1",
        ])
    func noPath(_ path: String) throws {
        #expect(try Ask().delete(path).fault() == "NOT_FOUND: path /api/v2.0\(path) was not found")
    }

    @Test(
        "and no method where it has none",
        arguments: [
            ("/projects", "[GET,HEAD,POST]"), ("/projects/library/repositories", "[GET]"),
            ("/projects/library/repositories/proxy/artifacts", "[GET,POST]"),
            ("/projects/library/_deletable", "[GET]"),
        ])
    func noMethod(_ path: String, allowed: String) throws {
        let response = Ask().delete(path)
        #expect(response.status == 405)
        #expect(
            try response.fault() == "METHOD_NOT_ALLOWED: method DELETE is not allowed, but \(allowed) are")
        #expect(Ask()("/projects/library", method: "HEAD").status == 405)
    }
}
