import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

@Suite("Harbor behind the gateway")
struct HarborTests {
    /// The shipped policies, in front of a registry that follows Harbor's ways.
    private func withRegistry(_ body: (Testbed) async throws -> Void) async throws {
        let registry = try await DemoRegistry.start()
        var environment = registry.environment
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../policies")
        environment["ORIGIN_URL"] = environment["BREAKWATER_HARBOR_URL"]
        let settings: [SettingsKey: String] = [.policies: shipped.standardizedFileURL.path]
        try await Testbed.with(settings, environment: environment) { bed in try await body(bed) }
        await registry.stop()
    }

    private func get(_ path: String, _ bed: Testbed, _ role: RoleNumber? = .systemAdmin) async throws -> PlainMessage {
        let line = try role.map { "Authorization: Bearer \(try bed.token($0))\r\n" } ?? ""
        return try await bed.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\(line)\r\n")
    }

    @Test("projects and images are translated")
    func translated() async throws {
        try await withRegistry { bed async throws in
            let projects = try await get("/v1/repository/project", bed)
            #expect(projects.status == 200)
            let body = try projects.json()
            #expect(body["code"] as? Int == 200)
            #expect((body["total"] as? Int ?? 0) >= 5)
            #expect((body["data"] as? [Any])?.isEmpty == false)
            let images = try await get("/v1/repository/image?projectName=library&pageSize=0", bed)
            #expect(images.status == 200)
            #expect(try images.json()["total"] as? Int == 3)
            #expect(images.text.contains("team/web"))
            #expect(images.values("Set-Cookie").isEmpty)
        }
    }

    @Test(
        "artifacts are Harbor's own JSON, however the client spells the repository",
        arguments: [
            "team/web", "team%2Fweb", "team%252Fweb",
        ])
    func relayed(repository: String) async throws {
        try await withRegistry { bed async throws in
            let answer = try await get("/api/v2.0/projects/library/repositories/\(repository)/artifacts", bed)
            #expect(answer.status == 200)
            let artifacts = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: Any]]
            #expect(artifacts?.count == 2)
            #expect(answer.values("Set-Cookie").isEmpty)
            #expect(answer["X-Total-Count"] == "2")
        }
    }

    @Test("health is for anybody, statistics for members, and neither lends out the gateway's account")
    func access() async throws {
        try await withRegistry { bed async throws in
            #expect(try await get("/api/v2.0/health", bed, nil).status == 200)
            #expect(try await get("/api/v2.0/statistics", bed, nil).status == 401)
            #expect(try await get("/api/v2.0/statistics", bed, .approved).status == 403)
            #expect(try await get("/api/v2.0/statistics", bed, .member).text.contains("repository-account"))
            #expect(try await get("/api/v2.0/statistics", bed).status == 200)
            #expect(try await get("/api/v2.0/users", bed).status == 200)
            #expect(try await get("/v1/repository/project", bed, .member).status == 403)
            #expect(try await get("/v1/repository/project", bed, nil).status == 401)
        }
    }

    @Test("what Harbor refuses comes through as Harbor says it")
    func unknownProject() async throws {
        try await withRegistry { bed async throws in
            let answer = try await get("/api/v2.0/projects/nope/repositories/a/artifacts", bed)
            #expect(answer.status == 404)
            #expect(try answer.json()["errors"] != nil)
        }
    }
}
