import Domain
import Foundation
import StandIns

@testable import Gateway

extension RegistryBed {
    /// An SWR whose namespaces may have users of the IAM as their accounts.
    /// - Parameter way: aksk or token.
    static func binding(_ way: String = "aksk", _ body: (RegistryBed) async throws -> Void) async throws {
        try await with(.swr, environment: ["BREAKWATER_SWR_ACCOUNTS": "bind", "BREAKWATER_SWR_AUTH": way], body)
    }

    /// The same, with something between the gateway and SWR.
    static func bindingFront(
        settings: [SettingsKey: String] = [:], _ body: (RegistryBed, RegistryFront) async throws -> Void
    ) async throws {
        try await withFront(.swr, settings: settings, environment: ["BREAKWATER_SWR_ACCOUNTS": "bind"], body)
    }

    /// Until the caller's namespace is told that it has an account.
    func accountCounts(_ token: String) async throws -> Bool {
        try await bed.eventually { try await hasAccount(token) == true }
    }

    /// Asks for a user of the IAM as the account of the caller's namespace, with his password unless another is given.
    func bind(_ user: String, password: String? = nil, as token: String) async throws -> PlainMessage {
        let known = registry.iam.directory.users.first { $0.name == user }?.password.reveal()
        let fields = ["user": user, "password": password ?? known ?? "Nobody-1"]
        let body = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
        return try await ask("POST", "/v1/repository/user", body, as: token)
    }

    /// Who has which permission in an organization, by name.
    func levels(in organization: String) -> [String: SWRLevel] {
        let grants = registry.swr.registry.namespaces.first { $0.name == organization }?.grants ?? []
        return Dictionary(grants.map { ($0.userName, $0.level) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether the caller's namespace has an account, as he is told.
    func hasAccount(_ token: String) async throws -> Bool? {
        let account = try await ask("GET", "/v1/authorization", as: token).json()["data"] as? [String: Any]
        return account?["hasRepoAccount"] as? Bool
    }

    /// How often a password was tried at the IAM.
    var tries: Int { registry.iam.requests.count { $0.hasPrefix("POST /v3/auth/tokens") } }
}
