import Foundation
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: lists")
struct HarborListTests {
    @Test("projects come by name, with the fields of a project")
    func projects() throws {
        let response = Ask()("/projects")
        #expect(response.field("X-Total-Count") == "5")
        #expect(response.field("Link") == nil)
        #expect(try response.texts("name") == ["2048", "attic", "fleet", "library", "workshop"])
        let library = try Ask()("/projects/library").object()
        #expect(library["project_id"] as? Int == 1)
        #expect(library["repo_count"] as? Int == 3)
        #expect(library["metadata"] as? [String: String] == ["public": "true"])
        #expect(library["creation_time"] as? String == "2026-01-02T05:04:05.678Z")
    }

    @Test("without detail there is no metadata")
    func detail() throws {
        #expect(!Ask()("/projects?with_detail=false").text.contains("\"public\""))
        #expect(Ask()("/projects?with_detail=true").text.contains("\"public\":\"true\""))
    }

    @Test(
        "filters of projects",
        arguments: [
            ("name=LIB", ["library"]), ("name=r", ["library", "workshop"]), ("public=true", ["library"]),
            ("public=maybe", ["2048", "attic", "fleet", "workshop"]), ("owner=mia", ["workshop"]), ("owner=nobody", []),
            ("q=name%3D~shop", ["workshop"]), ("q=name=fleet", ["fleet"]),
            ("q=name%3D%7Bfleet%20attic%7D", ["attic", "fleet"]),
            ("q=nonsense%3D1", ["2048", "attic", "fleet", "library", "workshop"]),
            ("q=project_id%3D%5B2~3%5D", ["2048", "fleet"]),
            ("sort=-name&q=name%3D~a", ["library", "attic"]),
            ("sort=-project_id", ["attic", "workshop", "2048", "fleet", "library"]),
        ])
    func projectFilters(_ query: String, names: [String]) throws {
        #expect(try Ask()("/projects?\(query)").texts("name") == names)
    }

    @Test("a member sees what is public and its own")
    func memberProjects() throws {
        #expect(try Ask()("/projects", as: .member).texts("name") == ["library", "workshop"])
        #expect(Ask()("/repositories", as: .member).field("X-Total-Count") == "4")
        #expect(Ask()("/repositories", as: .nobody).field("X-Total-Count") == "3")
    }

    @Test(
        "digits are an id, unless the request says that they are a name",
        arguments: [
            ("2048", nil, 404), ("2048", "true", 200), ("2048", "false", 404), ("1", nil, 200), ("1", "true", 404),
            ("library", nil, 200),
        ])
    func numericName(_ segment: String, _ field: String?, status: Int) {
        let fields = field.map { [(name: "X-Is-Resource-Name", value: $0)] } ?? []
        #expect(Ask()("/projects/\(segment)", fields: fields).status == status)
    }

    @Test("below a project digits are always a name", arguments: [("2048", 200), ("1", 404)])
    func numericParent(_ segment: String, status: Int) {
        #expect(Ask()("/projects/\(segment)/repositories").status == status)
    }

    @Test(
        "pages, their count and their neighbours",
        arguments: [
            ("", 10, "next 2/10"), ("page=2&page_size=50", 50, "prev 1/50 next 3/50"),
            ("page=3&page_size=50", 20, "prev 2/50"),
            ("page=4&page_size=50", 0, ""), ("page_size=100", 100, "next 2/100"), ("page_size=0", 120, ""),
            ("page_size=-1", 120, "next 2/-1"), ("page=0&page_size=10", 10, "next 1/10"),
            ("page=-1&page_size=10", 10, "next 0/10"),
            ("page=9223372036854775807&page_size=100", 0, nil),
        ])
    func pages(_ query: String, count: Int, links: String?) throws {
        let response = Ask()("/projects/fleet/repositories?\(query)")
        #expect(response.field("X-Total-Count") == "120")
        #expect(try response.texts("name").count == count)
        guard let links else { return }
        let words = links.split(separator: " ")
        let expected = stride(from: 0, to: words.count, by: 2).map { index in
            let parts = words[index + 1].split(separator: "/")
            return
                "</api/v2.0/projects/fleet/repositories?page=\(parts[0])&page_size=\(parts[1])>; rel=\"\(words[index])\""
        }
        #expect((response.field("Link") ?? "") == expected.joined(separator: " , "))
    }

    @Test("a neighbour's address keeps the other parameters, decoded")
    func linkQuery() {
        let response = Ask()("/projects?sort=-name&q=name%3D~r&page_size=1")
        #expect(response.field("Link") == "</api/v2.0/projects?page=2&page_size=1&q=name=~r&sort=-name>; rel=\"next\"")
    }

    @Test(
        "bad paging is 422",
        arguments: [
            ("page_size=101", "page_size in query should be less than or equal to 100"),
            ("page_size=abc", "page_size in query must be of type int64: \"abc\""),
            ("page=x", "page in query must be of type int64: \"x\""),
        ])
    func badPaging(_ query: String, message: String) throws {
        for path in ["/projects", "/repositories", "/projects/library/repositories"] {
            let response = Ask()("\(path)?\(query)")
            #expect(response.status == 422)
            #expect(try response.fault() == "UNPROCESSABLE_ENTITY: validation failure list:\n\(message)")
        }
    }

    @Test("a query without meaning is 400", arguments: ["q=bad", "q=%3Dx", "q=name%3D", "q=name%3D%25zz"])
    func badQuery(_ query: String) {
        #expect(Ask()("/projects?\(query)").status == 400)
    }

    @Test(
        "repositories come newest first, and id is not a key",
        arguments: [
            ("", ["library/team/web", "library/base/runtime", "library/proxy"]),
            ("?sort=id", ["library/team/web", "library/base/runtime", "library/proxy"]),
            ("?sort=-repository_id", ["library/team/web", "library/base/runtime", "library/proxy"]),
            ("?sort=repository_id", ["library/proxy", "library/base/runtime", "library/team/web"]),
            ("?sort=RepositoryID", ["library/proxy", "library/base/runtime", "library/team/web"]),
            ("?q=name%3D~lib&sort=name", ["library/base/runtime", "library/proxy", "library/team/web"]),
            ("?q=name%3D~team%2Fw", ["library/team/web"]), ("?q=name%3Dproxy", []),
            ("?q=name%3Dlibrary%2Fproxy", ["library/proxy"]),
            ("?q=name%253D~proxy", ["library/proxy"]),
        ])
    func repositories(_ query: String, names: [String]) throws {
        #expect(try Ask()("/projects/library/repositories\(query)").texts("name") == names)
    }

    @Test(
        "a slash in a repository's name is encoded twice or not found",
        arguments: [
            ("team%252Fweb", 200), ("team%2Fweb", 404), ("team/web", 404), ("team%252fweb", 200), ("team%25zz", 400),
        ])
    func doubleEncoding(_ name: String, status: Int) throws {
        let response = Ask()("/projects/library/repositories/\(name)")
        #expect(response.status == status)
        if status == 404 {
            #expect(
                try response.fault() == "NOT_FOUND: path /api/v2.0/projects/library/repositories/team/web was not found"
            )
        }
        if status == 200 { #expect(try response.object()["name"] as? String == "library/team/web") }
    }

    @Test("artifacts come newest first with their tags")
    func artifacts() throws {
        let response = Ask()("/projects/library/repositories/team%252Fweb/artifacts", as: .nobody)
        #expect(response.status == 200)
        #expect(response.field("X-Total-Count") == "2")
        let digests = try response.texts("digest")
        #expect(digests.allSatisfy { $0.hasPrefix("sha256:") && $0.count == 71 })
        #expect(Set(digests).count == 2)
        let text = response.text
        let newer = try #require(text.range(of: "\"name\":\"v2\""))
        let older = try #require(text.range(of: "\"name\":\"v1\""))
        #expect(newer.lowerBound < older.lowerBound)
        #expect(text.contains("/repositories/team%252Fweb/artifacts/sha256:"))
    }

    @Test(
        "artifacts are found by tag",
        arguments: [
            ("q=tags%3D*", 2), ("q=tags%3Dnil", 0), ("q=tags%3Dv1", 1), ("q=tags%3D~v", 2), ("q=tags%3Dv9", 0), ("", 2),
        ])
    func tagFilter(_ query: String, count: Int) {
        let response = Ask()("/projects/library/repositories/team%252Fweb/artifacts?\(query)")
        #expect(response.field("X-Total-Count") == String(count))
    }

    @Test("tags of an artifact that has none, or that nobody asked for, are null")
    func noTags() {
        let ask = Ask()
        #expect(ask("/projects/workshop/repositories/tools%252Flathe/artifacts").text.contains("\"tags\":null"))
        #expect(ask("/projects/library/repositories/proxy/artifacts?with_tag=false").text.contains("\"tags\":null"))
    }

    @Test("artifacts of an unknown repository are none, not an error")
    func unknownRepository() {
        let response = Ask()("/projects/library/repositories/nope/artifacts")
        #expect(response.status == 200)
        #expect(response.text == "[]\n")
        #expect(response.field("X-Total-Count") == "0")
    }
}
