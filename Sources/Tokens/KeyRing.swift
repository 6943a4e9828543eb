/// The keys at one moment: one that signs, and all that verify. Immutable; a rotation makes a new ring.
package struct KeyRing: Sendable {
    package let signing: SigningKey
    private let verification: [KeyIdentifier: VerificationKey]

    /// The signing key verifies too. Of two keys with one name the signing key, then the first, wins.
    package init(signing: SigningKey, verifying others: [VerificationKey] = []) {
        self.signing = signing
        verification = Dictionary(
            ([signing.verificationKey] + others).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func verificationKey(_ id: KeyIdentifier) -> VerificationKey? {
        verification[id]
    }

    package var verificationKeys: [VerificationKey] {
        verification.values.sorted { $0.id.text < $1.id.text }
    }
}
