/// Where an account stands (`status` of the users table).
package enum UserStatus: Int, Sendable, CaseIterable {
    /// Registered, waiting for a system administrator. May log in, as role 0.
    case pending = 0
    case approved = 1
    /// Not approved: may not log in.
    case refused = 2
    /// Banned: may not log in. The column's default, so that a row made by accident opens nothing.
    case forbidden = 3
}
