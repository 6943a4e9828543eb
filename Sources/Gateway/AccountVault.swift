import Domain
import Translation

/// The registry accounts of business namespaces and what else the gateway keeps about registries, opened: as much of the
/// vault as those need who act in the name of these accounts.
protocol AccountVault: Sendable {
    /// `nil`: the namespace has none. Throws `.storeUnavailable`, or `.internal` when what is stored cannot be opened.
    func account(of namespace: String) async throws(GatewayError) -> VaultAccount?

    /// Whether some namespace's account has this name at the registry.
    func hasAccount(named user: String) async throws(GatewayError) -> Bool

    /// `false`, with nothing changed: the namespace has an account.
    func add(
        namespace: String, userID: Int64, user: String, email: String, password: Secret
    ) async throws(GatewayError) -> Bool

    /// Before the registry is asked to change the password: from now on it may be either of the two.
    func setPending(_ password: Secret, namespace: String) async throws(GatewayError)

    /// This password is the one, and no other.
    func commitPending(namespace: String, _ password: Secret) async throws(GatewayError)

    /// The password is what it was before.
    func dropPending(namespace: String) async throws(GatewayError)

    /// The projects made on an upstream for one namespace, or for all.
    func projects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject]

    func keep(_ change: ProjectChange, namespace: String, on upstream: String) async throws(GatewayError)
}

extension Vault: AccountVault {}
