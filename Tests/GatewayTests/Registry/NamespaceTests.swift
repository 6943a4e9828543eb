import Domain
import StandIns
import Testing

@testable import Gateway

/// Roles 2 and 3 act in Harbor with the account of their business namespace, and see what is their own.
@Suite("A namespace's account in Harbor")
struct NamespaceTests {
    @Test("nothing is done in a registry before the namespace has an account; then it is")
    func account() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let before = try await bed.ask("GET", "/v1/repository/project", as: ann)
            #expect(before.status == 403)
            #expect(try before.json()["reason"] as? String == "repository-account")
            #expect(try before.json()["message"] as? String == "repository account not created")
            let made = try await bed.account("ns1-account", as: ann)
            #expect(made.status == 200, "\(made.text)")
            #expect(try await bed.account("ns1-other", as: ann).status == 409)
            #expect(try await bed.project("mine", isPublic: true, as: ann).status == 200)
            let harbor = bed.registry.harbor.registry
            let owner = try #require(harbor.project(named: "mine")?.ownerID)
            #expect(harbor.account(id: owner)?.name == "ns1-account")
            let rows = try await bed.ask("GET", "/v1/repository/project", as: ann).rows()
            #expect(rows.map { $0["projectName"] as? String } == ["mine"])
        }
    }

    @Test("a namespace sees its own projects, not the public ones of another")
    func isolation() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            let mia = try await bed.member("mia", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            #expect(try await bed.account("account-2", as: bob).status == 200)
            #expect(try await bed.project("first", isPublic: true, as: ann).status == 200)
            #expect(try await bed.project("second", isPublic: true, as: bob).status == 200)

            let projects = try await bed.ask("GET", "/v1/repository/project?pageSize=0", as: mia).rows()
            #expect(projects.map { $0["projectName"] as? String } == ["first"])
            #expect(try await bed.ask("GET", "/v1/repository/image", as: mia).rows().isEmpty)
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=first", as: mia).status == 200)
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=second", as: mia).status == 403)
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=library", as: mia).status == 403)
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=nowhere", as: mia).status == 404)
            let tags = "/v1/repository/image/tag?imageName=library/team/web"
            #expect(try await bed.ask("GET", tags, as: mia).status == 403)

            let second = try #require(
                try await bed.ask("GET", "/v1/repository/project", as: bob).rows().first?["projectId"] as? Int)
            let taken = try await bed.ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(second)]}", as: ann)
            #expect(taken.status == 403, "\(taken.text)")
            let image = try await bed.ask(
                "DELETE", "/v1/repository/image", #"{"imageName":["library/proxy"]}"#, as: ann)
            #expect(image.status == 403, "\(image.text)")
            let given = try await bed.ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(second)]}", as: bob)
            #expect(given.status == 200, "\(given.text)")
        }
    }

    @Test("a changed password counts at once, and the old one is gone")
    func password() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            let changed = try await bed.ask(
                "PUT", "/v1/repository/user/password", #"{"password":"Harbor-Pass-2"}"#, as: ann)
            #expect(changed.status == 200, "\(changed.text)")
            #expect(try await bed.project("mine", as: ann).status == 200)
            let same = try await bed.ask(
                "PUT", "/v1/repository/user/password", #"{"password":"Harbor-Pass-2"}"#, as: ann)
            #expect(same.status == 422, "\(same.text)")
            let weak = try await bed.ask("PUT", "/v1/repository/user", #"{"password":"weak"}"#, as: ann)
            #expect(weak.status == 422, "\(weak.text)")
            let other = try await bed.ask(
                "PUT", "/v1/repository/user/987/password", #"{"password":"Harbor-Pass-3"}"#, as: ann)
            #expect(other.status == 404, "\(other.text)")
        }
    }

    @Test("one session serves many calls, and one that has ended is opened anew without anybody noticing")
    func sessions() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            for number in 0..<5 {
                #expect(try await bed.project("project-\(number)", as: ann).status == 200)
                #expect(try await bed.ask("GET", "/v1/repository/project", as: ann).status == 200)
            }
            let before = bed.registry.harbor.logins
            #expect(before <= 2, "one for the gateway, one for the namespace")
            bed.registry.harbor.endSessions()
            #expect(try await bed.project("after", as: ann).status == 200)
            let list = try await bed.ask("GET", "/v1/repository/project?pageSize=0", as: ann)
            #expect(try list.rows().count == 6)
            #expect(bed.registry.harbor.logins == before + 1)
        }
    }
}
