import Cryptography
import Testing

@Suite struct KeyTests {
    @Test("a generated pair survives its text form", arguments: [KeyKind.p256, .rsa(bits: 2048), .rsa(bits: 3072)])
    func roundTrip(kind: KeyKind) throws {
        let made = try PrivateKey.generate(kind)
        let read = try PrivateKey(pem: made.pem)
        #expect(read.kind == kind)
        #expect(read.pem == made.pem)
        #expect(read.publicKey == made.publicKey)
        #expect(String(decoding: made.pem, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(String(decoding: made.publicKey.pem, as: UTF8.self).hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
    }

    @Test("the numbers of a public key have the widths of a JSON Web Key")
    func parameters() throws {
        guard case .p256(let x, let y) = try PrivateKey.generate(.p256).publicKey.parameters else {
            Issue.record("not a point")
            return
        }
        #expect(x.count == 32 && y.count == 32)
        guard case .rsa(let modulus, let exponent) = try PrivateKey.generate(.rsa(bits: 2048)).publicKey.parameters
        else {
            Issue.record("not an RSA key")
            return
        }
        #expect(modulus.count == 256 && modulus[0] >= 0x80)
        #expect(exponent == [1, 0, 1])
    }

    @Test("refuses to make a weak or a huge RSA key", arguments: [512, 1024, 2047, 8193, 65536])
    func sizes(bits: Int) {
        #expect(throws: CryptographyError.keySizeRefused(bits: bits)) { try PrivateKey.generate(.rsa(bits: bits)) }
    }

    @Test("refuses a weak RSA key from a file")
    func weak() throws {
        let pem = try ForeignKey(type: "RSA", bits: 1024).pem()
        #expect(throws: CryptographyError.keySizeRefused(bits: 1024)) { try PrivateKey(pem: pem) }
    }

    @Test(
        "refuses keys of other types and curves",
        arguments: [
            ForeignKey(type: "EC", curve: "P-384"), ForeignKey(type: "EC", curve: "secp256k1"),
            ForeignKey(type: "ED25519"), ForeignKey(type: "X25519"), ForeignKey(type: "RSA-PSS", bits: 2048),
        ])
    func unsupported(key: ForeignKey) throws {
        let pem = try key.pem()
        #expect(throws: CryptographyError.keyUnsupported) { try PrivateKey(pem: pem) }
    }

    @Test("refuses an encrypted key without asking for its passphrase")
    func encrypted() throws {
        let pem = try ForeignKey(type: "EC", curve: "P-256", passphrase: "secret").pem()
        #expect(throws: CryptographyError.keyMalformed) { try PrivateKey(pem: pem) }
    }

    @Test("refuses what is no private key")
    func malformed() throws {
        let pair = try PrivateKey.generate(.p256)
        for pem in [[], [0], Array("hello".utf8), pair.publicKey.pem, Array(pair.pem.dropLast(60))] {
            #expect(throws: CryptographyError.keyMalformed) { try PrivateKey(pem: pem) }
        }
    }

    @Test("secret keys are as long as the hash or longer, and compare by value")
    func secrets() throws {
        #expect(try SecretKey.generate().bytes.count == 32)
        #expect(try SecretKey.generate() != SecretKey.generate())
        #expect(throws: CryptographyError.keyMalformed) { try SecretKey(bytes: [UInt8](repeating: 1, count: 31)) }
        #expect(throws: CryptographyError.keyMalformed) { try SecretKey(bytes: [UInt8](repeating: 1, count: 1025)) }
    }

    @Test("printing a key shows nothing")
    func redaction() throws {
        let pair = try PrivateKey.generate(.p256)
        let secret = try SecretKey(bytes: [UInt8](repeating: 77, count: 32))
        var dumped = ""
        dump(pair, to: &dumped)
        dump(secret, to: &dumped)
        for text in ["\(pair)", String(reflecting: pair), "\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains("BEGIN"))
            #expect(!text.contains("77"))
        }
    }
}
