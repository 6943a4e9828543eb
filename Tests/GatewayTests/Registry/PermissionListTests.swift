import Foundation
import StandIns
import Testing

@testable import Gateway

/// One account acts at Harbor for a whole namespace; who asks what he may do hears what the policy leaves of that.
@Suite("Permissions in a project of Harbor's")
struct PermissionListTests {
    /// What a caller is told, as `action resource`.
    private func permissions(_ bed: RegistryBed, in project: Int, as token: String) async throws -> Set<String> {
        let path = "/api/v2.0/users/current/permissions?scope=/project/\(project)&relative=true"
        let answer = try await bed.ask("GET", path, as: token)
        #expect(answer.status == 200, "\(answer.text)")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: String]])
        return Set(rows.map { "\($0["action"] ?? "") \($0["resource"] ?? "")" })
    }

    @Test("are the caller's, not the account's")
    func roles() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            #expect(try await bed.project("mine", as: ann).status == 200)
            let project = try #require(bed.registry.harbor.registry.project(named: "mine")).id
            let work: Set = ["push repository", "delete repository", "create member", "update metadata", "delete ."]
            let look: Set = ["read .", "list repository", "pull repository", "list member", "read artifact"]

            let own = try await permissions(bed, in: project, as: ann)
            #expect(own.isSuperset(of: work.union(look)))
            #expect(!own.contains("create robot") && !own.contains("list robot"))

            let mia = try await bed.member("mia", of: "ns1")
            let members = try await permissions(bed, in: project, as: mia)
            #expect(members.isSuperset(of: look))
            #expect(members.allSatisfy { told in ["read ", "list ", "pull "].contains { told.hasPrefix($0) } })
            #expect(!members.contains("list robot"))

            let root = try await bed.bed.administratorToken()
            let all = try await permissions(bed, in: project, as: root)
            #expect(all.isSuperset(of: own) && all.contains("create robot"))
        }
    }

    @Test("in a public project of others are to look at it")
    func foreign() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            let root = try await bed.bed.administratorToken()
            let project = try #require(bed.registry.harbor.registry.project(named: "library")).id
            // Harbor would let it push there; the gateway does not.
            let added = bed.askHarbor(
                "POST", "/projects/library/members", #"{"role_id":2,"member_user":{"username":"account-1"}}"#)
            #expect(added.status == 201)
            let told = try await permissions(bed, in: project, as: ann)
            #expect(told.contains("list repository"))
            #expect(!told.contains("push repository") && !told.contains("list member"))
            #expect(try await permissions(bed, in: project, as: root).contains("push repository"))
        }
    }

    @Test("a scope that Harbor does not have is refused in Harbor's form")
    func badScope() async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            let answer = try await bed.ask("GET", "/api/v2.0/users/current/permissions?scope=/project/x", as: root)
            #expect(answer.status == 422)
            #expect(try answer.registryReason() == "field", "\(answer.text)")
        }
    }
}
