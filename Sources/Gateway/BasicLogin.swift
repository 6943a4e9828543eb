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

    func principal(user: String, password: String, address: String) async throws(GatewayError) -> Principal {
        let mark = try mark(user, password)
        if let principal = try await recall(mark, user) { return principal }
        let account: Int64
        let principal: Principal
        do throws(GatewayError) {
            let (record, role) = try await identity.logIn(user, password, address: address, presence: nil) { _, role in
                role
            }
            let success = Success(userID: record.id, version: record.version, until: now() + Self.life)
            successes.withLock { $0[mark] = success }
            account = record.id
            principal = Self.principal(record, role)
        } catch {
            identity.audit.note(.login, failure: error.code, by: user, detail: Self.way, address: address)
            throw error
        }
        identity.audit.note(.login, failure: nil, by: user, id: account, detail: Self.way, address: address)
        return principal
    }

    private static let way = "with each request"

    /// Who is meant, when this password was right of late and nothing has changed since; `nil` when it has to be hashed.
    private func recall(_ mark: [UInt8], _ name: String) async throws(GatewayError) -> Principal? {
        guard let success = successes.withLock({ $0[mark] }), now() < success.until else { return nil }
        let record = try await identity.stored { store throws(StoreError) in
            try await store.user(id: success.userID)
        }
        guard let record, record.name == name, record.version == success.version, let role = record.role else {
            successes.withLock { $0[mark] = nil }
            return nil
        }
        return Self.principal(record, role)
    }

    /// Without a session: there is none that could be ended apart from the account.
    private static func principal(_ record: UserRecord, _ role: RoleNumber) -> Principal {
        Principal(userID: record.id, name: record.name, role: role, namespace: record.namespace, session: "")
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
