/// What changed about accounts and sessions after tokens had been issued: what a gateway holds beside the tokens, since
/// a token cannot be taken back. Every entry leaves when the last token that it is about has expired.
package struct IdentityChanges: Sendable, Equatable {
    package var accounts: [AccountChange] = []
    package var ended: [EndedSession] = []
    package var superseded: [SupersededToken] = []

    package init() {}

    package var isEmpty: Bool { accounts.isEmpty && ended.isEmpty && superseded.isEmpty }
}

/// An account as it is now; wins over the claims of older tokens.
package struct AccountChange: Sendable, Equatable {
    package let userID: Int64
    /// The row's version; a token whose `ver` is not lower knows of the change.
    package let version: Int64
    package let name: String
    /// `nil`: banned or deleted, so that no token counts.
    package let role: RoleNumber?
    package let namespace: String
    /// Tokens whose `ver` is lower have ended (a password was changed, the account was banned in between) …
    package let floor: Int64
    /// … but for those of this session, the one that made the change; empty for none.
    package let keptSession: String
    /// Unix seconds; from then on no token can be older than the change.
    package let expiresAt: Int64

    package init(
        userID: Int64, version: Int64, name: String, role: RoleNumber?, namespace: String, floor: Int64,
        keptSession: String, expiresAt: Int64
    ) {
        self.userID = userID
        self.version = version
        self.name = name
        self.role = role
        self.namespace = namespace
        self.floor = floor
        self.keptSession = keptSession
        self.expiresAt = expiresAt
    }
}

/// A session that was logged out.
package struct EndedSession: Sendable, Equatable {
    package let id: String
    /// Unix seconds; from then on none of its tokens is good anyway.
    package let expiresAt: Int64

    package init(id: String, expiresAt: Int64) {
        self.id = id
        self.expiresAt = expiresAt
    }
}

/// A token that was exchanged for another under strict rotation.
package struct SupersededToken: Sendable, Equatable {
    /// `jti`.
    package let id: String
    /// Unix seconds; until then it still counts, for requests that were under way.
    package let goodUntil: Int64
    /// Unix seconds; from then on it is not good anyway.
    package let expiresAt: Int64

    package init(id: String, goodUntil: Int64, expiresAt: Int64) {
        self.id = id
        self.goodUntil = goodUntil
        self.expiresAt = expiresAt
    }
}
