import Cryptography
import Domain
import Proxy
import Store
import Telemetry

/// Logging in with a name and a password, whatever comes of it.
///
/// An unknown name and a wrong password take the same time and get the same answer: the name's row is not needed to
/// hash, a decoy is hashed instead. Whether the account may log in is said only to who knows its password.
extension Identity {
    private enum Outcome<Value: Sendable>: Sendable {
        case wrong
        /// The password is right, but the account may not log in.
        case barred
        case admitted(UserRecord, Value)
    }

    /// The account with this name and password, and what `work` makes of it: in the same piece of work on the pool, so
    /// that a login whose password is right does not stand in line again.
    /// - Parameters:
    ///   - address: the client's, which attempts are counted by.
    ///   - presence: of the client; `nil` when nobody can tell.
    /// - Throws: `.loginRefused`, `.accountRefused`, `.throttled`, `.clientGone` and what kept it from being found out.
    func logIn<Value: Sendable>(
        _ name: String, _ password: String, address: String, presence: ClientPresence?,
        _ work: @escaping @Sendable (UserRecord, RoleNumber) throws -> Value
    ) async throws(GatewayError) -> (user: UserRecord, value: Value) {
        let outcome = try await attempt(account: name, address: address, presence: presence) {
            () async throws(GatewayError) -> (LoginThrottle.End, Outcome<Value>) in
            let user = try await stored { store throws(StoreError) in try await store.user(named: name) }
            let outcome = try await check(password, of: user, work)
            guard case .wrong = outcome else { return (.success, outcome) }
            // One that no account can have says nothing about any, and takes no time.
            let isGuess = password.utf8.count <= PasswordHash.longestPassword
            return (isGuess ? .failure : .none, outcome)
        }
        switch outcome {
        case .wrong: throw GatewayError(.loginRefused)
        case .barred: throw GatewayError(.accountRefused)
        case .admitted(let user, let value):
            if user.password.isOutdated { await upgrade(user, password) }
            return (user, value)
        }
    }

    private func check<Value: Sendable>(
        _ password: String, of user: UserRecord?,
        _ work: @escaping @Sendable (UserRecord, RoleNumber) throws -> Value
    ) async throws(GatewayError) -> Outcome<Value> {
        let hash = user?.password ?? .decoy
        return try await passwords.run { () throws -> Outcome<Value> in
            guard try hash.matches(Array(password.utf8)), let user else { return .wrong }
            guard let role = user.role else { return .barred }
            return .admitted(user, try work(user, role))
        }
    }

    /// Another time, when this one fails.
    private func upgrade(_ user: UserRecord, _ password: String) async {
        guard let hash = try? await hash(password) else { return }
        try? await store.upgradePassword(of: user, to: hash)
    }

    /// Lets somebody try a password of an account, at the pace that is allowed. `work` says how it ended.
    func attempt<Value>(
        account: String, address: String, presence: ClientPresence?,
        _ work: () async throws(GatewayError) -> (LoginThrottle.End, Value)
    ) async throws(GatewayError) -> Value {
        let key = try throttle.key(account: account, address: address)
        return try await turns.take(key) { () async throws(GatewayError) -> Value in
            // Nobody waits for it any more: the next in line does.
            guard presence?.isGone != true else { throw GatewayError(.clientGone) }
            let attempt = try throttle.begin(key, now: WallClock.milliseconds())
            var end = LoginThrottle.End.none
            defer { throttle.end(attempt, end, now: WallClock.milliseconds()) }
            let value: Value
            (end, value) = try await work()
            return value
        }
    }
}
