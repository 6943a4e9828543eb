/// Users that an upstream's identity service keeps, each the account of one business namespace there: at most one for a
/// namespace and upstream. Nothing secret is kept of them.
///
/// Beside a user stand the organizations in which the registry has given it its permission. It counts as the account of
/// its namespace when these are all that are kept for the namespace (`ProjectStore`). A permission is noted as begun
/// before the registry is asked for it, so that one that nobody learned of is known and can be taken back.
package protocol BoundUserStore: Sendable {
    func boundUser(of namespace: String, on upstream: String) async throws(StoreError) -> BoundUserRecord?

    /// Nothing is changed when it is not added. `now` is in unix seconds, as everywhere here.
    /// - Parameter former: the id of the user whose place it takes. The namespace has another one by now, or one where
    ///   `nil` said that it had none: `.namespaceTaken`.
    func bindUser(
        _ user: NewBoundUser, replacing former: String?, now: Int64
    ) async throws(StoreError) -> RepositoryAccountAddition

    /// The registry is about to be asked for a permission: it is noted as begun, if it is not noted yet.
    /// - Returns: `false`, with nothing changed, when the organization is not kept for the namespace that the user is
    ///   bound to.
    func beginGrant(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) -> Bool

    /// The registry has given a permission that was noted as begun.
    /// - Returns: `false` when the note is gone, or the organization is not the user's namespace's any more: what the
    ///   registry gave may be in another one of this name. It is noted as begun then.
    func confirmGrant(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) -> Bool

    /// Nobody knows what came of asking the registry for a permission: it is noted as begun now, also where the note is
    /// gone. One that is given by now stays so.
    func doubtGrant(_ grant: BoundUserGrant, now: Int64) async throws(StoreError)

    /// The registry is about to be asked to take a permission back.
    /// - Returns: `false`, with nothing changed, when the user should have it by now, or nothing is noted.
    func beginRecall(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) -> Bool

    /// The registry has taken a permission back, or there was none. The note of one that began less than
    /// `ProjectIntent.longestCall` ago stays, since it may still come to be, unless the user should have it by now.
    func settleRecall(_ grant: BoundUserGrant, now: Int64) async throws(StoreError)

    /// The user does not have this permission. Nothing happens when nothing is noted.
    func dropGrant(_ grant: BoundUserGrant) async throws(StoreError)

    /// An organization is gone, and with it what is noted of the user that is bound to this namespace. Another one's
    /// stays.
    /// - Parameters:
    ///   - namespace: `nil`: of whichever.
    ///   - begun: whether also what is begun is forgotten. It may come to be in the next organization of this name.
    func forgetGrants(
        organization: String, on upstream: String, of namespace: String?, begun: Bool
    ) async throws(StoreError)

    /// Permissions, given or begun, of the namespace's user where the organization is not the namespace's, and of other
    /// users where it is: nobody should have these. Those first that it is longest ago that were to be taken back.
    /// - Parameters:
    ///   - namespace: `nil`: of whichever, and of users and organizations that are nobody's.
    ///   - limit: the most that are told.
    func strayGrants(
        of namespace: String?, on upstream: String, limit: Int
    ) async throws(StoreError) -> [BoundUserGrant]
}

/// The permission of one user in one organization.
package struct BoundUserGrant: Sendable, Hashable {
    /// The registry's name in the policy.
    package let upstream: String
    package let organization: String
    package let userID: String

    package init(upstream: String, organization: String, userID: String) {
        self.upstream = upstream
        self.organization = organization
        self.userID = userID
    }
}

/// One bound user as it is stored.
package struct BoundUserRecord: Sendable, Equatable {
    package let namespace: String
    /// The registry's name in the policy.
    package let upstream: String
    /// The identity service's own name of the user, for ever.
    package let userID: String
    package let userName: String
    /// Where it has its permission.
    package let organizations: Set<String>
    /// Where it may have it, since nobody learned what came of it.
    package let begun: Set<String>
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(
        namespace: String, upstream: String, userID: String, userName: String, organizations: Set<String>,
        begun: Set<String> = [], createdAt: Int64, updatedAt: Int64
    ) {
        self.namespace = namespace
        self.upstream = upstream
        self.userID = userID
        self.userName = userName
        self.organizations = organizations
        self.begun = begun
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package func grant(in organization: String) -> BoundUserGrant {
        BoundUserGrant(upstream: upstream, organization: organization, userID: userID)
    }
}

/// What it takes to bind one.
package struct NewBoundUser: Sendable {
    package let namespace: String
    package let upstream: String
    package let userID: String
    package let userName: String

    package init(namespace: String, upstream: String, userID: String, userName: String) {
        self.namespace = namespace
        self.upstream = upstream
        self.userID = userID
        self.userName = userName
    }
}
