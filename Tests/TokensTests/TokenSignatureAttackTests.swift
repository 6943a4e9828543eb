import Cryptography
import Testing

@testable import Tokens

/// Attacks on the signature: right algorithm, right key name, wrong proof.
@Suite struct TokenSignatureAttackTests {
    @Test("refuses what the key did not sign", arguments: Algorithm.allCases, attacks)
    func signature(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("another key of the same kind under the same name does not count", arguments: Algorithm.allCases)
    func impostor(algorithm: Algorithm) throws {
        try Attack("impostor", .signature) { forgery in
            var forgery = forgery
            forgery.key = try TestKeys.impostor(algorithm)
            return try forgery.token()
        }.expectFault(algorithm)
    }

    @Test("a curve's signature counts in the plain form, not in the DER form", arguments: [Algorithm.es256, .es384])
    func sequence(algorithm: Algorithm) throws {
        try Attack("DER", .signature) { forgery in
            guard case .pair(let pair) = forgery.key.material else { throw ForgedSignature.Failure() }
            let message = forgery.unsigned()
            return Forgery.joined(message, try ForgedSignature.native(message, pem: pair.pem, algorithm))
        }.expectFault(algorithm)
    }

    @Test("an HMAC is not shortened", arguments: [Algorithm.hs256, .hs384, .hs512], [1, 8, 16, 20, 31])
    func truncated(algorithm: Algorithm, length: Int) throws {
        try Attack("truncated", .signature, Self.altered { Array($0.prefix(length)) }).expectFault(algorithm)
    }

    @Test("an HMAC under the empty secret does not count", arguments: Algorithm.allCases)
    func emptySecret(algorithm: Algorithm) throws {
        // What a verifier computes when it looks a key up, finds nothing and goes on. A NUL is the empty secret: HMAC
        // fills up with zeros (RFC 2104 §2).
        try Attack("empty secret", .signature) { forgery in
            let message = forgery.unsigned()
            return Forgery.joined(message, try ForgedSignature.code(message, secret: [0], algorithm))
        }.expectFault(algorithm)
    }

    private static func altered(
        _ change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> @Sendable (Forgery) throws -> [UInt8] {
        { forgery in
            let message = forgery.unsigned()
            return Forgery.joined(message, change(try forgery.signature(of: message)))
        }
    }

    private static let attacks: [Attack] = [
        Attack("all zero", .signature, altered { [UInt8](repeating: 0, count: $0.count) }),
        Attack("all ones", .signature, altered { [UInt8](repeating: 0xff, count: $0.count) }),
        Attack("one", .signature, altered { [UInt8](repeating: 0, count: $0.count - 1) + [1] }),
        Attack(
            "first half zero", .signature,
            altered { [UInt8](repeating: 0, count: $0.count / 2) + $0.dropFirst($0.count / 2) }),
        Attack(
            "second half zero", .signature,
            altered { Array($0.prefix($0.count / 2)) + [UInt8](repeating: 0, count: $0.count - $0.count / 2) }),
        Attack("halves exchanged", .signature, altered { Array($0.dropFirst($0.count / 2) + $0.prefix($0.count / 2)) }),
        Attack("first bit turned", .signature, altered { [$0[0] ^ 0x80] + $0.dropFirst() }),
        Attack("last bit turned", .signature, altered { $0.dropLast() + [$0[$0.count - 1] ^ 1] }),
        Attack("one byte short", .signature, altered { Array($0.dropLast()) }),
        Attack("one byte short in front", .signature, altered { Array($0.dropFirst()) }),
        Attack("one byte long", .signature, altered { $0 + [0] }),
        Attack("one byte long in front", .signature, altered { [0] + $0 }),
        Attack("twice", .signature, altered { $0 + $0 }),
        Attack("one byte", .signature, altered { Array($0.prefix(1)) }),
        Attack("of another payload", .signature) { forgery in
            let proof = try forgery.signature(of: forgery.unsigned())
            return Forgery.joined(forgery.claiming("role", "4").unsigned(), proof)
        },
        Attack("of another header", .signature) { forgery in
            let proof = try forgery.signature(of: forgery.unsigned())
            return Forgery.joined(forgery.headed(forgery.header + " ").unsigned(), proof)
        },
        Attack("of the payload alone", .signature) { forgery in
            let proof = try forgery.signature(of: Base64URL.encode(Array(forgery.payload.utf8)))
            return Forgery.joined(forgery.unsigned(), proof)
        },
        Attack("of the text before base64url", .signature) { forgery in
            Forgery.joined(forgery.unsigned(), try forgery.signature(of: "\(forgery.header).\(forgery.payload)"))
        },
    ]
}
