import Domain
import Store
import Translation

/// Users that an identity service keeps, each the account of a namespace at a registry. There is nothing to seal.
extension Vault {
    /// `nil`: no user is bound to the namespace there.
    /// - Parameter upstream: the registry's name in the policy.
    func boundUser(of namespace: String, on upstream: String) async throws(GatewayError) -> BoundUserRecord? {
        try await stored { store throws(StoreError) in try await store.boundUser(of: namespace, on: upstream) }
    }

    /// Nothing is changed when it is not added.
    /// - Parameter former: the user whose place it takes; `nil` where the namespace has none.
    func bind(
        _ user: IAMUser, to namespace: String, on upstream: String, replacing former: BoundUserRecord?
    ) async throws(GatewayError) -> RepositoryAccountAddition {
        let new = NewBoundUser(namespace: namespace, upstream: upstream, userID: user.id, userName: user.name)
        return try await stored { store throws(StoreError) in
            try await store.bindUser(new, replacing: former?.userID, now: Identity.now())
        }
    }

    /// Before the registry is asked for the permission. `false`: not to be asked, since the organization is not the
    /// user's namespace's.
    func beginGrant(_ grant: BoundUserGrant) async throws(GatewayError) -> Bool {
        try await stored { store throws(StoreError) in try await store.beginGrant(grant, now: Identity.now()) }
    }

    /// The registry has given it. `false`: not in what is the user's namespace's now, as far as is known.
    func confirmGrant(_ grant: BoundUserGrant) async throws(GatewayError) -> Bool {
        try await stored { store throws(StoreError) in try await store.confirmGrant(grant, now: Identity.now()) }
    }

    /// Nobody knows whether the registry has given it, or will.
    func doubtGrant(_ grant: BoundUserGrant) async throws(GatewayError) {
        try await stored { store throws(StoreError) in try await store.doubtGrant(grant, now: Identity.now()) }
    }

    /// Before the registry is asked to take it back. `false`: not to be asked, since the user should have it by now.
    func beginRecall(_ grant: BoundUserGrant) async throws(GatewayError) -> Bool {
        try await stored { store throws(StoreError) in try await store.beginRecall(grant, now: Identity.now()) }
    }

    /// The user does not have the permission now, but may get it yet where it was begun a moment ago.
    func settleRecall(_ grant: BoundUserGrant) async throws(GatewayError) {
        try await stored { store throws(StoreError) in try await store.settleRecall(grant, now: Identity.now()) }
    }

    /// The user does not have the permission.
    func dropGrant(_ grant: BoundUserGrant) async throws(GatewayError) {
        try await stored { store throws(StoreError) in try await store.dropGrant(grant) }
    }

    /// The organization of this name is gone, and with it the permission of the namespace's user.
    /// - Parameters:
    ///   - namespace: `nil`: of whichever.
    ///   - begun: whether also one is forgotten that may still come to be.
    func forgetGrants(
        in organization: String, on upstream: String, of namespace: String?, begun: Bool
    ) async throws(GatewayError) {
        try await stored { store throws(StoreError) in
            try await store.forgetGrants(organization: organization, on: upstream, of: namespace, begun: begun)
        }
    }

    /// A hundred permissions at most that nobody should have, as far as the namespace is concerned; `nil`: whichever.
    func strayGrants(of namespace: String?, on upstream: String) async throws(GatewayError) -> [BoundUserGrant] {
        try await stored { store throws(StoreError) in
            try await store.strayGrants(of: namespace, on: upstream, limit: 100)
        }
    }

    /// The organizations of the namespace in which its user has no permission yet.
    func missingGrants(of user: BoundUserRecord) async throws(GatewayError) -> [String] {
        let kept = try await projects(of: user.namespace, on: user.upstream)
        // One with a number is of a Harbor that was under this name once.
        return kept.filter { $0.number == 0 && !user.organizations.contains($0.name) }.map(\.name)
    }
}
