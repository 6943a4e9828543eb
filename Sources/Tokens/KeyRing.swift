/// The keys at one moment: those that sign, and all that verify. Immutable; a rotation makes a new ring.
package struct KeyRing: Sendable {
    package struct Signer: Sendable {
        package let key: SigningKey
        /// Unix seconds; published before, so that other verifiers have it when the first token comes.
        package let signsFrom: Int64

        package init(_ key: SigningKey, from signsFrom: Int64) {
            self.key = key
            self.signsFrom = signsFrom
        }
    }

    package struct Verifier: Sendable {
        package let key: VerificationKey
        /// Unix seconds; from then on its tokens do not count. `nil`: no end is set.
        package let until: Int64?

        package init(_ key: VerificationKey, until: Int64? = nil) {
            self.key = key
            self.until = until
        }
    }

    /// In the order in which they were made; at least one.
    private let signers: [Signer]
    private let verifiers: [KeyIdentifier: Verifier]

    /// In the order in which they were made. A signing key verifies too, and an entry among `others` under its name says
    /// until when. Of two with one name, the first wins. `nil` without a signer.
    package init?(signers: [Signer], verifying others: [Verifier] = []) {
        guard !signers.isEmpty else { return nil }
        self.signers = signers
        verifiers = Dictionary(
            (others + signers.map { Verifier($0.key.verificationKey) }).map { ($0.key.id, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// One key that signs from the beginning.
    package init(signing: SigningKey, verifying others: [VerificationKey] = []) {
        signers = [Signer(signing, from: 0)]
        verifiers = Dictionary(
            ([signing.verificationKey] + others).map { ($0.id, Verifier($0)) }, uniquingKeysWith: { first, _ in first })
    }

    package func signing(at now: Int64) -> SigningKey {
        (Self.signer(among: signers, at: now) { $0.signsFrom } ?? signers[0]).key
    }

    /// Which of `keys`, in the order in which they were made, signs at `now`: the one that was made last of those whose time
    /// has come. One that waits and is overtaken by a later one therefore never signs, which is what an emergency
    /// rotation is for. Before all of their times (a clock that stepped back) the first to come.
    package static func signer<Key>(among keys: [Key], at now: Int64, from: (Key) -> Int64) -> Key? {
        keys.last { from($0) <= now } ?? keys.min { from($0) < from($1) }
    }

    /// Until when the tokens of this key count, unix seconds; `nil` while no end is set.
    package func end(of key: SigningKey) -> Int64? { verifiers[key.id]?.until }

    /// With the time until which it verifies, if there is one.
    package func verifier(_ id: KeyIdentifier, at now: Int64) -> Verifier? {
        guard let found = verifiers[id], found.until.map({ now < $0 }) ?? true else { return nil }
        return found
    }

    package func verificationKey(_ id: KeyIdentifier, at now: Int64) -> VerificationKey? {
        verifier(id, at: now)?.key
    }

    /// Those that are good at `now`, in the order of their names.
    package func verificationKeys(at now: Int64) -> [VerificationKey] {
        verifiers.values.filter { $0.until.map { now < $0 } ?? true }.map(\.key).sorted { $0.id.text < $1.id.text }
    }
}
