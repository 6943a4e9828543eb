import Cryptography
import Domain
import Store

/// An account of a registry, opened.
struct VaultAccount: Sendable, Equatable {
    let namespace: String
    /// The registry's own number of the user.
    let userID: Int64
    let user: String
    let email: String
    let password: Secret
    /// The one that the registry was asked to put in its place, by a change that was not seen to its end: one of the two
    /// is right.
    let pending: Secret?
}

/// What the gateway keeps for the registries behind it: the accounts of the business namespaces, registries elsewhere,
/// and projects. Passwords are sealed under the master key on their way into the store and opened on their way out.
///
/// All functions throw `.storeUnavailable` when the store gives no answer, and `.internal` when a seal does not open: it
/// was changed, moved to another record, or the process does not have the master key.
struct Vault: Sendable {
    let store: any VaultStore
    private let masters: MasterKeySource

    init(store: any VaultStore, masters: MasterKeySource) {
        self.store = store
        self.masters = masters
    }

    /// The account of a business namespace; `nil` when it has none.
    func account(of namespace: String) async throws(GatewayError) -> VaultAccount? {
        let found = try await stored { store throws(StoreError) in try await store.repositoryAccount(of: namespace) }
        guard let found else { return nil }
        guard let userID = Int64(found.uid) else {
            throw StoreError.corrupt("tb_ote_web_repository_users.repository_uid").gatewayError
        }
        var pending: Secret?
        if let box = found.pending { pending = try open(box, .pendingPassword(namespace: namespace)) }
        return VaultAccount(
            namespace: namespace, userID: userID, user: found.user, email: found.email,
            password: try open(found.password, .accountPassword(namespace: namespace)), pending: pending)
    }

    /// Whether the account of any namespace is this user of a registry.
    func hasAccount(named user: String) async throws(GatewayError) -> Bool {
        try await stored { store throws(StoreError) in try await store.hasRepositoryAccount(named: user) }
    }

    /// `false`, with nothing changed, when the namespace has an account.
    func add(
        namespace: String, userID: Int64, user: String, email: String, password: Secret
    ) async throws(GatewayError) -> Bool {
        let record = SealedRecord.accountPassword(namespace: namespace)
        return try await sealed(password, for: record) { store, box throws(StoreError) in
            let account = NewRepositoryAccount(
                namespace: namespace, uid: String(userID), user: user, email: email, password: box)
            return try await store.addRepositoryAccount(account, now: Identity.now())
        }
    }

    /// Notes a password before the registry is asked to put it in place. `.accountMissing` without an account.
    func setPending(_ password: Secret, namespace: String) async throws(GatewayError) {
        let record = SealedRecord.pendingPassword(namespace: namespace)
        let isDone = try await sealed(password, for: record) { store, box throws(StoreError) in
            try await store.setPendingPassword(box, namespace: namespace, now: Identity.now())
        }
        guard isDone else { throw GatewayError(.accountMissing) }
    }

    /// This password is the one that counts from now on, and none is pending. `.accountMissing` without an account.
    func commitPending(namespace: String, _ password: Secret) async throws(GatewayError) {
        let record = SealedRecord.accountPassword(namespace: namespace)
        let isDone = try await sealed(password, for: record) { store, box throws(StoreError) in
            try await store.commitPassword(box, namespace: namespace, now: Identity.now())
        }
        guard isDone else { throw GatewayError(.accountMissing) }
    }

    /// The registry did not take the pending password.
    func dropPending(namespace: String) async throws(GatewayError) {
        try await stored { store throws(StoreError) in
            try await store.dropPendingPassword(namespace: namespace, now: Identity.now())
        }
    }

    // MARK: The store and the seals

    /// Runs `body` on the store; what goes wrong there becomes the answer.
    func stored<Value>(
        _ body: (any VaultStore) async throws(StoreError) -> Value
    ) async throws(GatewayError) -> Value {
        do {
            return try await body(store)
        } catch {
            throw error.gatewayError
        }
    }

    /// Runs `write` with the sealed secret, and once more with another seal when the master key was changed meanwhile.
    func sealed<Value>(
        _ secret: Secret, for record: SealedRecord,
        _ write: (any VaultStore, SealedBox) async throws(StoreError) -> Value
    ) async throws(GatewayError) -> Value {
        let box = try seal(secret, record, with: masters.current)
        do throws(StoreError) {
            return try await write(store, box)
        } catch {
            guard case .otherMasterKey(let id) = error, let key = masters.key(named: id) else {
                throw error.gatewayError
            }
            let box = try seal(secret, record, with: key)
            return try await stored { store throws(StoreError) in try await write(store, box) }
        }
    }

    private func seal(
        _ secret: Secret, _ record: SealedRecord, with key: MasterKey
    ) throws(GatewayError) -> SealedBox {
        do {
            return try key.seal(Array(secret.reveal().utf8), for: record.name)
        } catch {
            throw GatewayError(.internal, detail: "\(record.name) cannot be sealed: \(error)")
        }
    }

    private func open(_ box: SealedBox, _ record: SealedRecord) throws(GatewayError) -> Secret {
        guard let key = masters.key(named: box.keyID) else {
            throw GatewayError(.internal, detail: "\(record.name) is sealed with master key \(box.keyID)")
        }
        let bytes: [UInt8]
        do {
            bytes = try key.open(box, for: record.name)
        } catch {
            throw GatewayError(.internal, detail: "\(record.name) cannot be opened: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw GatewayError(.internal, detail: "\(record.name) is not text")
        }
        return Secret(text)
    }
}
