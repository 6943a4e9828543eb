import Cryptography
import Domain
import Proxy
import Store
import Synchronization
import Telemetry

/// Logs callers in who send their user name and password with each request, as registry clients do. Hashing a password
/// takes some 100 ms, so one that was right is remembered for a minute; whether its account is still what it was then,
/// the store is asked each time.
final class BasicLogin: PasswordCheck {
    private struct Success: Sendable {
        let userID: Int64
        /// Grows with a change of password, role or status.
        let version: Int64
        let until: ContinuousClock.Instant
    }

    private let identity: Identity
    private let now: @Sendable () -> ContinuousClock.Instant
    /// Drawn anew by each process: what is remembered of a password is a mark that nothing can be guessed with apart from
    /// this.
    private let key: [UInt8]
    private let successes: Mutex<BoundedCache<[UInt8], Success>>
    /// Of many requests that bring the same password at once, one has it looked at.
    private let attempts = Mutex<[Attempt: Task<Result<KnownCaller, GatewayError>, Never>]>([:])

    private struct Attempt: Hashable, Sendable {
        let mark: [UInt8]
        let address: String
    }
    private static let life = Duration.seconds(60)

    /// - Parameter limit: of the successes that are remembered.
    init(
        identity: Identity, limit: Int = 10_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws(CryptographyError) {
        self.identity = identity
        self.now = now
        key = try Randomness.bytes(SHA256.digestLength)
        successes = Mutex(BoundedCache(limit: limit))
    }

    func caller(user: String, password: String, address: String) async throws(GatewayError) -> KnownCaller {
        let mark = try mark(user, password)
        if let caller = try await recall(mark, user) { return caller }
        let attempt = Attempt(mark: mark, address: address)
        let task = attempts.withLock { attempts in
            if let running = attempts[attempt] { return running }
            let task = Task { await self.look(user, password, attempt) }
            attempts[attempt] = task
            return task
        }
        return try await task.value.get()
    }

    private func look(
        _ user: String, _ password: String, _ attempt: Attempt
    ) async -> Result<KnownCaller, GatewayError> {
        let result: Result<KnownCaller, GatewayError>
        do throws(GatewayError) {
            result = .success(try await logIn(user, password, attempt))
        } catch {
            result = .failure(error)
        }
        attempts.withLock { $0[attempt] = nil }
        return result
    }

    private func logIn(
        _ user: String, _ password: String, _ attempt: Attempt
    ) async throws(GatewayError) -> KnownCaller {
        let record: UserRecord
        let role: RoleNumber
        do throws(GatewayError) {
            (record, role) = try await identity.logIn(user, password, address: attempt.address, presence: nil) {
                _, role in role
            }
        } catch {
            identity.audit.note(.login, failure: error.code, by: user, detail: Self.way, address: attempt.address)
            throw error
        }
        let success = Success(userID: record.id, version: record.version, until: now() + Self.life)
        successes.withLock { $0[attempt.mark] = success }
        identity.audit.note(
            .login, failure: nil, by: user, id: record.id, detail: Self.way, address: attempt.address)
        return Self.caller(record, role)
    }

    private static let way = "with each request"

    /// Who is meant, when this password was right of late and nothing has changed since; `nil` when it has to be hashed.
    private func recall(_ mark: [UInt8], _ name: String) async throws(GatewayError) -> KnownCaller? {
        guard let success = successes.withLock({ $0[mark] }), now() < success.until else { return nil }
        let record = try await identity.stored { store throws(StoreError) in
            try await store.user(id: success.userID)
        }
        guard let record, record.name == name, record.version == success.version, let role = record.role else {
            successes.withLock { $0[mark] = nil }
            return nil
        }
        return Self.caller(record, role)
    }

    /// Without a session: there is none that could be ended apart from the account.
    private static func caller(_ record: UserRecord, _ role: RoleNumber) -> KnownCaller {
        KnownCaller(
            principal: Principal(
                userID: record.id, name: record.name, role: role, namespace: record.namespace, session: ""),
            version: record.version)
    }

    /// No name has a NUL in it, so that no two pairs have one mark.
    private func mark(_ user: String, _ password: String) throws(GatewayError) -> [UInt8] {
        do {
            return try MessageCode.make(for: Array(user.utf8) + [0] + Array(password.utf8), key: key)
        } catch {
            throw GatewayError(.internal, detail: "mark of a login: \(error)")
        }
    }
}
