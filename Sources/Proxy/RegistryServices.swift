/// What event loops ask about registries: each is one for all loops, and works off them.
package struct RegistryServices: Sendable {
    let credentials: any CredentialSource
    let facts: any RegistryFactSource
    let passwords: any PasswordCheck

    package init(
        credentials: any CredentialSource, facts: any RegistryFactSource, passwords: any PasswordCheck
    ) {
        self.credentials = credentials
        self.facts = facts
        self.passwords = passwords
    }
}
