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

    @Test("a digest is as long as its hash says")
    func lengths() {
        #expect([HashFunction.sha256, .sha384, .sha512].map(\.length) == [32, 48, 64])
        #expect(HashFunction.sha256.length == SHA256.digestLength)
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
