import Domain

/// One compiled entry of `allow` or `deny`.
package final class AccessRule: Sendable {
    /// What decision records call it, such as `image-delete.deny[0]`.
    package let label: String
    /// A bit for every role number that the rule names; all bits when it does not look at the role.
    let roles: UInt64
    /// Login names; empty when the rule does not look at the user.
    let users: Set<String>
    /// What the operator gave as the reason; shown to a caller whom the rule denies.
    package let reason: String?
    /// The Unix second from which on the rule no longer holds.
    let until: Int64

    init(label: String, roles: UInt64, users: Set<String>, reason: String?, until: Int64?) {
        self.label = label
        self.roles = roles
        self.users = users
        self.reason = reason
        self.until = until ?? .max
    }

    func holds(for principal: borrowing Principal, at now: Int64) -> Bool {
        RoleTable.bit(of: principal.role) & roles != 0
            && now < until
            && (users.isEmpty || users.contains(principal.name))
    }
}
