import Cryptography
import Testing

@Suite struct KeyTests {
    @Test(
        "a generated pair survives its text form", arguments: [KeyKind.p256, .p384, .rsa(bits: 2048), .rsa(bits: 3072)])
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
        let curve = try PrivateKey.generate(.p384).publicKey.parameters
        guard case .p384(let x, let y) = curve else {
            Issue.record("not a point of P-384")
            return
        }
        #expect(x.count == 48 && y.count == 48)
        let pair = try PrivateKey.generate(.rsa(bits: 2048)).publicKey.parameters
        guard case .rsa(let modulus, let exponent) = pair else {
            Issue.record("not an RSA key")
            return
        }
        #expect(modulus.count == 256 && modulus[0] >= 0x80)
        #expect(exponent == [1, 0, 1])
    }

    @Test("a coordinate that begins with zeros keeps its width")
    func width() throws {
        // One point in 128 has such a coordinate: not to meet any in 4,000 is beyond all luck.
        for _ in 0..<4000 {
            guard case .p256(let x, let y) = try PrivateKey.generate(.p256).publicKey.parameters else { break }
            try #require(x.count == 32 && y.count == 32)
            if x[0] == 0 || y[0] == 0 { return }
        }
        Issue.record("no such coordinate")
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
            ForeignKey(type: "EC", curve: "P-224"), ForeignKey(type: "EC", curve: "P-521"),
            ForeignKey(type: "EC", curve: "secp256k1"), ForeignKey(type: "ED25519"), ForeignKey(type: "X25519"),
            ForeignKey(type: "RSA-PSS", bits: 2048),
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

    @Test(
        "a new secret is as long as the hash",
        arguments: [(.sha256, 32), (.sha384, 48), (.sha512, 64)] as [(HashFunction, Int)])
    func newSecret(hash: HashFunction, length: Int) throws {
        let secret = try SecretKey.generate(for: hash)
        #expect(secret.bytes.count == length)
        #expect(try SecretKey.generate(for: hash) != secret)
    }

    @Test("refuses a secret that is shorter than every hash, or far longer than any", arguments: [0, 1, 31, 1025])
    func secretLengths(length: Int) {
        #expect(throws: CryptographyError.keyMalformed) {
            try SecretKey(bytes: [UInt8](repeating: 1, count: length))
        }
    }

    @Test("secrets compare by value", arguments: [32, 1024])
    func secretValues(length: Int) throws {
        let bytes = [UInt8](repeating: 1, count: length)
        #expect(try SecretKey(bytes: bytes) == SecretKey(bytes: bytes))
        #expect(try SecretKey(bytes: bytes) != SecretKey(bytes: Array(bytes.dropLast()) + [2]))
    }

    @Test("printing a key shows nothing", arguments: [KeyKind.p256, .p384, .rsa(bits: 2048)])
    func redaction(kind: KeyKind) throws {
        let pair = try PrivateKey.generate(kind)
        let secret = try SecretKey(bytes: [UInt8](repeating: 77, count: 32))
        var dumped = ""
        dump(pair, to: &dumped)
        dump(secret, to: &dumped)
        for text in ["\(pair)", String(reflecting: pair), "\(secret)", String(reflecting: secret)] {
            #expect(["<private key>", "<secret key>"].contains(text))
        }
        #expect(!dumped.contains("BEGIN"))
        #expect(!dumped.contains("77"))
    }
}
