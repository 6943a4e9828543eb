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

    package init(registryAddress: String, ceiling: Int = 10_000, credentialProven: Bool = false) {
        self.registryAddress = registryAddress
        self.ceiling = max(1, ceiling)
        self.credentialProven = credentialProven
    }
}
