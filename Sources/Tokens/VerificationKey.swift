package import Cryptography

/// A key that verifies, and the one algorithm it does so with. The pairing is made when the key is loaded, from the
/// key's own type; nothing in a token can change it, which is what closes the confusion of algorithms (RFC 8725 §2.1).
package struct VerificationKey: Sendable {
    package let id: KeyIdentifier
    package let algorithm: Algorithm
    package let material: Material
    /// Whose tokens it verifies; `nil`: this gateway's own.
    package let foreignIssuer: String?

    package enum Material: Sendable {
        case secret(SecretKey)
        case publicKey(PublicKey)
    }

    /// Of a `SigningKey`, which has checked that both belong together.
    init(id: KeyIdentifier, algorithm: Algorithm, material: Material) {
        (self.id, self.algorithm, self.material, foreignIssuer) = (id, algorithm, material, nil)
    }

    /// A public key that only verifies. `foreignIssuer`: the `iss` that its tokens must have instead of this gateway's.
    /// Throws `keyUnsupported` when the algorithm is not for such a key.
    package init(
        publicKey: PublicKey, id: KeyIdentifier, algorithm: Algorithm, foreignIssuer: String?
    ) throws(CryptographyError) {
        guard algorithm.takes(publicKey.kind) else { throw .keyUnsupported }
        (self.id, self.algorithm, material) = (id, algorithm, .publicKey(publicKey))
        self.foreignIssuer = foreignIssuer
    }

    /// A shared secret that only verifies. Throws `keyUnsupported` as `SigningKey` does.
    package init(
        secret: SecretKey, id: KeyIdentifier, algorithm: Algorithm, foreignIssuer: String?
    ) throws(CryptographyError) {
        _ = try SigningKey(secret: secret, id: id, algorithm: algorithm)
        (self.id, self.algorithm, material) = (id, algorithm, .secret(secret))
        self.foreignIssuer = foreignIssuer
    }

    /// Whether `signature` is this key's. `false` for one of another length than RFC 7518 §3.2 to 3.4 say.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch material {
        case .secret(let secret):
            guard let code = try? MessageCode.make(for: message, key: secret.bytes, hash: algorithm.hash) else {
                return false
            }
            return ConstantTime.equal(code, signature)
        case .publicKey(let key):
            return key.verifies(signature, of: message, algorithm.hash)
        }
    }
}
