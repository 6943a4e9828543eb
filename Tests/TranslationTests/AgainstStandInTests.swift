import Domain
import StandIns
import Testing

@testable import Translation

/// The translation's calls, made to the stand-in without a network between them.
@Suite("Lists of /v1 against a whole registry")
struct AgainstStandInTests {
    private func run(
        _ name: TranslationName, _ query: String, as login: HarborRegistry.Login = StandInSession.administrator
    ) throws -> StandInSession.Outcome {
        try StandInSession().run(name, query, as: login)
    }

    @Test(
        "projects, filtered and paged",
        arguments: [
            ("", ["2048", "attic", "fleet", "library", "workshop"], 5), ("pageSize=2&page=2", ["fleet", "library"], 5),
            ("projectName=a", ["attic", "library"], 2), ("projectName=2048", ["2048"], 1),
            ("public=true", ["library"], 1),
            ("public=false&pageSize=1", ["2048"], 4), ("public=true&projectName=attic", [], 0), ("page=99", [], 5),
            ("projectName=a&page=2&pageSize=1", ["library"], 2),
            ("pageSize=0", ["2048", "attic", "fleet", "library", "workshop"], 5),
        ])
    func projects(_ query: String, names: [String], total: Int) throws {
        let outcome = try run(.projectList, query)
        #expect(outcome.projects == names)
        #expect(outcome.answer?.total == total)
    }

    @Test(
        "images of a project, filtered, ordered and paged",
        arguments: [
            ("projectName=library", ["library/team/web", "library/base/runtime", "library/proxy"], 3),
            ("projectName=library&order=asc", ["library/proxy", "library/base/runtime", "library/team/web"], 3),
            ("projectName=library&imageName=lib", [], 0),
            ("projectName=library&imageName=team%2Fweb", ["library/team/web"], 1),
            ("projectName=2048", ["2048/game"], 1), ("projectName=attic", [], 0),
            ("imageName=lathe", ["workshop/tools/lathe"], 1),
            ("projectName=fleet&imageName=-12&pageSize=1", ["fleet/service-120"], 1),
        ])
    func images(_ query: String, names: [String], total: Int) throws {
        let outcome = try run(.imageList, query)
        #expect(outcome.images == names)
        #expect(outcome.answer?.total == total)
    }

    @Test(
        "more than one Harbor page makes one page",
        arguments: [
            ("projectName=fleet&pageSize=0", 120), ("projectName=fleet&pageSize=110", 110), ("pageSize=0", 125),
            ("projectName=fleet&pageSize=110&page=2", 10), ("projectName=fleet&imageName=service&pageSize=0", 120),
        ])
    func large(_ query: String, count: Int) throws {
        let outcome = try run(.imageList, query)
        #expect(Set(outcome.images).count == count)
        #expect(outcome.images.count == count)
    }

    @Test("each image of all projects is as public as its project")
    func visibility() throws {
        let rows = try #require(try run(.imageList, "pageSize=0").answer?.data)
        #expect(rows.allSatisfy { $0.public == ($0.projectName == "library") })
        #expect(rows.first?.imageAddress == "reg.example/workshop/tools/lathe")
    }

    @Test("who is limited to his projects gets their images and nothing else, what is gone left out")
    func own() throws {
        let scope = HarborScope(owner: "mia", names: ["workshop", "gone"], numbers: [4])
        let outcome = try StandInSession().run(.imageList, as: StandInSession.member, scope: scope)
        #expect(outcome.images == ["workshop/tools/lathe"])
        #expect(outcome.answer?.total == 1)
        // The credential, two lists and one project.
        #expect(outcome.calls == 4)
    }

    @Test(
        "unknown and hidden projects",
        arguments: [
            ("root", "Root12345", "nope", 404), ("mia", "Mia12345", "nope", 404), ("mia", "Mia12345", "fleet", 403),
        ])
    func refused(name: String, password: String, project: String, status: Int) throws {
        let login = HarborRegistry.Login(name: name, password: Secret(password))
        #expect(try run(.imageList, "projectName=\(project)", as: login).failure?.code.status == status)
    }

    @Test(
        "a wrong password of the gateway is 502 where Harbor would quietly show less",
        arguments: [
            (TranslationName.projectList, ""), (.imageList, ""), (.imageList, "projectName=fleet"),
        ])
    func wrongPassword(_ name: TranslationName, query: String) throws {
        let login = HarborRegistry.Login(name: "root", password: Secret("guess"))
        #expect(try run(name, query, as: login).failure?.code == .upstreamCredential)
    }
}
