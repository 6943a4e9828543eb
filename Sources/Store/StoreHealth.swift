/// Whether the store can be used at all, for `/readyz`.
package protocol StoreHealth: Sendable {
    /// Reads a little; returns when that worked.
    func check() async throws(StoreError)
}

/// All that an engine offers.
package typealias AccountStore = UserStore & SessionStore & KeyStore & VaultStore & SealedStore & StoreHealth

/// What the gateway keeps for the registries behind it.
package typealias VaultStore = RepositoryAccountStore & BoundUserStore & ThirdRepositoryStore & ProjectStore
