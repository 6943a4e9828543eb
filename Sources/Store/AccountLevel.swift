/// The `role` column of the users table: how far the account itself reaches. Not the role of the `/v1` API, which
/// follows from this, the status and the namespace (`UserRecord.role`).
package enum AccountLevel: Int, Sendable, CaseIterable {
    case unauthorised = 0
    case normal = 1
    case administrator = 2
    /// The system administrator made at the first start, and no other.
    case system = 3
}
