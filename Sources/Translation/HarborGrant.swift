/// How a project comes to a namespace on a Harbor that lets administrators alone make projects: the upstream's own
/// account makes it and owns it there, and the namespace's account becomes an administrator of it. Whose it is the
/// gateway keeps.
package struct HarborGrant: Sendable, Equatable {
    /// Harbor's name of the namespace's account.
    package let account: String
    /// Harbor's name of the upstream's own account; `nil` where the policy does not say it.
    package let maker: String?

    package init(account: String, maker: String?) {
        self.account = account
        self.maker = maker
    }
}
