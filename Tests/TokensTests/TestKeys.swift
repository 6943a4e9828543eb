import Cryptography

@testable import Tokens

/// Keys of each algorithm, made once for all tests because an RSA key takes 100 ms; immutable, so that no test can
/// disturb another.
///
/// The three of RSA are one pair under three names: OpenSSL would verify the tokens of each with either of the others,
/// so that nothing but the pinned algorithm keeps them apart.
enum TestKeys {
    private static let ours = Result { try makeAll() }
    private static let strangers = Result { try makeAll() }

    static func key(_ algorithm: Algorithm) throws -> SigningKey { try choose(algorithm, ours.get()) }

    /// Another key of the same kind under the first one's name.
    static func impostor(_ algorithm: Algorithm) throws -> SigningKey {
        try named(key(algorithm).id, choose(algorithm, strangers.get()))
    }

    /// The same key under another name.
    static func named(_ id: KeyIdentifier, _ key: SigningKey) throws -> SigningKey {
        switch key.material {
        case .pair(let pair): try SigningKey(pair: pair, id: id, algorithm: key.algorithm)
        case .secret(let secret): try SigningKey(secret: secret, id: id, algorithm: key.algorithm)
        }
    }

    /// The key as one that only verifies has it; `issuer`: whose tokens, `nil` for this gateway's own.
    static func verifying(_ algorithm: Algorithm, issuer: String?) throws -> VerificationKey {
        let signing = try key(algorithm)
        switch signing.material {
        case .pair(let pair):
            return try VerificationKey(
                publicKey: pair.publicKey, id: signing.id, algorithm: algorithm, foreignIssuer: issuer)
        case .secret(let secret):
            return try VerificationKey(secret: secret, id: signing.id, algorithm: algorithm, foreignIssuer: issuer)
        }
    }

    private static func makeAll() throws -> [SigningKey] {
        let pair = try PrivateKey.generate(.rsa(bits: 2048))
        var keys: [SigningKey] = []
        for algorithm in Algorithm.allCases {
            switch algorithm {
            case .rs256, .rs384, .rs512:
                keys.append(try SigningKey(pair: pair, id: KeyIdentifier.random(), algorithm: algorithm))
            default:
                keys.append(try SigningKey.generate(algorithm))
            }
        }
        return keys
    }

    private static func choose(_ algorithm: Algorithm, _ keys: [SigningKey]) throws -> SigningKey {
        struct Missing: Error {}
        guard let key = keys.first(where: { $0.algorithm == algorithm }) else { throw Missing() }
        return key
    }
}
