import Cryptography
import Domain
import Proxy
import Store
import Telemetry
import Tokens

extension VerifiedToken {
    /// The number in another issuer's token is that of its own user, whom no account here need be.
    func requireOwn() throws(GatewayError) {
        guard isForeign else { return }
        throw GatewayError(
            .tokenInvalid, message: "this token is of another issuer: log in here", detail: "token-issuer")
    }
}

/// What the endpoints about accounts and sessions share.
struct Identity: Sendable {
    let store: any AccountStore
    let passwords: BoundedPool
    let signatures: BoundedPool
    let issuer: TokenIssuer
    let keys: KeyCabinet
    let feed: IdentityFeed
    let throttle: LoginThrottle
    let turns: LoginTurns
    let audit: AuditTrail
    let rules: AccountRules
    let rotation: Settings.Session.Rotation
    let vault: Vault

    static func now() -> Int64 { WallClock.milliseconds() / 1_000 }

    /// A token for the user's session. `authenticatedAt`: when the password was given. Blocks for the signature.
    func token(
        for user: UserRecord, role: RoleNumber, session: String, authenticatedAt: Int64, now: Int64
    ) throws(GatewayError) -> String {
        let principal = Principal(
            userID: user.id, name: user.name, role: role, namespace: user.namespace, session: session)
        let ring = keys.ring
        let key = ring.signing(at: now)
        do throws(TokenError) {
            return try issuer.issue(
                to: principal, version: user.version, authenticatedAt: authenticatedAt, now: now,
                signedBy: key, keyEnds: ring.end(of: key))
        } catch TokenError.sessionOver {
            throw GatewayError(.sessionEnded, detail: "the session has lasted as long as it may")
        } catch {
            throw GatewayError(.internal, detail: "issuing a token: \(error)")
        }
    }

    /// Runs `body` on the store; what goes wrong there becomes the answer.
    func stored<Value>(
        _ body: (any AccountStore) async throws(StoreError) -> Value
    ) async throws(GatewayError) -> Value {
        do {
            return try await body(store)
        } catch {
            throw error.gatewayError
        }
    }

    /// Asks the store once more whether the caller is still who he was when his request was judged. For acts that take
    /// their time first: behind a queue of passwords much may have happened.
    func confirm(_ request: LocalRequest) async throws(GatewayError) {
        guard let token = request.token, let principal = request.principal else { throw GatewayError(.tokenMissing) }
        let admission = try await stored { store throws(StoreError) in
            try await store.admission(user: principal.userID, session: principal.session)
        }
        let isKept = token.version >= admission.floor || principal.session == admission.keptSession
        guard !admission.isEnded, token.isForeign || isKept else { throw GatewayError(.sessionEnded) }
        guard !token.isForeign else { return }
        guard let user = admission.user, let role = user.role else { throw GatewayError(.sessionEnded) }
        guard role == principal.role, user.namespace == principal.namespace else { throw GatewayError(.roleRefused) }
    }

    /// Changes the store and returns when every event loop knows of it. `false` from the store: the row was changed by
    /// somebody else after it was read.
    func change(
        _ body: (any AccountStore) async throws(StoreError) -> Bool
    ) async throws(GatewayError) {
        guard try await stored(body) else {
            throw GatewayError(.conflict, message: "the account was changed meanwhile: look at it again")
        }
        do {
            try await feed.catchUp()
        } catch {
            throw error.gatewayError
        }
    }

    /// Whether `password` is the user's. Takes its time, on the pool.
    func isPassword(_ password: String, of user: UserRecord) async throws(GatewayError) -> Bool {
        try await passwords.run { try user.password.matches(Array(password.utf8)) }
    }

    func hash(_ password: String) async throws(GatewayError) -> PasswordHash {
        try await passwords.run { try PasswordHash(hashing: Array(password.utf8)) }
    }
}
