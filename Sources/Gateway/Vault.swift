import Cryptography
import Domain
import Store

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
            password: try open(found.password, .accountPassword(namespace: namespace)), pending: pending,
            pendingSince: found.pending.map { _ in found.updatedAt }, version: found.version)
    }

    /// Whether the account of any namespace is this user of a registry.
    func hasAccount(named user: String) async throws(GatewayError) -> Bool {
        try await stored { store throws(StoreError) in try await store.hasRepositoryAccount(named: user) }
    }

    /// Nothing is changed when it is not added.
    func add(
        namespace: String, userID: Int64, user: String, email: String, password: Secret
    ) async throws(GatewayError) -> RepositoryAccountAddition {
        let record = SealedRecord.accountPassword(namespace: namespace)
        return try await sealed(password, for: record) { store, box throws(StoreError) in
            let account = NewRepositoryAccount(
                namespace: namespace, uid: String(userID), user: user, email: email, password: box)
            return try await store.addRepositoryAccount(account, now: Identity.now())
        }
    }

    func setPending(
        _ password: Secret, on account: VaultAccount, now: Int64
    ) async throws(GatewayError) -> VaultAccount? {
        let record = SealedRecord.pendingPassword(namespace: account.namespace)
        let isDone = try await sealed(password, for: record) { store, box throws(StoreError) in
            try await store.setPendingPassword(
                box, namespace: account.namespace, version: account.version, now: now)
        }
        guard isDone else { return nil }
        return VaultAccount(
            namespace: account.namespace, userID: account.userID, user: account.user, email: account.email,
            password: account.password, pending: password, pendingSince: now, version: account.version + 1)
    }

    func commitPending(of account: VaultAccount) async throws(GatewayError) -> Bool {
        guard let pending = account.pending else { return false }
        let record = SealedRecord.accountPassword(namespace: account.namespace)
        return try await sealed(pending, for: record) { store, box throws(StoreError) in
            try await store.commitPassword(
                box, namespace: account.namespace, version: account.version, now: Identity.now())
        }
    }

    func dropPending(of account: VaultAccount) async throws(GatewayError) -> Bool {
        try await stored { store throws(StoreError) in
            try await store.dropPendingPassword(
                namespace: account.namespace, version: account.version, now: Identity.now())
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
