import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// `/v1/repository` calls that look at tags or change something, through the gateway to a registry that follows Harbor's
/// ways.
@Suite("Changes in the registry")
struct RepositoryChangeTests {
    private func withRegistry(_ body: (Testbed) async throws -> Void) async throws {
        let registry = try await DemoRegistry.start()
        var environment = registry.environment
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../policies")
        environment["ORIGIN_URL"] = environment["BREAKWATER_HARBOR_URL"]
        let settings: [SettingsKey: String] = [.policies: shipped.standardizedFileURL.path]
        try await Testbed.with(settings, environment: environment) { bed in try await body(bed) }
        await registry.stop()
    }

    private func ask(
        _ method: String, _ path: String, _ body: String = "", _ bed: Testbed, type: String = "application/json",
        role: RoleNumber = .systemAdmin
    ) async throws -> PlainMessage {
        let content = body.isEmpty ? "" : "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
        return try await bed.ask(
            "\(method) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(try bed.token(role))\r\n\(content)\r\n\(body)")
    }

    private func items(_ answer: PlainMessage) throws -> [[String: Any]] {
        try answer.json()["data"] as? [[String: Any]] ?? []
    }

    @Test("a project is made, found, and deleted again; its name is taken meanwhile")
    func project() async throws {
        try await withRegistry { bed in
            let made = try await ask("POST", "/v1/repository/project", #"{"projectName":"fresh","public":true}"#, bed)
            #expect(made.status == 200, "\(made.text)")
            let again = try await ask("POST", "/v1/repository/project", #"{"projectName":"fresh","public":true}"#, bed)
            #expect(again.status == 409)
            let found = try items(try await ask("GET", "/v1/repository/project?projectName=fresh", "", bed))
            #expect(found.count == 1 && found.first?["public"] as? Bool == true)
            let id = try #require(found.first?["projectId"] as? Int)
            let deleted = try await ask("DELETE", "/v1/repository/project", "{\"projectId\":[\(id)]}", bed)
            #expect(deleted.status == 200, "\(deleted.text)")
            #expect(try items(try await ask("GET", "/v1/repository/project?projectName=fresh", "", bed)).isEmpty)
        }
    }

    @Test("of several deletions each is told; one that fails names the code of the whole")
    func partial() async throws {
        try await withRegistry { bed in
            let projects = try items(try await ask("GET", "/v1/repository/project?pageSize=0", "", bed))
            let full = try #require(projects.first { $0["projectName"] as? String == "library" }?["projectId"] as? Int)
            let answer = try await ask("DELETE", "/v1/repository/project", "{\"projectId\":[987654,\(full)]}", bed)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(try answer.json()["code"] as? Int == 409)
            #expect(try answer.json()["requestId"] is String)
            let outcomes = try items(answer)
            #expect(outcomes.map { $0["code"] as? Int } == [200, 409])
            #expect(outcomes.map { $0["projectId"] as? Int } == [987_654, full])
        }
    }

    @Test("tags are listed and deleted one by one: the others of their artifact stay")
    func tags() async throws {
        try await withRegistry { bed in
            let name = "library/team/web"
            let before = try items(
                try await ask("GET", "/v1/repository/image/tag?imageName=\(name)&pageSize=0", "", bed))
            let tags = before.compactMap { $0["tag"] as? String }
            #expect(tags.count >= 2)
            let first = try #require(tags.first)
            let deleted = try await ask(
                "DELETE", "/v1/repository/image/tag", "{\"imageName\":\"\(name)\",\"tag\":[\"\(first)\"]}", bed)
            #expect(deleted.status == 200, "\(deleted.text)")
            let after = try items(
                try await ask("GET", "/v1/repository/image/tag?imageName=\(name)&pageSize=0", "", bed))
            #expect(Set(after.compactMap { $0["tag"] as? String }) == Set(tags.dropFirst()))
            #expect(try await ask("GET", "/v1/repository/image/tag?imageName=library/nothing", "", bed).status == 404)
        }
    }

    @Test("an image is deleted with all its tags, by body or by query")
    func image() async throws {
        try await withRegistry { bed in
            let deleted = try await ask("DELETE", "/v1/repository/image", #"{"imageName":["library/team/web"]}"#, bed)
            #expect(deleted.status == 200, "\(deleted.text)")
            let gone = try await ask("GET", "/v1/repository/image/tag?imageName=library/team/web", "", bed)
            #expect(gone.status == 404)
            let again = try await ask("DELETE", "/v1/repository/image?imageName=library/team/web", "", bed)
            #expect(again.status == 404, "\(again.text)")
        }
    }

    @Test("what is asked wrongly is refused before anything is done")
    func wrong() async throws {
        try await withRegistry { bed async throws in
            let path = "/v1/repository/image"
            #expect(try await ask("DELETE", path, #"{"imageName":[]}"#, bed).status == 422)
            #expect(try await ask("DELETE", path, #"{"imageName":["library/team/web","../x"]}"#, bed).status == 422)
            #expect(try await ask("DELETE", path, "imageName=x", bed, type: "text/plain").status == 415)
            #expect(
                try await ask("POST", "/v1/repository/project", #"{"projectName":"Bad Name","public":true}"#, bed)
                    .status == 422)
            #expect(try await ask("POST", "/v1/repository/project", #"{"projectName":"x"}"#, bed).status == 422)
            #expect(try await ask("GET", "/v1/repository/image/tag?imageName=library/team/web", "", bed).status == 200)
        }
    }

    @Test("without an account of its namespace a business administrator changes nothing")
    func accountless() async throws {
        try await withRegistry { bed in
            let answer = try await ask(
                "POST", "/v1/repository/project", #"{"projectName":"fresh","public":true}"#, bed, role: .businessAdmin)
            #expect(answer.status == 403)
            #expect(try answer.json()["reason"] as? String == "repository-account")
        }
    }
}
