import Domain
import Store
import Translation

/// The registry accounts of business namespaces and what else the gateway keeps about registries, opened: as much of the
/// vault as those need who act in the name of these accounts.
protocol AccountVault: Sendable {
    /// `nil`: the namespace has none. Throws `.storeUnavailable`, or `.internal` when what is stored cannot be opened.
    func account(of namespace: String) async throws(GatewayError) -> VaultAccount?

    /// Whether some namespace's account has this name at the registry.
    func hasAccount(named user: String) async throws(GatewayError) -> Bool

    /// Nothing is changed when it is not added.
    func add(
        namespace: String, userID: Int64, user: String, email: String, password: Secret
    ) async throws(GatewayError) -> RepositoryAccountAddition

    // Other processes act upon the same accounts: `nil` or `false` says that this one is not as it was read any
    // more, or gone, and that nothing was changed.

    /// Before the registry is asked to change the password: from now on it may be either of the two.
    /// - Parameter now: Unix seconds.
    /// - Returns: the account with the pending password in place of the one that it had.
    func setPending(
        _ password: Secret, on account: VaultAccount, now: Int64
    ) async throws(GatewayError) -> VaultAccount?

    /// The pending password is the one, and no other. `false` also when none is pending.
    func commitPending(of account: VaultAccount) async throws(GatewayError) -> Bool

    /// The password is what it was before the pending one.
    func dropPending(of account: VaultAccount) async throws(GatewayError) -> Bool

    /// The projects made on an upstream for one namespace, or for all.
    func projects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject]

    func keep(_ change: ProjectChange, namespace: String, on upstream: String) async throws(GatewayError)
}

extension Vault: AccountVault {}
