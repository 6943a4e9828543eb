/// The number a role has on the wire and in a token: 0 pending, 1 approved, 2 member, 3 business administrator,
/// 4 system administrator (the `/v1` API's roles). `policies/roles.yaml` names them; numbers 0 to 62 are allowed.
package struct RoleNumber: RawRepresentable, Hashable, Sendable, Comparable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let pending = RoleNumber(rawValue: 0)
    package static let approved = RoleNumber(rawValue: 1)
    package static let member = RoleNumber(rawValue: 2)
    package static let businessAdmin = RoleNumber(rawValue: 3)
    package static let systemAdmin = RoleNumber(rawValue: 4)

    package static func < (one: RoleNumber, other: RoleNumber) -> Bool { one.rawValue < other.rawValue }
}

/// Who is calling, as a verified token says it. A value without a source of authority: only `Tokens` makes one from
/// bytes that came over the network.
///
/// A class without identity: one verified token's principal is handed through every step of each of its requests, which
/// costs one reference count instead of one for each name in it.
package final class Principal: Hashable, Sendable {
    /// The row in the users table; 1 or more.
    package let userID: Int64
    /// The login name.
    package let name: String
    package let role: RoleNumber
    /// The business namespace, such as `ns7`; empty when there is none.
    package let namespace: String
    /// The login session that the token belongs to (`sid`).
    package let session: String

    package init(userID: Int64, name: String, role: RoleNumber, namespace: String, session: String) {
        self.userID = userID
        self.name = name
        self.role = role
        self.namespace = namespace
        self.session = session
    }

    package static func == (one: Principal, other: Principal) -> Bool {
        one.userID == other.userID && one.name == other.name && one.role == other.role
            && one.namespace == other.namespace && one.session == other.session
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(userID)
        hasher.combine(session)
    }
}
