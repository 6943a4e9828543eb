package import Domain
package import Tokens

/// What an event loop begins with: how tokens are verified, and what happened since they were issued.
package struct IdentityState: Sendable {
    package let verifier: TokenVerifier
    package let changes: IdentityChanges

    package init(verifier: TokenVerifier, changes: IdentityChanges = IdentityChanges()) {
        self.verifier = verifier
        self.changes = changes
    }
}
