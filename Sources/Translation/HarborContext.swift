/// What a translation to Harbor has to know beyond the request.
package struct HarborContext: Sendable {
    /// The host, and port if any, that clients pull from: the first part of every `imageAddress`. No scheme, no slash.
    package let registryAddress: String

    /// The most rows that one answer holds and that one search looks through; 1 or more.
    package let ceiling: Int

    /// Whether Harbor has recently accepted the credential that the executor adds.
    ///
    /// Harbor takes a wrong password for no password and answers lists with what is public, so a list that is
    /// silently too short would look like success. When `false`, such a list is preceded by `GET /users/current`,
    /// which does tell; an executor that has seen it succeed may pass `true` for a minute to save that call.
    package let credentialProven: Bool

    /// What the caller is limited to; `nil` for one who may do everything.
    package let scope: HarborScope?

    /// How the caller gets a project that his namespace's account may not make; `nil` for one who has none.
    package let grant: HarborGrant?

    package init(
        registryAddress: String, ceiling: Int = 10_000, credentialProven: Bool = false, scope: HarborScope? = nil,
        grant: HarborGrant? = nil
    ) {
        self.scope = scope
        self.grant = grant
        self.registryAddress = registryAddress
        self.ceiling = max(1, ceiling)
        self.credentialProven = credentialProven
    }
}

/// The projects of one business namespace: those that its account owns, and those that the upstream's own account made
/// for it.
package struct HarborScope: Sendable {
    /// Harbor's name of the account.
    package let owner: String
    package let names: Set<String>
    package let numbers: Set<Int64>
    /// Those that were made for the namespace, by number, with their names: as the gateway keeps them, whether they are
    /// still there or not.
    package let granted: [Int64: String]

    package init(owner: String, names: Set<String>, numbers: Set<Int64>, granted: [Int64: String] = [:]) {
        self.owner = owner
        self.names = names
        self.numbers = numbers
        self.granted = granted
    }

    /// Compared byte by byte: the set takes equivalent spellings for one. - Parameter name: a project's.
    package func holds(_ name: String) -> Bool {
        names.contains(name) && names.contains { $0.utf8.elementsEqual(name.utf8) }
    }
}
