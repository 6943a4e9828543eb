import Domain
import Foundation
import StandIns
import Testing
import Translation

@testable import Gateway

/// A Harbor with `project_creation_restriction: adminonly`: the gateway's own account makes projects for namespaces.
@Suite("A Harbor where only administrators make projects")
struct AdministratorsOnlyTests {
    private struct People {
        /// Administrators of ns1 and ns2.
        let ann: String
        let bob: String
    }

    /// With accounts for both namespaces.
    private func with(_ body: (RegistryBed, People) async throws -> Void) async throws {
        try await RegistryBed.with { bed in
            let people = People(
                ann: try await bed.administrator("ann", of: "ns1"), bob: try await bed.administrator("bob", of: "ns2"))
            #expect(try await bed.account("account-1", as: people.ann).status == 200)
            #expect(try await bed.account("account-2", as: people.bob).status == 200)
            #expect(bed.reserveProjects())
            try await body(bed, people)
        }
    }

    private func deletion(_ number: Int) -> String { "{\"projectId\":[\(number)]}" }

    @Test("a project is its namespace's: listed, and administered at Harbor by the namespace's account")
    func made() async throws {
        try await with { bed, people in
            let answer = try await bed.project("mine", isPublic: true, as: people.ann)
            #expect(answer.status == 200, "\(answer.text)")
            let harbor = bed.registry.harbor.registry
            let project = try #require(harbor.project(named: "mine"))
            #expect(harbor.account(id: project.ownerID)?.name == "gateway")
            let account = try #require(harbor.account(named: "account-1"))
            #expect(harbor.role(of: account.id, in: project.id) == 1)

            let mia = try await bed.member("mia", of: "ns1")
            let list = try await bed.ask("GET", "/v1/repository/project", as: mia)
            #expect(try list.rows().map { $0["projectName"] as? String } == ["mine"])
            #expect(try list.rows().first?["public"] as? Bool == true)
            #expect(try list.json()["total"] as? Int == 1)
            #expect(try await bed.projects(as: people.bob) == [])
            #expect(try await bed.project("mine", as: people.ann).status == 409)
            #expect(try await bed.project("mine", as: people.bob).status == 409)
        }
    }

    @Test("projects of before and of now are listed together, filtered and paged")
    func together() async throws {
        try await with { bed, people in
            bed.askHarbor("PUT", "/configurations", #"{"project_creation_restriction":"everyone"}"#)
            #expect(try await bed.project("before", as: people.ann).status == 200)
            #expect(bed.reserveProjects())
            #expect(try await bed.project("now", isPublic: true, as: people.ann).status == 200)
            #expect(try await bed.project("other", isPublic: true, as: people.bob).status == 200)
            #expect(try await bed.projects(as: people.ann) == ["before", "now"])
            #expect(try await bed.projects(as: people.ann, "pageSize=1&page=2") == ["now"])
            #expect(try await bed.projects(as: people.ann, "public=true") == ["now"])
            #expect(try await bed.projects(as: people.ann, "projectName=e") == ["before"])
            let root = try await bed.bed.administratorToken()
            #expect(try await bed.projects(as: root).count == 8)
        }
    }

    @Test("its images and tags are listed and deleted by the namespace, and by no other one")
    func images() async throws {
        try await with { bed, people in
            #expect(try await bed.project("mine", isPublic: true, as: people.ann).status == 200)
            #expect(try await bed.project("second", as: people.ann).status == 200)
            #expect(bed.push("web", to: "mine") && bed.push("app", to: "second"))
            let all = try await bed.ask("GET", "/v1/repository/image?pageSize=0", as: people.ann).rows()
            #expect(Set(all.map { $0["imageName"] as? String }) == ["mine/web", "second/app"])
            let isPublic = all.first { $0["imageName"] as? String == "mine/web" }?["public"] as? Bool
            #expect(isPublic == true)
            let one = "/v1/repository/image?projectName=mine"
            #expect(try await bed.ask("GET", one, as: people.ann).rows().count == 1)
            #expect(try await bed.ask("GET", one, as: people.bob).status == 403)
            let tags = "/v1/repository/image/tag?imageName=mine/web"
            #expect(try await bed.ask("GET", tags, as: people.ann).rows().count == 1)
            #expect(try await bed.ask("GET", tags, as: people.bob).status == 403)
            #expect(try await bed.ask("GET", "/v1/repository/image", as: people.bob).rows().isEmpty)

            let (tag, image) = (#"{"imageName":"mine/web","tag":["v1"]}"#, #"{"imageName":["mine/web","second/app"]}"#)
            for (path, body) in [("/v1/repository/image/tag", tag), ("/v1/repository/image", image)] {
                let foreign = try await bed.ask("DELETE", path, body, as: people.bob)
                #expect(foreign.status == 403, "\(foreign.text)")
                let own = try await bed.ask("DELETE", path, body, as: people.ann)
                #expect(own.status == 200, "\(own.text)")
            }
            #expect(try await bed.ask("GET", "/v1/repository/image", as: people.ann).rows().isEmpty)
        }
    }

    @Test("a deleted one is nobody's: its name is given to whoever asks next, and its number to nobody")
    func deleted() async throws {
        try await with { bed, people in
            #expect(try await bed.project("shared", isPublic: true, as: people.ann).status == 200)
            let number = try #require(try await bed.number(of: "shared", as: people.ann))
            let foreign = try await bed.ask("DELETE", "/v1/repository/project", deletion(number), as: people.bob)
            #expect(foreign.status == 403, "\(foreign.text)")
            #expect(bed.push("web", to: "shared"))
            #expect(
                try await bed.ask("DELETE", "/v1/repository/project", deletion(number), as: people.ann).status == 409)
            #expect(
                try await bed.ask("DELETE", "/v1/repository/image", #"{"imageName":["shared/web"]}"#, as: people.ann)
                    .status == 200)
            let own = try await bed.ask("DELETE", "/v1/repository/project", deletion(number), as: people.ann)
            #expect(own.status == 200, "\(own.text)")
            #expect(try await bed.bed.gateway.identity.vault.projects(of: nil, on: "harbor") == [])

            #expect(try await bed.project("shared", isPublic: true, as: people.bob).status == 200)
            #expect(try await bed.projects(as: people.ann) == [])
            #expect(try await bed.projects(as: people.bob) == ["shared"])
            let images = "/v1/repository/image?projectName=shared"
            #expect(try await bed.ask("GET", images, as: people.ann).status == 403)
            #expect(try await bed.ask("GET", images, as: people.bob).status == 200)
            let again = try await bed.ask("DELETE", "/v1/repository/project", deletion(number), as: people.ann)
            #expect(again.status == 404, "\(again.text)")
        }
    }

    @Test("so is one that was deleted behind the gateway's back")
    func deletedElsewhere() async throws {
        try await with { bed, people in
            #expect(try await bed.project("shared", isPublic: true, as: people.ann).status == 200)
            #expect(bed.askHarbor("DELETE", "/projects/shared").status == 200)
            #expect(try await bed.project("shared", isPublic: true, as: people.bob).status == 200)
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=shared", as: people.ann).status == 403)
            #expect(try await bed.projects(as: people.ann) == [])
            #expect(try await bed.projects(as: people.bob) == ["shared"])
            let kept = try await bed.bed.gateway.identity.vault.projects(of: nil, on: "harbor")
            // The first is another project, and forgotten when it has been missing for a day.
            #expect(kept.map(\.namespace) == ["ns1", "ns2"])
        }
    }

    @Test("rules of Harbor's own API and of the docker registry know whose it is")
    func rules() async throws {
        try await with { bed, people in
            #expect(try await bed.project("mine", as: people.ann).status == 200)
            let number = try #require(try await bed.number(of: "mine", as: people.ann))
            for path in ["/api/v2.0/projects/mine/members", "/api/v2.0/projects/\(number)/members"] {
                let members = try await bed.ask("GET", path, as: people.ann)
                #expect(members.status == 200, "\(members.text)")
                #expect(try await bed.ask("GET", path, as: people.bob).status == 403)
            }
            let label = #"{"name":"l1","scope":"p","project_id":\#(number)}"#
            #expect(try await bed.ask("POST", "/api/v2.0/labels", label, as: people.ann).status == 201)
            #expect(try await bed.ask("POST", "/api/v2.0/labels", label, as: people.bob).status == 403)
            let list = try await bed.ask("GET", "/api/v2.0/projects/mine/members", as: people.ann)
            let members = try #require(try JSONSerialization.jsonObject(with: Data(list.body)) as? [[String: Any]])
            let own = try #require(members.first { $0["entity_name"] as? String == "account-1" }?["id"] as? Int)
            let removed = try await bed.ask("DELETE", "/api/v2.0/projects/mine/members/\(own)", as: people.ann)
            #expect(removed.status == 403, "\(removed.text)")
            // There is no docker registry here: who may go on finds it switched off.
            #expect(try await bed.ask("GET", "/v2/mine/web/tags/list", as: people.ann).status == 503)
            #expect(try await bed.ask("GET", "/v2/mine/web/tags/list", as: people.bob).status == 403)
            #expect(try await bed.ask("DELETE", "/api/v2.0/projects/mine", as: people.bob).status == 403)
            #expect(try await bed.ask("DELETE", "/api/v2.0/projects/mine", as: people.ann).status == 200)
            #expect(try await bed.projects(as: people.ann) == [])
        }
    }

    @Test("one whose client hung up is his namespace's all the same")
    func hungUp() async throws {
        try await RegistryBed.withFront(.harbor) { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            #expect(bed.reserveProjects())
            front.hold(.after) { $0.method == "POST" && $0.target.hasSuffix("/members") }
            let wire = try await bed.bed.connect()
            let body = #"{"projectName":"late","public":true}"#
            try await wire.send(Call("POST", "/v1/repository/project", token: ann, body: body).text)
            try await front.arrival()
            await wire.close()
            front.release()
            var names: [String] = []
            for _ in 0..<200 where names.isEmpty { names = try await bed.projects(as: ann) }
            #expect(names == ["late"])
        }
    }

    // MARK: What cannot be finished

    @Test(
        "one that cannot be given to the namespace's account is gone again",
        arguments: [HarborMisbehaviour.errorPage(status: 500), .cut])
    func ungranted(_ misbehaviour: HarborMisbehaviour) async throws {
        try await with { bed, people in
            bed.registry.harbor.misbehave(misbehaviour) { $0.method == "POST" && $0.target.hasSuffix("/members") }
            let answer = try await bed.project("mine", as: people.ann)
            #expect(answer.status == 502, "\(answer.text)")
            #expect(bed.registry.harbor.registry.project(named: "mine") == nil)
            #expect(try await bed.projects(as: people.ann) == [])
        }
    }

    @Test("where the gateway's own account is refused meanwhile, the answer says that the project stayed")
    func refusedMeanwhile() async throws {
        try await with { bed, people in
            bed.registry.harbor.misbehave(.unauthorized) { $0.method == "POST" && $0.target.hasSuffix("/members") }
            let answer = try await bed.project("mine", as: people.ann)
            #expect(answer.status == 502)
            #expect(answer.text.contains("the project was created, but is not yours"), "\(answer.text)")
            #expect(bed.registry.harbor.registry.project(named: "mine") != nil)
            #expect(try await bed.projects(as: people.ann) == [])
        }
    }

    @Test("so is one that the store cannot keep, and then it can be made")
    func unkept() async throws {
        try await with { bed, people in
            try await bed.refuseProjects()
            let answer = try await bed.project("mine", as: people.ann)
            #expect(answer.status == 503, "\(answer.text)")
            #expect(bed.registry.harbor.registry.project(named: "mine") == nil)
            try await bed.keepProjects()
            #expect(try await bed.project("mine", as: people.ann).status == 200)
            #expect(try await bed.projects(as: people.ann) == ["mine"])
        }
    }

    @Test("that one stays which is not his is said")
    func left() async throws {
        try await with { bed, people in
            try await bed.refuseProjects()
            bed.registry.harbor.misbehave(.errorPage(status: 500)) { $0.method == "DELETE" }
            let answer = try await bed.project("mine", as: people.ann)
            #expect(answer.status == 503)
            #expect(try (answer.json()["message"] as? String)?.contains("is not yours") == true, "\(answer.text)")
            #expect(try await bed.projects(as: people.ann) == [])
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=mine", as: people.ann).status == 403)
        }
    }

    @Test("a Harbor that lets nobody change anything is told of, and nothing is made")
    func readOnly() async throws {
        try await with { bed, people in
            #expect(bed.askHarbor("PUT", "/configurations", #"{"read_only":true}"#).status == 200)
            let answer = try await bed.project("mine", as: people.ann)
            #expect(answer.status == 403)
            #expect(try answer.json()["reason"] as? String == "role", "\(answer.text)")
            #expect(bed.askHarbor("PUT", "/configurations", #"{"read_only":false}"#).status == 200)
            #expect(bed.registry.harbor.registry.project(named: "mine") == nil)
            // Nothing of it is left that another namespace would have to wait for.
            #expect(try await bed.project("mine", as: people.bob).status == 200)
        }
    }
}
