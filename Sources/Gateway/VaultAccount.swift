import Domain

/// An account of a registry, opened, as it was when it was read.
struct VaultAccount: Sendable, Equatable {
    let namespace: String
    /// The registry's own number of the user.
    let userID: Int64
    let user: String
    let email: String
    let password: Secret
    /// The one that the registry was asked to put in its place, by a change that was not seen to its end: one of the
    /// two is right.
    let pending: Secret?
    /// Since when there is a pending one, in Unix seconds.
    let pendingSince: Int64?
    /// What the vault changes names it: an account that is another one by now is not changed.
    let version: Int64

    /// By default as new.
    init(
        namespace: String, userID: Int64, user: String, email: String, password: Secret, pending: Secret?,
        pendingSince: Int64? = nil, version: Int64 = 1
    ) {
        self.namespace = namespace
        self.userID = userID
        self.user = user
        self.email = email
        self.password = password
        self.pending = pending
        self.pendingSince = pendingSince
        self.version = version
    }

    /// Longer than the calls take that follow upon a pending password, each of which may take a minute by default. A
    /// registry that was asked may also carry it out after nobody waits any more.
    private static let longestChange: Int64 = 300

    /// Whether the registry may yet put the pending password in place, at the word of another process: that it is wrong
    /// now proves nothing then.
    /// - Parameter now: Unix seconds.
    func mayStillChange(at now: Int64) -> Bool {
        guard let pendingSince else { return false }
        // Also a moment ahead: the clocks of two machines are never quite the same.
        return pendingSince > now - Self.longestChange && pendingSince < now + Self.longestChange
    }
}
