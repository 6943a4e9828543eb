import Cryptography
import Testing

@Suite struct DigestTests {
    @Test(
        "SHA-256 agrees with FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func sha256(message: String, digest: String) throws {
        #expect(try SHA256.digest(of: Array(message.utf8)) == hex(digest))
    }

    @Test(
        "HMAC agrees with RFC 4231 and with the empty key",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func hmac(key: [UInt8], message: String, code: String) throws {
        #expect(try HMACSHA256.code(for: Array(message.utf8), key: key) == hex(code))
    }

    @Test("an HMAC with the empty key does not remember the key before")
    func emptyKeyIsForgetful() throws {
        let empty = try HMACSHA256.code(for: [1, 2, 3], key: [])
        _ = try HMACSHA256.code(for: [1, 2, 3], key: [9])
        #expect(try HMACSHA256.code(for: [1, 2, 3], key: []) == empty)
    }

    @Test("equality sees length, first and last byte")
    func constantTime() {
        #expect(ConstantTime.equal([], []))
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(!ConstantTime.equal([0, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
    }

    @Test("random bytes have the length asked for and do not repeat")
    func randomness() throws {
        #expect(try Randomness.bytes(0).isEmpty)
        #expect(try Randomness.bytes(33).count == 33)
        #expect(try Randomness.identifier().count == 22)
        #expect(Set(try (0..<100).map { _ in try Randomness.identifier() }).count == 100)
    }
}
