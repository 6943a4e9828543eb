package import Cryptography

/// The registry accounts, of which each business namespace has at most one. Passwords are sealed before they come here,
/// for the record that `SealedRecord` names.
///
/// Who writes a password seals it with the master key that everything else is sealed with: with another one nothing is
/// written and the error is `otherMasterKey`.
package protocol RepositoryAccountStore: Sendable {
    func hasRepositoryAccount(namespace: String) async throws(StoreError) -> Bool

    /// Whether any namespace's account is this user of a registry.
    func hasRepositoryAccount(named user: String) async throws(StoreError) -> Bool

    func repositoryAccount(of namespace: String) async throws(StoreError) -> RepositoryAccountRecord?

    /// `false`, with nothing changed, when the namespace has one. `now` is in unix seconds, as everywhere here.
    func addRepositoryAccount(_ account: NewRepositoryAccount, now: Int64) async throws(StoreError) -> Bool

    /// Notes the password that the registry is about to be asked for, beside the one that counts. `false`: the namespace
    /// has no account.
    func setPendingPassword(_ box: SealedBox, namespace: String, now: Int64) async throws(StoreError) -> Bool

    /// From now on this password counts, and none is pending. `false`: the namespace has no account.
    func commitPassword(_ box: SealedBox, namespace: String, now: Int64) async throws(StoreError) -> Bool

    /// The password that counts goes on counting. Nothing happens when none is pending.
    func dropPendingPassword(namespace: String, now: Int64) async throws(StoreError)
}

/// One registry account as it is stored.
package struct RepositoryAccountRecord: Sendable, Equatable {
    package let id: Int64
    package let namespace: String
    /// How the registry numbers the user.
    package let uid: String
    package let user: String
    package let email: String
    package let password: SealedBox
    /// The one that a change which was not seen to its end would have put in place; `nil` when there was none.
    package let pending: SealedBox?
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(
        id: Int64, namespace: String, uid: String, user: String, email: String, password: SealedBox,
        pending: SealedBox?, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.namespace = namespace
        self.uid = uid
        self.user = user
        self.email = email
        self.password = password
        self.pending = pending
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What it takes to make one.
package struct NewRepositoryAccount: Sendable {
    package let namespace: String
    package let uid: String
    package let user: String
    package let email: String
    package let password: SealedBox

    package init(namespace: String, uid: String, user: String, email: String, password: SealedBox) {
        self.namespace = namespace
        self.uid = uid
        self.user = user
        self.email = email
        self.password = password
    }
}
