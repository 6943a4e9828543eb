package import Cryptography
package import Domain

/// One row of the users table.
package struct UserRecord: Sendable, Equatable {
    package var id: Int64
    /// A name for the row that is never used again, also after a deletion.
    package var uid: String
    /// The business namespace such as `ns7`; empty before one is assigned.
    package var namespace: String
    /// The login name; unique, compared byte by byte.
    package var name: String
    package var displayName: String
    package var realName: String
    package var password: PasswordHash
    package var email: String
    /// Unique where there is one.
    package var phone: String?
    package var status: UserStatus
    /// Whether the user asked to be, and may become, the administrator of a business.
    package var isAdministrator: Bool
    package var level: AccountLevel
    /// Unix seconds.
    package var createdAt: Int64
    /// Unix seconds.
    package var updatedAt: Int64
    /// Grows with each change that a token's claims depend on (`ver`); 1 or more.
    package var version: Int64

    package init(
        id: Int64, uid: String, namespace: String, name: String, displayName: String, realName: String,
        password: PasswordHash, email: String, phone: String?, status: UserStatus, isAdministrator: Bool,
        level: AccountLevel, createdAt: Int64, updatedAt: Int64, version: Int64
    ) {
        self.id = id
        self.uid = uid
        self.namespace = namespace
        self.name = name
        self.displayName = displayName
        self.realName = realName
        self.password = password
        self.email = email
        self.phone = phone
        self.status = status
        self.isAdministrator = isAdministrator
        self.level = level
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    /// The role of the `/v1` API; `nil` for an account that may not log in. The status comes first: a banned system
    /// administrator is banned.
    package var role: RoleNumber? {
        switch status {
        case .refused, .forbidden: nil
        case .pending: .pending
        case .approved where level == .system: .systemAdmin
        case .approved where namespace.isEmpty: .approved
        case .approved: isAdministrator ? .businessAdmin : .member
        }
    }
}
