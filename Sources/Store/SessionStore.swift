package import Domain

/// What outlives the tokens of a session: that it was ended, or that a token of it was exchanged. Every function may
/// wait for a disk or a network; what returned is on the disk.
package protocol SessionStore: Sendable {
    /// Says how long a token of this gateway may live, in seconds. What is kept about tokens is kept for the longest life
    /// that was ever said, so that a shorter setting does not bring old tokens back.
    func noteTokenLife(_ seconds: Int64) async throws(StoreError)

    /// Says what the tokens of the gateway that runs now name as their issuer, so that commands beside it issue the same.
    func noteIssuer(_ issuer: String) async throws(StoreError)

    /// As it was last said; empty before a gateway has run.
    func issuer() async throws(StoreError) -> String

    /// Ends a session: none of its tokens counts any more. `end`: when the last of them that is known expires, in case it
    /// is of another issuer and lives longer than ours.
    func endSession(_ id: String, until end: Int64, now: Int64) async throws(StoreError)

    /// Marks a token as exchanged for another. Of several calls for one token the first counts; each gets the time until
    /// which the token is good (`now` and `grace` seconds at the first), so that a caller sees whether it came too late.
    /// `end`: when the token expires, and with it the mark.
    func supersede(_ token: String, until end: Int64, now: Int64, grace: Int64) async throws(StoreError) -> Int64

    /// What a session's next token must be made from, in one look: the account as it is, and whether the session goes on.
    func admission(user id: Int64, session: String) async throws(StoreError) -> SessionAdmission

    /// All that changed after `cursor` (0: everything that still matters), and where to go on.
    func changes(after cursor: Int64) async throws(StoreError) -> ChangePage

    /// Forgets what no token can be about any more.
    func pruneChanges(now: Int64) async throws(StoreError)
}

package struct SessionAdmission: Sendable {
    /// `nil`: deleted.
    package let user: UserRecord?
    package let isEnded: Bool
    /// Tokens of a lower `ver` have ended, but for those of `keptSession`.
    package let floor: Int64
    package let keptSession: String

    package init(user: UserRecord?, isEnded: Bool, floor: Int64, keptSession: String) {
        self.user = user
        self.isEnded = isEnded
        self.floor = floor
        self.keptSession = keptSession
    }
}

package struct ChangePage: Sendable {
    package var changes: IdentityChanges
    package var cursor: Int64
    /// Whether the signing keys are others than at the cursor before.
    package var keysChanged: Bool

    package init(changes: IdentityChanges, cursor: Int64, keysChanged: Bool) {
        self.changes = changes
        self.cursor = cursor
        self.keysChanged = keysChanged
    }
}
