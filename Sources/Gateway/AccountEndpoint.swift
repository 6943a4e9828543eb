import Domain
import Proxy
import Store

/// `GET /v1/authorization`: who the caller is, read from the store, so that a change of role shows at once.
struct AccountEndpoint: LocalEndpoint {
    let accounts: any AccountStore
    let features: Settings.Features

    private struct Success: Encodable {
        let data: Account
        let code = 200
        let message = "success"
    }

    private struct Account: Encodable {
        let displayName: String
        let hasRepoAccount: Bool
        let role: UInt8
        let privateProject: Bool
        let enableIngress: Bool
        let enableAlert: Bool
        let enableAdminAutoDeploy: Bool
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let principal = request.principal, let token = request.token else { throw GatewayError(.tokenMissing) }
        try token.requireOwn()
        guard let user = try await user(principal), let role = user.role else {
            // Deleted, or banned since the token was issued.
            throw GatewayError(.tokenInvalid, detail: "the account is gone or may not log in")
        }
        let account = Account(
            displayName: user.displayName, hasRepoAccount: try await hasRepositoryAccount(user.namespace),
            role: role.rawValue, privateProject: features.privateProject, enableIngress: features.enableIngress,
            enableAlert: features.enableAlert, enableAdminAutoDeploy: features.enableAdminAutoDeploy)
        return try LocalResponse(json: Success(data: account))
    }

    private func user(_ principal: Principal) async throws(GatewayError) -> UserRecord? {
        do {
            return try await accounts.user(id: principal.userID)
        } catch {
            throw error.gatewayError
        }
    }

    private func hasRepositoryAccount(_ namespace: String) async throws(GatewayError) -> Bool {
        do {
            return try await accounts.hasRepositoryAccount(namespace: namespace)
        } catch {
            throw error.gatewayError
        }
    }
}
