import Domain
import Foundation
import StandIns

@testable import Gateway

/// A whole gateway with the shipped policies, in front of the stand-ins of a Harbor, an SWR with its IAM, and a CVAT.
struct RegistryBed: Sendable {
    let bed: Testbed
    let registry: DemoRegistry

    static func with(
        _ kind: DemoRegistry.Kind = .harbor, settings: [SettingsKey: String] = [:], environment: [String: String] = [:],
        passwordCost: HarborBasicCost = .none,
        _ body: (RegistryBed) async throws -> Void
    ) async throws {
        let registry = try await DemoRegistry.start(kind: kind, passwordCost: passwordCost)
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../policies")
        var settings = settings
        settings[.policies] = shipped.standardizedFileURL.path
        let variables = registry.environment.merging(environment) { _, given in given }
        let result: Result<Void, any Error>
        do {
            try await Testbed.with(settings, environment: variables) { bed in
                try await body(RegistryBed(bed: bed, registry: registry))
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await registry.stop()
        try result.get()
    }

    /// - Parameter authorization: the value of the field.
    func ask(
        _ method: String, _ path: String, _ body: String = "", as authorization: String, fields: String = ""
    ) async throws -> PlainMessage {
        let content = body.isEmpty ? "" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        return try await bed.ask(
            "\(method) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(authorization)\r\n\(fields)\(content)\r\n\(body)"
        )
    }

    /// A business administrator of a namespace, and his token.
    func administrator(_ name: String, of namespace: String) async throws -> String {
        try bed.token(of: try await bed.account(name, namespace: namespace, isAdministrator: true))
    }

    func member(_ name: String, of namespace: String) async throws -> String {
        try bed.token(of: try await bed.account(name, namespace: namespace))
    }

    /// The registry account of a namespace, made by R5.
    func account(_ user: String, as token: String) async throws -> PlainMessage {
        try await ask("POST", "/v1/repository/user", "{\"user\":\"\(user)\",\"password\":\"Harbor-Pass-1\"}", as: token)
    }

    func project(_ name: String, isPublic: Bool = false, as token: String) async throws -> PlainMessage {
        try await ask(
            "POST", "/v1/repository/project", "{\"projectName\":\"\(name)\",\"public\":\(isPublic)}", as: token)
    }

    static func basic(_ user: String, _ password: String) -> String {
        "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"
    }
}

extension PlainMessage {
    /// The rows of a `/v1` list.
    func rows() throws -> [[String: Any]] { try json()["data"] as? [[String: Any]] ?? [] }

    /// The reason of a refusal in the shape of Harbor's family.
    func registryReason() throws -> String? {
        (try json()["errors"] as? [[String: Any]])?.first?["reason"] as? String
    }
}
