package import Cryptography

/// Reads and writes of the users table. Every function may wait for a disk or a network.
///
/// A change of an account names the row as it was read: when it has changed since (by its version), nothing happens and
/// the answer is `false`. So a decision made on a row holds for the row that is written. Each change grows the version
/// and leaves an `AccountChange` for the gateways that hold tokens of the account.
package protocol UserStore: Sendable {
    /// The row with exactly this login name; `nil` when there is none.
    func user(named name: String) async throws(StoreError) -> UserRecord?

    func user(id: Int64) async throws(StoreError) -> UserRecord?

    /// One page of the users, and how many there are in all.
    func users(_ query: UserQuery) async throws(StoreError) -> (rows: [UserRecord], total: Int)

    /// Adds an approved system administrator in namespace `default`. `false`, with nothing changed, when the name is
    /// taken, be it by another process a moment ago. `now` is in unix seconds.
    func addSystemAdministrator(
        named name: String, password: PasswordHash, now: Int64
    ) async throws(StoreError) -> Bool

    func addUser(_ user: NewUser, now: Int64) async throws(StoreError) -> UserAddition

    /// Ends every session of the user but `keptSession`, when there is one.
    func changePassword(
        of user: UserRecord, to password: PasswordHash, keeping keptSession: String?, now: Int64
    ) async throws(StoreError) -> Bool

    /// Puts a hash of the same password at another cost in place; no change as far as tokens are concerned.
    func upgradePassword(of user: UserRecord, to password: PasswordHash) async throws(StoreError)

    /// Ends every session of a user who may not log in from now on. The same status again changes nothing and is `true`.
    func changeStatus(of user: UserRecord, to status: UserStatus, now: Int64) async throws(StoreError) -> Bool

    /// Ends every session of the user.
    func deleteUser(_ user: UserRecord, now: Int64) async throws(StoreError) -> Bool

    /// Ends every session of the user, who stays as he is.
    func endSessions(of user: UserRecord, now: Int64) async throws(StoreError) -> Bool
}

/// What it takes to make a user.
package struct NewUser: Sendable {
    package let name: String
    package let password: PasswordHash
    package let realName: String
    /// `nil`: none, which any number of users may have.
    package let phone: String?
    package let isAdministrator: Bool
    /// Empty for none.
    package let namespace: String
    package let status: UserStatus

    package init(
        name: String, password: PasswordHash, realName: String, phone: String?, isAdministrator: Bool,
        namespace: String, status: UserStatus
    ) {
        self.name = name
        self.password = password
        self.realName = realName
        self.phone = phone
        self.isAdministrator = isAdministrator
        self.namespace = namespace
        self.status = status
    }
}

package enum UserAddition: Sendable, Equatable {
    case added(id: Int64)
    case nameTaken
    case phoneTaken
}

/// Which users, in which order, and which part of them.
package struct UserQuery: Sendable {
    package enum Order: String, Sendable, CaseIterable {
        case id
        case name = "user_name"
    }

    /// `nil`: of every namespace. Of one, without the system administrator.
    package let namespace: String?
    package let order: Order
    package let isDescending: Bool
    /// Rows of the whole list, from 0.
    package let range: Range<Int>

    package init(namespace: String?, order: Order, isDescending: Bool, range: Range<Int>) {
        self.namespace = namespace
        self.order = order
        self.isDescending = isDescending
        self.range = range
    }
}
