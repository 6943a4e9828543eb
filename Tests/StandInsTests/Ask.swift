import Domain
import Foundation
import Testing

@testable import StandIns

/// Asks a seeded Harbor as somebody, and reads the answer.
struct Ask {
    let harbor: HarborStandIn

    enum Caller: String, CaseIterable {
        case nobody, member, administrator
    }

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        let registry = HarborRegistry.seeded(
            administrator: HarborRegistry.Login(name: "root", password: Secret("Root12345")),
            member: HarborRegistry.Login(name: "mia", password: Secret("Mia12345")))
        harbor = HarborStandIn(registry, now: now)
    }

    /// Of a registry whose accounts are those of the seed.
    init(_ registry: HarborRegistry) {
        harbor = HarborStandIn(registry)
    }

    func callAsFunction(
        _ target: String, as caller: Caller = .administrator, method: String = "GET",
        fields: [(name: String, value: String)] = [], body: String = ""
    ) -> StandInResponse {
        var fields = fields
        switch caller {
        case .nobody: break
        case .member: fields.append(("Authorization", Self.basic("mia", "Mia12345")))
        case .administrator: fields.append(("authorization", Self.basic("root", "Root12345")))
        }
        let path = target.hasPrefix("!") ? String(target.dropFirst()) : "/api/v2.0\(target)"
        return harbor.respond(to: StandInRequest(method: method, target: path, fields: fields, body: Array(body.utf8)))
    }

    /// `POST` of a JSON document.
    func post(
        _ target: String, _ body: String, as caller: Caller = .administrator,
        fields: [(name: String, value: String)] = []
    ) -> StandInResponse {
        self(
            target, as: caller, method: "POST", fields: fields + [("Content-Type", "application/json")], body: body)
    }

    func delete(
        _ target: String, as caller: Caller = .administrator, fields: [(name: String, value: String)] = []
    ) -> StandInResponse {
        self(target, as: caller, method: "DELETE", fields: fields)
    }

    static func basic(_ name: String, _ password: String) -> String {
        "Basic \(Data("\(name):\(password)".utf8).base64EncodedString())"
    }
}

extension StandInResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The member `name` of every row of a list.
    func texts(_ name: String) throws -> [String] {
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [[String: Any]])
        return rows.compactMap { $0[name] as? String }
    }

    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    /// `NOT_FOUND: project nope not found`
    func fault() throws -> String {
        let errors = try #require(try object()["errors"] as? [[String: String]])
        let first = try #require(errors.first)
        return "\(first["code"] ?? ""): \(first["message"] ?? "")"
    }
}
