import Testing

@testable import Cryptography

@Suite struct SignatureTests {
    private static let kinds: [KeyKind] = [.p256, .p384, .rsa(bits: 2048)]
    /// Of a signature, in bytes (RFC 7518 §3.3 and §3.4).
    private static let lengths: [(KeyKind, Int)] = [(.p256, 64), (.p384, 96), (.rsa(bits: 2048), 256)]
    private static let hashes: [HashFunction] = [.sha256, .sha384, .sha512]
    private static let message = Array("header.payload".utf8)

    @Test("what a key signs, it verifies: that message, under that hash, and nothing else", arguments: lengths)
    func roundTrip(kind: KeyKind, length: Int) throws {
        let pair = try PrivateKey.generate(kind)
        let reread = try PublicKey(pem: pair.publicKey.pem)
        #expect(reread.signatureLength == length)
        for hash in Self.hashes {
            for message in [Self.message, [], [0], [UInt8](repeating: 0xff, count: 10_000)] {
                let signature = try pair.sign(message, hash)
                #expect(signature.count == length)
                #expect(reread.verifies(signature, of: message, hash))
                #expect(!reread.verifies(signature, of: message + [0], hash))
                for other in Self.hashes where other != hash {
                    #expect(!reread.verifies(signature, of: message, other))
                }
            }
        }
    }

    @Test("a signature that was changed, cut or grew does not count, nor does another key's", arguments: kinds)
    func forged(kind: KeyKind) throws {
        let pair = try PrivateKey.generate(kind)
        let signature = try pair.sign(Self.message, .sha256)
        let zeros = [UInt8](repeating: 0, count: signature.count)
        var others: [[UInt8]] = [
            [], [0], signature + [0], [0] + signature, Array(signature.dropLast()), Array(signature.dropFirst()),
            signature + signature, zeros, Array(zeros.dropLast()) + [1],
        ]
        for position in signature.indices {
            var changed = signature
            changed[position] ^= 0x10
            others.append(changed)
        }
        others.append(try PrivateKey.generate(kind).sign(Self.message, .sha256))
        for other in others {
            #expect(!pair.publicKey.verifies(other, of: Self.message, .sha256))
        }
        #expect(pair.publicKey.verifies(signature, of: Self.message, .sha256))
    }

    @Test("a curve's signature in DER does not count", arguments: [KeyKind.p256, .p384])
    func sequence(kind: KeyKind) throws {
        let pair = try PrivateKey.generate(kind)
        let plain = try pair.sign(Self.message, .sha256)
        let width = plain.count / 2
        let sequence = DER.signature(r: Array(plain.prefix(width)), s: Array(plain.suffix(width)))
        // It is the same signature, as OpenSSL writes it.
        #expect(CurveSignature.sequence(plain) == sequence)
        #expect(try CurveSignature.plain(sequence, width: width) == plain)
        #expect(!pair.publicKey.verifies(sequence, of: Self.message, .sha256))
    }

    @Test("a signature is as wide as its curve also when a number begins with zeros")
    func width() throws {
        // One signature in 128 has such a number.
        let pair = try PrivateKey.generate(.p256)
        for number in 0..<400 {
            let message = Array("\(number)".utf8)
            let signature = try pair.sign(message, .sha256)
            #expect(signature.count == 64)
            #expect(pair.publicKey.verifies(signature, of: message, .sha256))
        }
    }

    @Test("small numbers and high bits survive both spellings", arguments: [32, 48])
    func numbers(width: Int) throws {
        let zeros = [UInt8](repeating: 0, count: width - 1)
        let numbers: [[UInt8]] = [
            zeros + [0], zeros + [1], zeros + [0x7f], zeros + [0x80], [0x7f] + zeros, [0x80] + zeros, [0xff] + zeros,
        ]
        for (r, s) in zip(numbers, numbers.reversed()) {
            let sequence = DER.signature(r: r, s: s)
            #expect(CurveSignature.sequence(r + s) == sequence)
            #expect(try CurveSignature.plain(sequence, width: width) == r + s)
        }
    }

    @Test("a sequence that is none, or has a number wider than the curve, has no plain form")
    func tooWide() {
        let wide = [1] + [UInt8](repeating: 0, count: 32)
        let sequences: [[UInt8]] = [
            DER.signature(r: wide, s: [1]), DER.signature(r: [1], s: wide), [], [0x30], [0x02, 0x01, 0x01],
        ]
        for sequence in sequences {
            #expect(throws: CryptographyError.self) { try CurveSignature.plain(sequence, width: 32) }
        }
    }
}
