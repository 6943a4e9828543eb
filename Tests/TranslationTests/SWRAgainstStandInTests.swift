import Domain
import StandIns
import Testing

@testable import Translation

/// The translation's calls, signed and made to the stand-in without a network between them.
@Suite("/v1 against a whole SWR")
struct SWRAgainstStandInTests {
    @Test(
        "projects, filtered and paged",
        arguments: [
            ("", ["attic", "library", "team"], 3), ("pageSize=2&page=2", ["team"], 3), ("public=true", ["team"], 1),
            ("projectName=a", ["attic", "library", "team"], 3), ("projectName=fleet", [], 0),
        ], [true, false])
    func projects(_ list: (query: String, names: [String], total: Int), tellsCounts: Bool) throws {
        let session = SWRSession()
        session.swr.change { $0.tellsCounts = tellsCounts }
        let outcome = try session.run(.projectList, list.query)
        #expect(outcome.projects == list.names)
        #expect(outcome.answer?.total == list.total)
        let counts = ["attic": 0, "library": 3, "team": 2]
        #expect(outcome.answer?.data.allSatisfy { $0.imageCount == counts[$0.projectName ?? ""] } == true)
    }

    @Test(
        "images, filtered, ordered and paged",
        arguments: [
            ("projectName=library", ["library/web/front", "library/base/runtime", "library/proxy"], 3),
            ("projectName=library&order=asc&pageSize=1", ["library/proxy"], 3), ("projectName=attic", [], 0),
            ("projectName=library&imageName=front", ["library/web/front"], 1),
            ("imageName=lathe", ["team/tools/lathe"], 1),
            ("pageSize=1", ["team/tools/lathe"], 5),
        ])
    func images(_ query: String, names: [String], total: Int) throws {
        let outcome = try SWRSession().run(.imageList, query)
        #expect(outcome.images == names)
        #expect(outcome.answer?.total == total)
    }

    @Test("who sees all gets every image, and of one project those alone")
    func everything() throws {
        let session = SWRSession()
        #expect(try session.run(.imageList, "pageSize=0", seesAll: true).images.count == 125)
        #expect(try session.run(.imageList, "projectName=fleet&pageSize=0", seesAll: true).images.count == 120)
    }

    @Test("images of a public project are public from when they are first seen")
    func publish() throws {
        let session = SWRSession()
        let first = try session.run(.imageList, "projectName=team")
        #expect(first.answer?.data.map(\.public) == [true, true])
        #expect(first.calls == 3)
        #expect(session.swr.registry.repositories.count { $0.isPublic } == 3)
        #expect(try session.run(.imageList, "projectName=team").calls == 1)
    }

    @Test("tags, the one pushed last first")
    func tags() throws {
        let session = SWRSession()
        let outcome = try session.run(.imageTagList, "imageName=library/web/front&pageSize=2")
        #expect(outcome.tags == ["latest", "v2"])
        #expect(outcome.answer?.total == 3)
        #expect(outcome.answer?.data.first?.imageAddress == "swr.cn-north-4.myhuaweicloud.com/library/web/front")
        #expect(try session.run(.imageTagList, "imageName=library/nope").status == 404)
    }

    @Test("a project lives and dies, in every shape of errors", arguments: SWRErrorShape.allCases)
    func life(_ shape: SWRErrorShape) throws {
        let session = SWRSession(errors: shape)
        let calico = #"{"projectName":"calico","public":true}"#
        #expect(try session.run(.projectCreate, body: calico).status == 200)
        #expect(try session.run(.projectCreate, body: calico).status == 409)
        let row = try #require(
            try session.run(.projectList, "projectName=calico").answer?.data.first)
        #expect(row.public == true)
        let id = try #require(row.projectId)
        #expect(try session.run(.projectDelete, body: #"{"projectId":[\#(id)]}"#).items == ["200 success"])
        #expect(!session.kept.contains { $0.name == "calico" })
        #expect(try session.run(.projectDelete, body: #"{"projectId":[\#(id)]}"#).status == 404)
    }

    @Test("what is not empty, or belongs to others, stays")
    func stays() throws {
        let session = SWRSession()
        let rows = try #require(try session.run(.projectList, "pageSize=0", seesAll: true).answer?.data)
        let ids = Dictionary(uniqueKeysWithValues: rows.map { ($0.projectName ?? "", $0.projectId ?? 0) })
        let library = try #require(ids["library"])
        let fleet = try #require(ids["fleet"])
        #expect(try session.run(.projectDelete, body: #"{"projectId":[\#(library)]}"#).status == 409)
        #expect(try session.run(.projectDelete, body: #"{"projectId":[\#(fleet)]}"#).status == 403)
        #expect(session.swr.registry.namespaces.count == 4)
    }

    @Test("images and tags are deleted, and what keeps one is told")
    func deletions() throws {
        let session = SWRSession()
        let images = #"{"imageName":["library/web/front","library/base/runtime","library/nope"]}"#
        #expect(
            try session.run(.imageDelete, body: images).items == [
                "200 success", "409 image not empty", "200 absent",
            ])
        let tags = #"{"imageName":"library/base/runtime","tag":["6.3","nope"]}"#
        #expect(try session.run(.imageTagDelete, body: tags).items == ["200 success", "200 absent"])
        #expect(try session.run(.imageTagList, "imageName=library/base/runtime").tags == ["latest"])
    }

    @Test("members are let in, changed and let go")
    func members() throws {
        let session = SWRSession()
        func run(_ name: TranslationName, mid: String? = nil, body: String? = nil) throws -> StandInSession.Outcome {
            var parameters = ["project": "team"]
            parameters["mid"] = mid
            return try session.run(name, body: body, parameters: parameters)
        }
        let leo = #"{"role_id":3,"member_user":{"username":"leo"}}"#
        let created = try run(.memberCreate, body: leo)
        #expect(created.status == 201)
        #expect(try run(.memberCreate, body: leo).status == 409)
        #expect(try run(.memberCreate, body: leo.replacing("leo", with: "nobody")).status == 404)

        guard case .answer(let answer) = created.step,
            let mid = answer.fields.first(where: { $0.name == "Location" })?.value.split(separator: "/").last
        else {
            Issue.record("not told where")
            return
        }
        func leosLevel() -> SWRLevel? {
            let team = session.swr.registry.namespaces.first { $0.name == "team" }
            return team?.grants.first { $0.userName == "leo" }?.level
        }
        #expect(leosLevel() == .read)
        #expect(try run(.memberUpdate, mid: String(mid), body: #"{"role_id":1}"#).status == 200)
        #expect(leosLevel() == .manage)
        #expect(try run(.memberRead, mid: String(mid)).status == 200)
        #expect(try run(.memberDelete, mid: String(mid)).status == 200)
        #expect(leosLevel() == nil)
        #expect(try run(.memberRead, mid: String(mid)).status == 404)
    }

    @Test("a wrong key is 502 everywhere", arguments: [TranslationName.projectList, .imageList])
    func wrongKey(_ name: TranslationName) throws {
        let outcome = try SWRSession().run(name, secret: Secret("guess"))
        #expect(outcome.failure?.code == .upstreamCredential)
    }
}
