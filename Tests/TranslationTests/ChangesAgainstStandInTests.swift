import Domain
import StandIns
import Testing

@testable import Translation

@Suite("Tags and changes of /v1 against a whole registry")
struct ChangesAgainstStandInTests {
    private func tags(_ image: String, in session: StandInSession) throws -> [String] {
        try session.run(.imageTagList, "imageName=\(image)&pageSize=0").tags
    }

    @Test(
        "the tags of an image, those pushed last first",
        arguments: [
            ("imageName=library/team/web", ["latest", "v2", "v1"], 3), ("imageName=2048/game", ["1.0"], 1),
            ("imageName=library/team/web&pageSize=2&page=2", ["v1"], 3), ("imageName=workshop/tools/lathe", [], 0),
        ])
    func tagList(_ query: String, tags: [String], total: Int) throws {
        let outcome = try StandInSession().run(.imageTagList, query)
        #expect(outcome.tags == tags)
        #expect(outcome.answer?.total == total)
        #expect(outcome.answer?.data.allSatisfy { ($0.createTime ?? 0) > 0 } == true)
    }

    @Test(
        "an image that is not there is 404, one that is hidden 403",
        arguments: [
            (StandInSession.administrator, "library/nope", 404), (StandInSession.administrator, "nope/web", 404),
            (StandInSession.member, "library/nope", 404), (StandInSession.member, "nope/web", 404),
            (StandInSession.member, "fleet/service-001", 403),
            (HarborRegistry.Login(name: "root", password: Secret("guess")), "fleet/service-001", 502),
        ])
    func noTags(_ login: HarborRegistry.Login, image: String, status: Int) throws {
        #expect(try StandInSession().run(.imageTagList, "imageName=\(image)", as: login).status == status)
    }

    @Test("a tag is deleted and nothing else: its artifact keeps the other tags, the last leaves it without any")
    func tagDelete() throws {
        let session = StandInSession()
        let first = try session.run(
            .imageTagDelete, body: #"{"imageName":"library/team/web","tag":["latest","v9"]}"#)
        #expect(first.status == 200)
        #expect(first.items == ["200 success", "200 absent"])
        #expect(try tags("library/team/web", in: session) == ["v2", "v1"])
        let second = try session.run(.imageTagDelete, "imageName=library/team/web&tag=v1&tag=v2")
        #expect(second.items == ["200 success", "200 success"])
        #expect(try tags("library/team/web", in: session) == [])
        #expect(try session.run(.imageList, "projectName=library").images.contains("library/team/web"))
    }

    @Test("an immutable tag is 409, and keeps its whole image")
    func immutable() throws {
        let session = StandInSession()
        let tag = try session.run(
            .imageTagDelete, body: #"{"imageName":"library/base/runtime","tag":["6.3","latest"]}"#)
        #expect(tag.status == 409)
        #expect(tag.items == ["409 this tag is immutable", "200 success"])
        let image = try session.run(.imageDelete, body: #"{"imageName":["library/base/runtime","library/proxy"]}"#)
        #expect(image.status == 409)
        #expect(image.items == ["409 a tag of this image is immutable", "200 success"])
        #expect(try tags("library/base/runtime", in: session) == ["6.3"])
    }

    @Test("images are deleted; once more they are absent")
    func imageDelete() throws {
        let session = StandInSession()
        let body = #"{"imageName":["library/team/web","2048/game"]}"#
        #expect(try session.run(.imageDelete, body: body).items == ["200 success", "200 success"])
        #expect(try session.run(.imageList, "projectName=library").images == ["library/base/runtime", "library/proxy"])
        let again = try session.run(.imageDelete, body: body)
        #expect(again.status == 404)
        #expect(again.calls == 2)
    }

    @Test("a project is made, public or not, and its name is then taken", arguments: [true, false])
    func projectCreate(isPublic: Bool) throws {
        let session = StandInSession()
        let body = #"{"projectName":"calico","public":\#(isPublic)}"#
        #expect(try session.run(.projectCreate, body: body).status == 200)
        let found = try session.run(.projectList, "projectName=calico").answer?.data
        #expect(found?.map(\.public) == [isPublic])
        #expect(found?.map(\.projectId) == [6])
        let again = try session.run(.projectCreate, body: body)
        #expect(again.status == 409)
        #expect(again.failure?.message == "projectName: this name is taken")
    }

    @Test("projects are deleted by id when empty; the name is free at once, the id for good")
    func projectDelete() throws {
        let session = StandInSession()
        let outcome = try session.run(.projectDelete, body: #"{"projectId":[2,5,99]}"#)
        #expect(outcome.status == 409)
        #expect(outcome.items == ["409 project not empty", "200 success", "200 absent"])
        #expect(try session.run(.projectList).projects == ["2048", "fleet", "library", "workshop"])
        #expect(try session.run(.projectCreate, body: #"{"projectName":"attic","public":false}"#).status == 200)
        #expect(try session.run(.projectList, "projectName=attic").answer?.data.first?.projectId == 6)
    }

    @Test("an id is never taken for the name of a project")
    func numericName() throws {
        let session = StandInSession()
        #expect(try session.run(.projectDelete, "projectId=2048").status == 404)
        #expect(try session.run(.projectList, "projectName=2048").projects == ["2048"])
    }

    @Test("a member who may not delete is refused, and told apart what is not there")
    func member() throws {
        let session = StandInSession()
        let body = #"{"imageName":["fleet/service-001","nope/x","library/proxy","workshop/tools/lathe"]}"#
        let outcome = try session.run(.imageDelete, body: body, as: StandInSession.member)
        #expect(outcome.status == 403)
        #expect(
            outcome.items == [
                "403 the registry does not allow this", "200 absent", "403 the registry does not allow this",
                "200 success",
            ])
    }

    private static let workshop = HarborScope(owner: "mia", names: ["workshop"], numbers: [4])

    @Test(
        "what is of others refuses all of it, and nothing is touched",
        arguments: [
            (TranslationName.projectDelete, #"{"projectId":[6,5]}"#, "projectId"),
            (.imageDelete, #"{"imageName":["workshop/tools/lathe","library/proxy"]}"#, "imageName"),
            (.imageTagDelete, #"{"imageName":"library/proxy","tag":["1.0"]}"#, "imageName"),
        ])
    func foreign(_ name: TranslationName, body: String, field: String) throws {
        let session = StandInSession()
        let mine = #"{"projectName":"mine","public":false}"#
        #expect(try session.run(.projectCreate, body: mine, as: StandInSession.member).status == 200)
        let scope = HarborScope(owner: "mia", names: ["workshop", "mine"], numbers: [4, 6])
        let outcome = try session.run(name, body: body, as: StandInSession.member, scope: scope)
        #expect(outcome.failure?.code == .targetRefused)
        #expect(outcome.failure?.message == "\(field): not a project of your namespace")
        #expect(outcome.calls == 1)
        #expect(outcome.items == [])
        #expect(
            try session.run(.projectList).projects.sorted() == [
                "2048", "attic", "fleet", "library", "mine", "workshop",
            ])
        #expect(try session.run(.imageList, "projectName=workshop").images == ["workshop/tools/lathe"])
        #expect(try tags("library/proxy", in: session) == ["1.0"])
    }

    @Test("an own project is deleted once, however old what is known of it: made since, and gone since")
    func ownTwice() throws {
        let session = StandInSession()
        let member = StandInSession.member
        let mine = #"{"projectName":"mine","public":false}"#
        #expect(try session.run(.projectCreate, body: mine, as: member).status == 200)
        let body = #"{"projectId":[6,99]}"#
        let first = try session.run(.projectDelete, body: body, as: member, scope: Self.workshop)
        #expect(first.items == ["200 success", "200 absent"])
        #expect(try session.run(.projectDelete, body: body, as: member, scope: Self.workshop).status == 404)
        let late = HarborScope(owner: "mia", names: ["workshop", "mine"], numbers: [4, 6])
        #expect(try session.run(.projectDelete, body: body, as: member, scope: late).status == 404)
    }

    @Test("what is in no project at all is absent beside what is deleted")
    func absentBeside() throws {
        let body = #"{"imageName":["nope/x","workshop/tools/lathe","nope/y"]}"#
        let outcome = try StandInSession().run(
            .imageDelete, body: body, as: StandInSession.member, scope: Self.workshop)
        #expect(outcome.items == ["200 absent", "200 success", "200 absent"])
        #expect(outcome.calls == 2)
    }

    @Test(
        "a wrong password of the gateway is 502, and is tried once",
        arguments: [
            (TranslationName.imageDelete, #"{"imageName":["library/proxy","2048/game"]}"#),
            (.imageTagDelete, #"{"imageName":"library/proxy","tag":["1.0","v2"]}"#),
            (.projectDelete, #"{"projectId":[5,4]}"#), (.projectCreate, #"{"projectName":"a","public":true}"#),
        ])
    func wrongPassword(_ name: TranslationName, body: String) throws {
        let login = HarborRegistry.Login(name: "root", password: Secret("guess"))
        let outcome = try StandInSession().run(name, body: body, as: login)
        #expect(outcome.failure?.code == .upstreamCredential)
        #expect(outcome.calls == 1)
    }
}
