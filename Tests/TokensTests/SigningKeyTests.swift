import Cryptography
import Testing

@testable import Tokens

@Suite struct SigningKeyTests {
    /// What the key that was made for an algorithm may be used with. An HMAC secret is never shorter than its hash (RFC
    /// 7518 §3.2), and a curve has one algorithm.
    private static let uses: [(Algorithm, [Algorithm])] = [
        (.es256, [.es256]), (.es384, [.es384]), (.rs256, [.rs256, .rs384, .rs512]), (.hs256, [.hs256]),
        (.hs384, [.hs256, .hs384]), (.hs512, [.hs256, .hs384, .hs512]),
    ]

    @Test("a key signs and verifies by the algorithms of its kind and length, and by no other", arguments: uses)
    func pairing(made: Algorithm, allowed: [Algorithm]) throws {
        let material = try TestKeys.key(made).material
        for algorithm in Algorithm.allCases {
            if allowed.contains(algorithm) {
                #expect(try signing(material, algorithm).algorithm == algorithm)
                #expect(try verifying(material, algorithm).algorithm == algorithm)
            } else {
                #expect(throws: CryptographyError.keyUnsupported) { try signing(material, algorithm) }
                #expect(throws: CryptographyError.keyUnsupported) { try verifying(material, algorithm) }
            }
        }
    }

    @Test("what verifies is the public half, or the secret itself", arguments: Algorithm.allCases)
    func half(algorithm: Algorithm) throws {
        let key = try TestKeys.key(algorithm)
        let half = key.verificationKey
        #expect(half.id == key.id)
        #expect(half.algorithm == algorithm)
        #expect(half.foreignIssuer == nil)
        switch (key.material, half.material) {
        case (.pair(let pair), .publicKey(let known)): #expect(known == pair.publicKey)
        case (.secret(let secret), .secret(let known)): #expect(known == secret)
        default: Issue.record("\(algorithm) verifies with another kind of key than it signs with")
        }
    }

    @Test("printing a key shows nothing of its secret", arguments: Algorithm.allCases)
    func redaction(algorithm: Algorithm) throws {
        let key = try TestKeys.key(algorithm)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("PRIVATE KEY"))
            // The bytes as an array prints them.
            switch key.material {
            case .pair(let pair): #expect(!text.contains("\(pair.pem.prefix(30))".dropFirst().dropLast()))
            case .secret(let secret): #expect(!text.contains("\(secret.bytes.prefix(8))".dropFirst().dropLast()))
            }
        }
    }

    private func signing(_ material: SigningKey.Material, _ algorithm: Algorithm) throws -> SigningKey {
        let id = try KeyIdentifier.random()
        switch material {
        case .pair(let pair): return try SigningKey(pair: pair, id: id, algorithm: algorithm)
        case .secret(let secret): return try SigningKey(secret: secret, id: id, algorithm: algorithm)
        }
    }

    private func verifying(_ material: SigningKey.Material, _ algorithm: Algorithm) throws -> VerificationKey {
        let id = try KeyIdentifier.random()
        switch material {
        case .pair(let pair):
            return try VerificationKey(publicKey: pair.publicKey, id: id, algorithm: algorithm, foreignIssuer: "f")
        case .secret(let secret):
            return try VerificationKey(secret: secret, id: id, algorithm: algorithm, foreignIssuer: "f")
        }
    }
}
