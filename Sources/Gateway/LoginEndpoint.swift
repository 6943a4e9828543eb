import Cryptography
import Domain
import Proxy
import Store
import Telemetry
import Tokens

/// `POST /v1/authorization`: a name and a password become a token.
///
/// An unknown name and a wrong password take the same time and get the same answer: the name's row is not needed to
/// hash, a decoy is hashed instead. Whether the account may log in is said only to who knows its password.
struct LoginEndpoint: LocalEndpoint {
    let users: any UserStore
    let passwords: PasswordPool
    let issuer: TokenIssuer
    let audit: AuditTrail

    private struct Credentials {
        let user: String
        let password: String
    }

    private struct Success: Encodable {
        let token: String
        let code = 200
        let message = "success"
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        let credentials = try credentials(in: request)
        var user: UserRecord?
        do throws(GatewayError) {
            user = try await find(credentials.user)
            let token = try await token(for: user, password: credentials.password)
            audit.login(user: credentials.user, id: user?.id, request: request, failure: nil)
            return try LocalResponse(json: Success(token: token))
        } catch {
            audit.login(user: credentials.user, id: nil, request: request, failure: error.code)
            throw error
        }
    }

    private func credentials(in request: LocalRequest) throws(GatewayError) -> Credentials {
        let body = try JSONBody(of: request)
        return Credentials(user: try body.text("user"), password: try body.text("password"))
    }

    private func find(_ name: String) async throws(GatewayError) -> UserRecord? {
        do {
            return try await users.user(named: name)
        } catch {
            throw error.gatewayError
        }
    }

    private func token(for user: UserRecord?, password: String) async throws(GatewayError) -> String {
        let issuer = issuer
        return try await passwords.run {
            let hash = user?.password ?? .decoy
            guard try hash.matches(Array(password.utf8)), let user else { throw GatewayError(.loginRefused) }
            guard let role = user.role else { throw GatewayError(.accountRefused) }
            let principal = Principal(
                userID: user.id, name: user.name, role: role, namespace: user.namespace,
                session: try TokenIssuer.newSession())
            let now = WallClock.milliseconds() / 1_000
            return try issuer.issue(to: principal, version: user.version, authenticatedAt: now, now: now)
        }
    }
}
