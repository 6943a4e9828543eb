import Testing

@testable import Cryptography

@Suite struct PasswordHashTests {
    @Test("scrypt agrees with RFC 7914 §12")
    func vector() throws {
        let cost = try #require(ScryptCost(logN: 14, r: 8, p: 1))
        let key = try cost.derive(
            password: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), length: 64)
        #expect(
            key
                == hex(
                    """
                    70 23 bd cb 3a fd 73 48 46 1c 06 cd 81 fd 38 eb
                    fd a8 fb ba 90 4f 8e 3e a9 b5 43 f6 54 5d a1 f2
                    d5 43 29 55 61 3f 0f cf 62 d4 97 05 24 2a 9a f9
                    e6 1e 85 dc 0d 65 1e 40 df cf 01 7b 45 57 58 87
                    """))
    }

    @Test("a hash matches its password and no other", arguments: ["", "Passw0rd", "a\u{0}b", "🔑пароль", "é"])
    func matches(password: String) throws {
        let hash = try PasswordHash(hashing: Array(password.utf8))
        let stored = try PasswordHash(stored: hash.stored)
        #expect(stored == hash)
        #expect(try stored.matches(Array(password.utf8)))
        #expect(try !stored.matches(Array((password + "\u{0}").utf8)))
        #expect(try !stored.matches(Array(password.utf8.dropLast()) + [0x21]))
    }

    @Test("what stands after a NUL counts")
    func nul() throws {
        let hash = try PasswordHash(hashing: [0x61, 0, 0x62])
        #expect(try !hash.matches([0x61, 0, 0x63]))
        #expect(try !hash.matches([0x61]))
    }

    @Test("the same password hashes differently each time")
    func salted() throws {
        #expect(try PasswordHash(hashing: [1]).stored != PasswordHash(hashing: [1]).stored)
    }

    @Test("the longest password works, a longer one is refused or simply wrong")
    func bound() throws {
        let longest = [UInt8](repeating: 0x61, count: PasswordHash.longestPassword)
        let hash = try PasswordHash(hashing: longest)
        #expect(try hash.matches(longest))
        #expect(try !hash.matches(longest + [0x61]))
        #expect(throws: CryptographyError.passwordTooLong) { try PasswordHash(hashing: longest + [0x61]) }
    }

    @Test("the decoy costs what a new hash costs, and no password opens it")
    func decoy() throws {
        let parameters = PasswordHash.decoy.stored.split(separator: "$")[1]
        #expect(try PasswordHash(hashing: []).stored.split(separator: "$")[1] == parameters)
        #expect(try !PasswordHash.decoy.matches([]))
    }

    @Test(
        "only a hash at another cost than the present one is outdated",
        arguments: [
            ("ln=15,r=8,p=1", false), ("ln=14,r=8,p=1", true), ("ln=16,r=8,p=1", true), ("ln=17,r=8,p=1", true),
            ("ln=15,r=8,p=2", true),
        ])
    func outdated(cost: String, isOutdated: Bool) throws {
        #expect(try PasswordHash(stored: "$scrypt$\(cost)$\(Self.salt)$\(Self.key)").isOutdated == isOutdated)
    }

    @Test("what is hashed now is not outdated, nor is what stands in for it")
    func upToDate() throws {
        let made = try PasswordHash(hashing: [0x61])
        #expect(!made.isOutdated)
        #expect(try !PasswordHash(stored: made.stored).isOutdated)
        #expect(!PasswordHash.decoy.isOutdated)
    }

    @Test("an outdated hash is checked at the cost that stands beside it")
    func formerCost() throws {
        let cost = try #require(ScryptCost(logN: 14, r: 8, p: 1))
        let salt = [UInt8](repeating: 7, count: 16)
        // As it is derived: with the mark that keeps a NUL at the end from vanishing.
        let key = try cost.derive(password: Array("Passw0rd".utf8) + [1], salt: salt, length: 32)
        let hash = try PasswordHash(
            stored: "$scrypt$ln=14,r=8,p=1$\(Base64URL.encode(salt))$\(Base64URL.encode(key))")
        #expect(hash.isOutdated)
        #expect(try hash.matches(Array("Passw0rd".utf8)))
        #expect(try !hash.matches(Array("Passw0rd!".utf8)))
    }

    @Test("printing shows nothing")
    func redaction() throws {
        let hash = PasswordHash.decoy
        var dumped = ""
        dump(hash, to: &dumped)
        for text in ["\(hash)", String(reflecting: hash), dumped] {
            #expect(!text.contains("scrypt"))
            #expect(!text.contains("["))
        }
    }

    private static let salt = "AAAAAAAAAAAAAAAAAAAAAA"
    private static let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    @Test("the table's well-formed row is accepted")
    func wellFormed() throws {
        _ = try PasswordHash(stored: "$scrypt$ln=15,r=8,p=1$\(Self.salt)$\(Self.key)")
    }

    @Test(
        "refuses strings it did not write, and costs out of bounds",
        arguments: [
            "", "secret", "$2a$10$abcdefghijklmnopqrstuv", "$scrypt$ln=15,r=8,p=1$\(salt)",
            "$scrypt$ln=15,r=8,p=1$\(salt)$\(key)$", "x$scrypt$ln=15,r=8,p=1$\(salt)$\(key)",
            "$scrypt$ln=13,r=8,p=1$\(salt)$\(key)", "$scrypt$ln=18,r=8,p=1$\(salt)$\(key)",
            "$scrypt$ln=63,r=8,p=1$\(salt)$\(key)", "$scrypt$ln=15,r=9,p=1$\(salt)$\(key)",
            "$scrypt$ln=15,r=8,p=0$\(salt)$\(key)", "$scrypt$ln=15,r=8,p=5$\(salt)$\(key)",
            "$scrypt$ln=15,r=8$\(salt)$\(key)", "$scrypt$r=8,ln=15,p=1$\(salt)$\(key)",
            "$scrypt$ln=15,r=8,p=1$\(salt)$AAAA", "$scrypt$ln=15,r=8,p=1$AAAA$\(key)",
            "$scrypt$ln=15,r=8,p=1$\(salt)==$\(key)",
        ])
    func malformed(text: String) {
        #expect(throws: CryptographyError.hashMalformed) { try PasswordHash(stored: text) }
    }
}
