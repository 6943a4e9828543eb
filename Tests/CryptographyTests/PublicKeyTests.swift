import Cryptography
import Testing

@Suite struct PublicKeyTests {
    /// A number of exactly so many bits, odd, and otherwise nothing special.
    private static func number(bits: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x55, count: (bits + 7) / 8)
        bytes[0] = 1 << UInt8((bits - 1) % 8)
        return bytes
    }

    private static func modulus() throws -> [UInt8] {
        let key = try PrivateKey.generate(.rsa(bits: 2048)).publicKey
        guard case .rsa(let modulus, _) = key.parameters else { return [] }
        return modulus
    }

    @Test("survives its text form", arguments: [KeyKind.p256, .p384, .rsa(bits: 2048)])
    func roundTrip(kind: KeyKind) throws {
        let made = try PrivateKey.generate(kind).publicKey
        let read = try PublicKey(pem: made.pem)
        #expect(read == made)
        #expect(read.pem == made.pem)
        #expect(read.kind == kind)
    }

    @Test("two keys of a kind are not equal", arguments: [KeyKind.p256, .p384])
    func inequality(kind: KeyKind) throws {
        #expect(try PrivateKey.generate(kind).publicKey != PrivateKey.generate(kind).publicKey)
    }

    @Test("keys that are written by hand for these tests are read like those that OpenSSL writes")
    func handWritten() throws {
        let rsa = try PrivateKey.generate(.rsa(bits: 2048)).publicKey
        if case .rsa(let modulus, let exponent) = rsa.parameters {
            #expect(try PublicKey(pem: DER.rsa(modulus: modulus, exponent: exponent)).pem == rsa.pem)
        }
        let curve = try PrivateKey.generate(.p256).publicKey
        if case .p256(let x, let y) = curve.parameters {
            #expect(try PublicKey(pem: DER.p256(point: [4] + x + y)).pem == curve.pem)
        }
    }

    @Test("refuses an RSA exponent under which a message is its own signature, and those that nobody makes")
    func exponents() throws {
        let modulus = try Self.modulus()
        for exponent: [UInt8] in [[1], [0], [2], [4], [1, 0, 0], [0xff, 0xfe]] {
            #expect(throws: CryptographyError.keyMalformed) {
                try PublicKey(pem: DER.rsa(modulus: modulus, exponent: exponent))
            }
        }
    }

    @Test("refuses an RSA modulus of another size", arguments: [512, 1024, 2040, 2047, 8193, 16_384])
    func sizes(bits: Int) {
        let pem = DER.rsa(modulus: Self.number(bits: bits), exponent: [1, 0, 1])
        #expect(throws: CryptographyError.keySizeRefused(bits: bits)) { try PublicKey(pem: pem) }
    }

    @Test("refuses an even RSA modulus")
    func even() throws {
        let modulus = try Self.modulus()
        let last = try #require(modulus.last)
        let pem = DER.rsa(modulus: modulus.dropLast() + [last ^ 1], exponent: [1, 0, 1])
        #expect(throws: CryptographyError.keyMalformed) { try PublicKey(pem: pem) }
    }

    @Test("refuses a point that is not on the curve, and the one at infinity")
    func points() throws {
        guard case .p256(let x, let y) = try PrivateKey.generate(.p256).publicKey.parameters else { return }
        let honest: [UInt8] = [4] + x + y
        var beside = honest
        beside[64] ^= 1
        for point in [beside, Array(honest.prefix(33)), honest + [0], [0], []] {
            #expect(throws: CryptographyError.self) { try PublicKey(pem: DER.p256(point: point)) }
        }
    }

    @Test(
        "refuses keys of other types and curves",
        arguments: [
            ForeignKey(type: "EC", curve: "P-224"), ForeignKey(type: "EC", curve: "P-521"),
            ForeignKey(type: "EC", curve: "secp256k1"), ForeignKey(type: "ED25519"), ForeignKey(type: "X25519"),
            ForeignKey(type: "RSA-PSS", bits: 2048),
        ])
    func unsupported(key: ForeignKey) throws {
        let pem = try key.publicPEM()
        #expect(throws: CryptographyError.keyUnsupported) { try PublicKey(pem: pem) }
    }

    @Test(
        "refuses a private key, so that nobody leaves one where only the public half is needed",
        arguments: [
            ForeignKey(type: "EC", curve: "P-256"), ForeignKey(type: "EC", curve: "P-384"),
            ForeignKey(type: "RSA", bits: 2048),
        ])
    func privateKeys(key: ForeignKey) throws {
        var encrypted = key
        encrypted.passphrase = "secret"
        for pem in [try key.pem(), try key.olderPEM(), try encrypted.pem()] {
            #expect(throws: CryptographyError.keyMalformed) { try PublicKey(pem: pem) }
        }
    }

    @Test("refuses what is no key")
    func malformed() throws {
        let pem = try PrivateKey.generate(.p256).publicKey.pem
        let text = String(decoding: pem, as: UTF8.self)
        let others = [
            "", "\u{0}", "hello", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
            String(text.dropLast(30)), text.replacing("PUBLIC KEY", with: "CERTIFICATE"),
            text.replacing("\nM", with: "\nN"), text.replacing("\nM", with: "\n*"),
        ]
        for other in others {
            #expect(throws: CryptographyError.keyMalformed) { try PublicKey(pem: Array(other.utf8)) }
        }
    }
}
