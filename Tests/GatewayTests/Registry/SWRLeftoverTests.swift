import Domain
import Testing
import Translation

@testable import Gateway
@testable import StandIns

/// SWR knows no owners: what is there without the gateway's knowing, and what is not there any more.
@Suite("Organizations of SWR that the gateway does not know, and those that are gone")
struct SWRLeftoverTests {
    /// With the administrator of ns1.
    private func with(_ body: (RegistryBed, RegistryFront, _ ann: String) async throws -> Void) async throws {
        try await RegistryBed.withFront(.swr) { bed, front in
            try await body(bed, front, try await bed.administrator("ann", of: "ns1"))
        }
    }

    /// As if a call for ns1 had been cut off some time ago.
    private func intend(_ name: String, _ bed: RegistryBed) async throws {
        try await bed.bed.execute([
            """
            INSERT INTO breakwater_project_intents (upstream, project_name, namespace, create_time, update_time)
            VALUES ('swr', '\(name)', 'ns1', unixepoch() - 200, unixepoch() - 200)
            """
        ])
    }

    private func user(_ name: String, _ bed: RegistryBed) throws -> StandIns.IAMUser {
        try #require(bed.registry.iam.directory.users.first { $0.name == name })
    }

    private func number(_ name: String, _ bed: RegistryBed) -> Int? {
        bed.registry.swr.registry.namespace(name)?.id
    }

    private func remove(_ name: String, _ bed: RegistryBed) {
        bed.registry.swr.change { registry in
            if let id = registry.namespace(name)?.id { registry.deleteNamespace(id: id) }
        }
    }

    private func kept(_ bed: RegistryBed) async throws -> [String] {
        try await bed.bed.gateway.identity.vault.projects(of: nil, on: "swr").map(\.name)
    }

    // MARK: What others have made

    @Test(
        "one that was made in the console is not taken over, nor one that has members", arguments: ["dana", "gateway"])
    func console(creator: String) async throws {
        try await with { bed, _, ann in
            let (maker, member) = (try user(creator, bed), try user("robin", bed))
            try await intend("ops", bed)
            bed.registry.swr.change { registry in
                let made = registry.addNamespace("ops", creator: maker)
                registry.changeNamespace(id: made.id) { namespace in
                    namespace.grants.append(SWRGrant(userID: member.id, userName: member.name, level: .edit))
                }
            }
            let former = try #require(number("ops", bed))
            let answer = try await bed.project("ops", as: ann)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(number("ops", bed) == former)
            #expect(bed.levels(in: "ops")["robin"] == .edit)
            #expect(try await kept(bed) == [])
        }
    }

    @Test("one that the gateway made by SWR's own call, and did not come to keep, is its namespace's to make anew")
    func ownCall() async throws {
        try await with { bed, front, ann in
            front.hold(.after) { $0.method == "POST" && $0.target == "/v2/manage/namespaces" }
            async let answer = bed.ask("POST", "/v2/manage/namespaces", #"{"namespace":"half"}"#, as: ann)
            try await front.arrival()
            // A gateway that ends here leaves this behind.
            try await bed.bed.execute([
                "CREATE TABLE left_behind AS SELECT * FROM breakwater_project_intents"
            ])
            front.release()
            #expect(try await answer.status == 201)
            try await bed.bed.execute([
                "DELETE FROM breakwater_projects",
                """
                INSERT INTO breakwater_project_intents (upstream, project_name, namespace, create_time, update_time)
                SELECT upstream, project_name, namespace, create_time - 200, update_time - 200 FROM left_behind
                """, "DROP TABLE left_behind",
            ])
            let former = try #require(number("half", bed))
            let again = try await bed.ask("POST", "/v2/manage/namespaces", #"{"namespace":"half"}"#, as: ann)
            #expect(again.status == 409, "\(again.text)")
            let made = try await bed.project("half", as: ann)
            #expect(made.status == 200, "\(made.text)")
            #expect(number("half", bed) != former)
            #expect(try await bed.projects(as: ann) == ["half"])
        }
    }

    // MARK: What is gone

    @Test("one whose deletion SWR carried out without its answer's arriving is forgotten when it is deleted again")
    func lostAnswer() async throws {
        try await with { bed, front, ann in
            #expect(try await bed.project("prod", as: ann).status == 200)
            let id = try #require(try await bed.number(of: "prod", as: ann))
            front.hold(.before) { $0.method == "DELETE" }
            async let deletion = bed.ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(id)]}", as: ann)
            try await front.arrival()
            remove("prod", bed)
            front.release()
            let answer = try await deletion
            #expect(answer.status == 404, "\(answer.text)")
            #expect(try await kept(bed) == [])

            let dana = try user("dana", bed)
            bed.registry.swr.change { registry in _ = registry.addNamespace("prod", creator: dana) }
            let other = try #require(number("prod", bed))
            let foreign = try await bed.ask(
                "DELETE", "/v1/repository/project", "{\"projectId\":[\(other)]}", as: ann)
            #expect(foreign.status == 403, "\(foreign.text)")
            #expect(number("prod", bed) == other)
        }
    }

    @Test("one that SWR does not list is forgotten when it has been missing for a day, and not when it was seen since")
    func unlisted() async throws {
        try await with { bed, _, ann in
            for name in ["back", "old", "there"] { #expect(try await bed.project(name, as: ann).status == 200) }
            for name in ["back", "old"] { remove(name, bed) }
            #expect(try await bed.projects(as: ann) == ["there"])
            #expect(Set(try await kept(bed)) == ["back", "old", "there"])
            let later = [
                "UPDATE breakwater_projects SET missing_since = missing_since - 86400 WHERE missing_since > 0"
            ]
            try await bed.bed.execute(later)
            let dana = try user("dana", bed)
            bed.registry.swr.change { registry in _ = registry.addNamespace("back", creator: dana) }
            #expect(try await bed.projects(as: ann) == ["back", "there"])
            #expect(Set(try await kept(bed)) == ["back", "there"])
            remove("back", bed)
            #expect(try await bed.projects(as: ann) == ["there"])
            #expect(Set(try await kept(bed)) == ["back", "there"])
        }
    }
}
