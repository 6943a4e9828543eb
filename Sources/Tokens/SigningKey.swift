package import Cryptography

/// A key that signs, and the one algorithm it signs with.
package struct SigningKey: Sendable {
    package let id: KeyIdentifier
    package let algorithm: Algorithm
    let material: Material

    enum Material: Sendable {
        case secret(SecretKey)
        case pair(PrivateKey)
    }

    /// A new key. RS256 takes some 100 ms: not on an event loop.
    package static func generate(_ algorithm: Algorithm) throws(CryptographyError) -> SigningKey {
        switch algorithm {
        case .es256: try generate(.p256)
        case .rs256: try generate(.rsa(bits: 2048))
        case .hs256: SigningKey(secret: try .generate(), id: try .random())
        }
    }

    private static func generate(_ kind: KeyKind) throws(CryptographyError) -> SigningKey {
        let pair = try PrivateKey.generate(kind)
        return try SigningKey(pair: pair, id: KeyIdentifier(thumbprintOf: pair.publicKey.parameters))
    }

    /// Throws `keyUnsupported` when no algorithm here uses such a key.
    package init(pair: PrivateKey, id: KeyIdentifier) throws(CryptographyError) {
        guard let algorithm = Algorithm(pair.kind) else { throw .keyUnsupported }
        self.id = id
        self.algorithm = algorithm
        material = .pair(pair)
    }

    package init(secret: SecretKey, id: KeyIdentifier) {
        self.id = id
        algorithm = .hs256
        material = .secret(secret)
    }

    /// What libjwt takes: PEM text or the secret's bytes.
    var bytes: [UInt8] {
        switch material {
        case .secret(let secret): secret.bytes
        case .pair(let pair): pair.pem
        }
    }

    package var verificationKey: VerificationKey {
        switch material {
        case .secret(let secret): VerificationKey(id: id, algorithm: algorithm, material: .secret(secret))
        case .pair(let pair): VerificationKey(id: id, algorithm: algorithm, material: .publicKey(pair.publicKey))
        }
    }
}
