import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// The same `/v1` calls where the registry is Huawei SWR, and SWR's own API behind the policy.
@Suite("Huawei SWR behind the gateway")
struct SWRTests {
    @Test("projects are made, kept with what SWR has no place for, seen by their namespace alone, and deleted")
    func projects() async throws {
        try await RegistryBed.with(.swr) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            #expect(try await bed.project("annas", isPublic: true, as: ann).status == 200)
            #expect(try await bed.project("annas", isPublic: true, as: bob).status == 409)
            #expect(try await bed.project("Annas", as: ann).status == 422)
            let rows = try await bed.ask("GET", "/v1/repository/project", as: ann).rows()
            #expect(rows.map { $0["projectName"] as? String } == ["annas"])
            #expect(rows.first?["public"] as? Bool == true)
            #expect((rows.first?["createTime"] as? Int ?? 0) > 0)
            #expect(try await bed.ask("GET", "/v1/repository/project", as: bob).rows().isEmpty)
            let id = try #require(rows.first?["projectId"] as? Int)
            let foreign = try await bed.ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(id)]}", as: bob)
            #expect(foreign.status == 403, "\(foreign.text)")
            let deleted = try await bed.ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(id)]}", as: ann)
            #expect(deleted.status == 200, "\(deleted.text)")
            #expect(try await bed.ask("GET", "/v1/repository/project", as: ann).rows().isEmpty)
        }
    }

    @Test("images and tags are listed and deleted, also those with slashes in their names")
    func images() async throws {
        try await RegistryBed.with(.swr) { bed in
            let root = try await bed.bed.administratorToken()
            let fleet = try await bed.ask("GET", "/v1/repository/image?projectName=fleet&pageSize=0", as: root)
            #expect(try fleet.rows().count == 120)
            let tags = "/v1/repository/image/tag?imageName=library/web/front"
            #expect(try await bed.ask("GET", tags, as: root).rows().count == 3)
            let deleted = try await bed.ask(
                "DELETE", "/v1/repository/image/tag", #"{"imageName":"library/web/front","tag":["v1","v1"]}"#, as: root)
            #expect(deleted.status == 200, "\(deleted.text)")
            #expect(try await bed.ask("GET", tags, as: root).rows().count == 2)
            let kept = try await bed.ask(
                "DELETE", "/v1/repository/image", #"{"imageName":["library/base/runtime"]}"#, as: root)
            #expect(kept.status == 409, "\(kept.text)")
            let full = try await bed.ask("GET", "/v1/repository/project?projectName=fleet", as: root).rows()
            let id = try #require(full.first?["projectId"] as? Int)
            let project = try await bed.ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(id)]}", as: root)
            #expect(project.status == 409, "\(project.text)")
        }
    }

    @Test("what SWR cannot do is said, not tried")
    func accounts() async throws {
        try await RegistryBed.with(.swr) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let answer = try await bed.account("account-1", as: ann)
            #expect(answer.status == 400)
            #expect(try answer.json()["reason"] as? String == "backend")
        }
    }

    @Test("its own API takes signed requests from whom the policy lets in")
    func ownAPI() async throws {
        try await RegistryBed.with(.swr) { bed in
            let root = try await bed.bed.administratorToken()
            let list = try await bed.ask(
                "GET", "/v2/manage/repos?namespace=fleet&limit=2&offset=0&order_column=name&order_type=asc", as: root)
            #expect(list.status == 200, "\(list.text)")
            #expect(list.values("content-range") == ["0-2/120"])
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.project("annas", as: ann).status == 200)
            #expect(try await bed.ask("GET", "/v2/manage/namespaces/annas/access", as: ann).status == 200)
            #expect(try await bed.ask("GET", "/v2/manage/namespaces/library/access", as: ann).status == 403)
        }
    }

    @Test("an organization that was deleted through its own API is nobody's, whoever makes the next of its name")
    func deletedOrganization() async throws {
        try await RegistryBed.with(.swr) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            #expect(try await bed.project("shared", as: ann).status == 200)
            let deleted = try await bed.ask("DELETE", "/v2/manage/namespaces/shared", as: ann)
            #expect(deleted.status == 204, "\(deleted.text)")
            #expect(try await bed.ask("GET", "/v2/manage/namespaces/shared", as: ann).status == 403)
            let made = try await bed.ask("POST", "/v2/manage/namespaces", #"{"namespace":"shared"}"#, as: bob)
            #expect(made.status == 201, "\(made.text)")
            #expect(try await bed.ask("GET", "/v2/manage/namespaces/shared", as: bob).status == 200)
            #expect(try await bed.ask("GET", "/v2/manage/namespaces/shared", as: ann).status == 403)
            #expect(try await bed.ask("GET", "/v1/repository/project", as: ann).rows().isEmpty)
            #expect(try await bed.ask("GET", "/v1/repository/project", as: bob).rows().count == 1)
        }
    }

    @Test("a token of the IAM does as well as signatures, is fetched once, and again when it is refused")
    func tokens() async throws {
        try await RegistryBed.with(.swr, environment: ["BREAKWATER_SWR_AUTH": "token"]) { bed in
            let root = try await bed.bed.administratorToken()
            for _ in 0..<3 { #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200) }
            #expect(bed.registry.iam.logins == 1)
            bed.registry.iam.invalidateTokens()
            #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200)
            #expect(bed.registry.iam.logins == 2)
        }
    }
}
