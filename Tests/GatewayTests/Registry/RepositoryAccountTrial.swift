import Domain
import NIOCore
import Policy
import StandIns
import Translation

@testable import Gateway
@testable import Proxy

/// What makes and changes the registry accounts of a trial. Namespaces whose name begins with `cloud` are on SWR.
struct RepositoryAccountTrial: Sendable {
    let trial: HarborTrial
    let accounts: RepositoryAccounts

    init(_ trial: HarborTrial) {
        self.trial = trial
        let harbor = trial.upstream
        let knowledge = RegistryKnowledge(vault: trial.vault, harbor: trial.calls)
        accounts = RepositoryAccounts(
            vault: trial.vault, calls: trial.calls, credentials: trial.credentials, facts: knowledge,
            domain: "breakwater.invalid",
            registry: { namespace in
                if namespace == "nowhere" { return nil }
                return namespace.hasPrefix("cloud") ? HarborTrial.spec(kind: .swr) : harbor
            })
    }

    func create(
        _ user: String = "alice", _ password: String = "New-Passw0rd", for namespace: String = "ns8"
    ) async throws(GatewayError) {
        try await accounts.create(user: user, password: Secret(password), for: namespace)
    }

    func change(_ password: String = "New-Passw0rd", number: Int64? = nil) async throws(GatewayError) -> String {
        try await accounts.changePassword(of: "ns7", number: number, to: Secret(password))
    }

    func user(_ name: String) -> HarborAccount? { trial.harbor.registry.account(named: name) }

    static func request(
        _ body: String, role: RoleNumber = .businessAdmin, namespace: String = "ns8",
        parameters: [String: String] = [:], contentType: String = "application/json"
    ) -> LocalRequest {
        LocalRequest(
            method: .post, parameters: parameters, query: "", contentType: contentType,
            body: ByteBuffer(string: body),
            principal: Principal(userID: 5, name: "ada", role: role, namespace: namespace, session: "s"), token: nil,
            isSuperseded: false, requestID: "r", client: "192.0.2.1:5", presence: ClientPresence(),
            address: "192.0.2.1")
    }
}

/// Runs `body` with accounts to be made and changed.
func withRepositoryAccounts(
    sessions: Bool = true, hasAccount: Bool = true, _ body: (RepositoryAccountTrial) async throws -> Void
) async throws {
    try await HarborTrial.run(sessions: sessions, hasAccount: hasAccount) { (trial) async throws in
        try await body(RepositoryAccountTrial(trial))
    }
}
