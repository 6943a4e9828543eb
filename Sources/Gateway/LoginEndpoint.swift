import Domain
import Proxy
import Store
import Telemetry
import Tokens

/// `POST /v1/authorization`: a name and a password become a token.
struct LoginEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        var name: String?
        do throws(GatewayError) {
            let body = try JSONBody(of: request)
            let user = try body.text(AccountFields.loginName)
            name = user
            let password = try body.text(AccountFields.password)
            let (account, token) = try await logIn(user, password, request)
            identity.audit.note(.login, by: name, id: account, request: request)
            return try LocalResponse(json: TokenEnvelope(token: token))
        } catch {
            identity.audit.note(.login, by: name, request: request, failure: error)
            throw error
        }
    }

    private func logIn(
        _ name: String, _ password: String, _ request: LocalRequest
    ) async throws(GatewayError) -> (id: Int64, token: String) {
        let identity = identity
        let (user, token) = try await identity.logIn(
            name, password, address: request.address, presence: request.presence
        ) { user, role in
            let now = Identity.now()
            return try identity.token(
                for: user, role: role, session: TokenIssuer.newSession(), authenticatedAt: now, now: now)
        }
        return (user.id, token)
    }
}
