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
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        var name: String?
        do throws(GatewayError) {
            let body = try JSONBody(of: request)
            let user = try body.text("user")
            name = user
            let password = try body.text("password")
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
        let (user, outcome) = try await identity.attempt(account: name, request) {
            () async throws(GatewayError) -> (LoginThrottle.End, (UserRecord?, Outcome)) in
            let user = try await identity.stored { store throws(StoreError) in try await store.user(named: name) }
            let outcome = try await check(password, of: user)
            // One that no account can have says nothing about any, and takes no time.
            let isGuess = password.utf8.count <= PasswordHash.longestPassword
            return (outcome == .wrong ? isGuess ? .failure : .none : .success, (user, outcome))
        }
        switch outcome {
        case .wrong: throw GatewayError(.loginRefused)
        case .barred: throw GatewayError(.accountRefused)
        case .token(let token):
            guard let user else { throw GatewayError(.loginRefused) }
            if user.password.isOutdated { await upgrade(user, password) }
            return (user.id, token)
        }
    }

    private enum Outcome: Equatable {
        case wrong
        /// The password is right, but the account may not log in.
        case barred
        case token(String)
    }

    /// In one piece of work: a login whose password is right does not stand in line again for its token.
    private func check(_ password: String, of user: UserRecord?) async throws(GatewayError) -> Outcome {
        let hash = user?.password ?? .decoy
        let identity = identity
        return try await identity.passwords.run {
            guard try hash.matches(Array(password.utf8)), let user else { return .wrong }
            guard let role = user.role else { return .barred }
            let now = Identity.now()
            return .token(
                try identity.token(
                    for: user, role: role, session: TokenIssuer.newSession(), authenticatedAt: now, now: now))
        }
    }

    /// Another time, when this one fails.
    private func upgrade(_ user: UserRecord, _ password: String) async {
        guard let hash = try? await identity.hash(password) else { return }
        try? await identity.store.upgradePassword(of: user, to: hash)
    }
}
