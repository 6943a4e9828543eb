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

    package init(
        registryAddress: String, ceiling: Int = 10_000, credentialProven: Bool = false, scope: HarborScope? = nil
    ) {
        self.scope = scope
        self.registryAddress = registryAddress
        self.ceiling = max(1, ceiling)
        self.credentialProven = credentialProven
    }
}

/// The projects of one business namespace: those that its account owns.
package struct HarborScope: Sendable {
    /// Harbor's name of the account.
    package let owner: String
    package let names: Set<String>
    package let numbers: Set<Int64>

    package init(owner: String, names: Set<String>, numbers: Set<Int64>) {
        self.owner = owner
        self.names = names
        self.numbers = numbers
    }

    /// Compared byte by byte: the set takes equivalent spellings for one. - Parameter name: a project's.
    package func holds(_ name: String) -> Bool {
        names.contains(name) && names.contains { $0.utf8.elementsEqual(name.utf8) }
    }
}
