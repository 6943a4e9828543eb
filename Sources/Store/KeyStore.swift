package import Cryptography

/// The token keys. Private halves and secrets are sealed under the master key before they come here.
package protocol KeyStore: Sendable {
    /// In the order in which they were added.
    func keys() async throws(StoreError) -> [KeyRecord]

    /// Adds a key; `false`, with nothing changed, when its name is taken or when `unless` holds for the keys that are
    /// there, looked at in the same transaction. When it signs, those that signed so far get their end: `tokenLife`
    /// seconds (or the longest life ever noted, `SessionStore.noteTokenLife`) after it begins to sign, or after they do if that is later.
    func addKey(
        _ key: KeyRecord, tokenLife: Int64, unless: @escaping @Sendable ([KeyRecord]) -> Bool
    ) async throws(StoreError) -> Bool

    /// Removes a key, and lets `successor`, if one is given, sign from `now` on. `false`, with nothing changed, when there
    /// is no such key, or the successor is not there or has an end.
    func removeKey(_ id: String, successor: String?, now: Int64) async throws(StoreError) -> Bool

    /// Removes the keys that verify no more; their names.
    func pruneKeys(now: Int64) async throws(StoreError) -> [String]
}

/// One token key as it is stored.
package struct KeyRecord: Sendable, Equatable {
    package enum Use: String, Sendable, CaseIterable {
        /// Signs from its time on, and verifies.
        case sign
        /// Verifies what somebody else signs.
        case verify
    }

    /// `kid`.
    package let id: String
    /// The `alg` header, such as `ES256`.
    package let algorithm: String
    package let use: Use
    /// PEM of the public half; `nil` for a secret.
    package let publicKey: [UInt8]?
    /// The private half (PEM) or the secret (its bytes); `nil` when only the public half is known.
    package let sealed: SealedBox?
    /// The `iss` of tokens by another issuer; `nil`: our own.
    package let issuer: String?
    /// Unix seconds, as are the next two.
    package let createdAt: Int64
    package let signsFrom: Int64
    /// From then on nothing it signed counts; `nil` while no end is set.
    package let verifiesUntil: Int64?

    package init(
        id: String, algorithm: String, use: Use, publicKey: [UInt8]?, sealed: SealedBox?, issuer: String?,
        createdAt: Int64, signsFrom: Int64, verifiesUntil: Int64?
    ) {
        self.id = id
        self.algorithm = algorithm
        self.use = use
        self.publicKey = publicKey
        self.sealed = sealed
        self.issuer = issuer
        self.createdAt = createdAt
        self.signsFrom = signsFrom
        self.verifiesUntil = verifiesUntil
    }
}
