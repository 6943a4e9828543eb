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

    @Test("ES256 takes the plain form of a signature, not the DER form")
    func der() throws {
        try Attack("DER", .signature) { forgery in
            let message = forgery.unsigned()
            return Array("\(message).\(Base64URL.encode(try Forgery.sign(message, forgery.key.bytes)))".utf8)
        }.expectFault(.es256)
    }

    private static func altered(
        _ change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> @Sendable (Forgery) throws -> [UInt8] {
        { forgery in
            let message = forgery.unsigned()
            return Array("\(message).\(Base64URL.encode(change(try forgery.signature(of: message))))".utf8)
        }
    }

    private static let attacks: [Attack] = [
        Attack("all zero", .signature, altered { [UInt8](repeating: 0, count: $0.count) }),
        Attack("all ones", .signature, altered { [UInt8](repeating: 0xff, count: $0.count) }),
        Attack("first bit turned", .signature, altered { [$0[0] ^ 0x80] + $0.dropFirst() }),
        Attack("last bit turned", .signature, altered { $0.dropLast() + [$0[$0.count - 1] ^ 1] }),
        Attack("one byte short", .signature, altered { Array($0.dropLast()) }),
        Attack("one byte long", .signature, altered { $0 + [0] }),
        Attack("one byte", .signature, altered { Array($0.prefix(1)) }),
        Attack("of another payload", .signature) { forgery in
            let proof = try forgery.signature(of: forgery.unsigned())
            return Array("\(forgery.claiming("role", "4").unsigned()).\(Base64URL.encode(proof))".utf8)
        },
        Attack("of another header", .signature) { forgery in
            let proof = try forgery.signature(of: forgery.unsigned())
            let spaced = forgery.headed(forgery.header + " ")
            return Array("\(spaced.unsigned()).\(Base64URL.encode(proof))".utf8)
        },
    ]
}
