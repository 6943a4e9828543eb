package import Cryptography

/// A key that signs, and the one algorithm it signs with.
package struct SigningKey: Sendable {
    package let id: KeyIdentifier
    package let algorithm: Algorithm
    package let material: Material

    package enum Material: Sendable {
        case secret(SecretKey)
        case pair(PrivateKey)
    }

    /// A new key, named by its thumbprint (RFC 7638), or at random for a secret. RSA takes some 100 ms: not on an event
    /// loop.
    package static func generate(_ algorithm: Algorithm) throws(CryptographyError) -> SigningKey {
        guard let kind = algorithm.newPair else {
            return try SigningKey(
                secret: .generate(for: algorithm.hash), id: .random(), algorithm: algorithm)
        }
        let pair = try PrivateKey.generate(kind)
        return try SigningKey(
            pair: pair, id: KeyIdentifier(thumbprintOf: pair.publicKey.parameters), algorithm: algorithm)
    }

    /// Throws `keyUnsupported` when the algorithm is not for such a key.
    package init(pair: PrivateKey, id: KeyIdentifier, algorithm: Algorithm) throws(CryptographyError) {
        guard algorithm.takes(pair.kind) else { throw .keyUnsupported }
        self.id = id
        self.algorithm = algorithm
        material = .pair(pair)
    }

    /// Throws `keyUnsupported` for an algorithm of key pairs or a secret shorter than its hash (RFC 7518 §3.2).
    package init(secret: SecretKey, id: KeyIdentifier, algorithm: Algorithm) throws(CryptographyError) {
        guard algorithm.isSymmetric, secret.bytes.count >= algorithm.hash.length else { throw .keyUnsupported }
        self.id = id
        self.algorithm = algorithm
        material = .secret(secret)
    }

    func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        switch material {
        case .secret(let secret): try MessageCode.make(for: message, key: secret.bytes, hash: algorithm.hash)
        case .pair(let pair): try pair.sign(message, algorithm.hash)
        }
    }

    package var verificationKey: VerificationKey {
        switch material {
        case .secret(let secret): VerificationKey(id: id, algorithm: algorithm, material: .secret(secret))
        case .pair(let pair): VerificationKey(id: id, algorithm: algorithm, material: .publicKey(pair.publicKey))
        }
    }
}
