package import Domain

/// What one event loop knows about accounts and sessions beyond their tokens: who was logged out, banned, approved or
/// given a namespace since. Confined to its loop; each loop has a copy, so that no request waits for a lock.
///
/// Asked only when something changed: each change makes a new `generation`, and a token that was judged in the present
/// one needs no second look. So the number of entries costs a request nothing.
package final class SessionStanding {
    /// Grows with each change.
    private(set) package var generation: UInt64 = 1
    private var accounts: [Int64: AccountChange] = [:]
    private var ended: [String: Int64] = [:]
    private var superseded: [String: SupersededToken] = [:]

    package init() {}

    package struct Judgement: Sendable {
        /// The token's, or one with what is now true of the account.
        package let principal: Principal
        /// Unix seconds; from then on the token, exchanged for another, does not count any more.
        package let goodUntil: Int64
    }

    /// Takes changes over, in any order and as often as they come.
    package func apply(_ changes: IdentityChanges) {
        guard !changes.isEmpty else { return }
        generation &+= 1
        for change in changes.accounts where change.version >= accounts[change.userID]?.version ?? 0 {
            accounts[change.userID] = change
        }
        for session in changes.ended { ended[session.id] = max(session.expiresAt, ended[session.id] ?? 0) }
        for token in changes.superseded { superseded[token.id] = token }
    }

    /// Whether a verified token still counts, and as whom. Throws `sessionEnded` or `accountClosed`.
    package func judge(_ token: VerifiedToken) throws(TokenFault) -> Judgement {
        let claimed = token.principal
        if ended[claimed.session] != nil { throw .sessionEnded }
        var principal = claimed
        // The version in another issuer's token is not one of ours, so it knows of no change here; and who is closed here
        // is closed. But it acts as what it says: a change here may be about somebody else of the same number.
        if let account = accounts[claimed.userID], token.isForeign || token.version < account.version {
            guard let role = account.role else { throw .accountClosed }
            let isKept = claimed.session == account.keptSession || !token.isForeign && token.version >= account.floor
            guard account.floor == 0 || isKept else { throw .sessionEnded }
            if !token.isForeign {
                principal = Principal(
                    userID: claimed.userID, name: account.name, role: role, namespace: account.namespace,
                    session: claimed.session)
            }
        }
        return Judgement(principal: principal, goodUntil: superseded[token.id]?.goodUntil ?? .max)
    }

    /// Whether nothing has changed about an account since it had this version.
    package func isCurrent(userID: Int64, version: Int64) -> Bool {
        accounts[userID].map { version >= $0.version } ?? true
    }

    /// Forgets what no token can be about any more.
    package func prune(now: Int64) {
        // Closed accounts stay: another issuer may go on making tokens for their numbers.
        accounts = accounts.filter { $0.value.expiresAt > now || $0.value.role == nil }
        ended = ended.filter { $0.value > now }
        superseded = superseded.filter { $0.value.expiresAt > now }
    }

    package var count: Int { accounts.count + ended.count + superseded.count }
}
