package import Cryptography

/// The registry accounts, of which each business namespace has at most one. Passwords are sealed before they come here,
/// for the record that `SealedRecord` names.
///
/// Who writes a password seals it with the master key that everything else is sealed with: with another one nothing is
/// written and the error is `otherMasterKey`.
package protocol RepositoryAccountStore: Sendable {
    /// Also where it is a user whom an identity service keeps (`BoundUserStore`).
    func hasRepositoryAccount(namespace: String) async throws(StoreError) -> Bool

    /// Whether any namespace's account is this user of a registry.
    func hasRepositoryAccount(named user: String) async throws(StoreError) -> Bool

    func repositoryAccount(of namespace: String) async throws(StoreError) -> RepositoryAccountRecord?

    /// Nothing is changed when it is not added. `now` is in unix seconds, as everywhere here.
    func addRepositoryAccount(
        _ account: NewRepositoryAccount, now: Int64
    ) async throws(StoreError) -> RepositoryAccountAddition

    // What follows names the version of the account that was read. `false`, with nothing changed: the account is of
    // another version by now, or there is none. Otherwise it is of the next one.

    /// Notes the password that the registry is about to be asked for, beside the one that counts.
    func setPendingPassword(
        _ box: SealedBox, namespace: String, version: Int64, now: Int64
    ) async throws(StoreError) -> Bool

    /// From now on this password counts, and none is pending.
    func commitPassword(
        _ box: SealedBox, namespace: String, version: Int64, now: Int64
    ) async throws(StoreError) -> Bool

    /// The password that counts goes on counting, and none is pending.
    func dropPendingPassword(namespace: String, version: Int64, now: Int64) async throws(StoreError) -> Bool
}

/// What became of an account that was to be added.
package enum RepositoryAccountAddition: Sendable, Equatable {
    case added
    /// The namespace has an account.
    case namespaceTaken
    /// The account of another namespace is this user of a registry.
    case userTaken
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
    /// 1 at first, and another one after each change of a password. To seal one anew is no change.
    package let version: Int64
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(
        id: Int64, namespace: String, uid: String, user: String, email: String, password: SealedBox,
        pending: SealedBox?, version: Int64, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.namespace = namespace
        self.uid = uid
        self.user = user
        self.email = email
        self.password = password
        self.pending = pending
        self.version = version
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
