import Cryptography
import Testing

@Suite struct MasterKeyTests {
    private static let record = "token key k1"
    private static let secret = Array("-----BEGIN PRIVATE KEY-----".utf8)

    @Test("what is sealed comes back, whatever its length", arguments: [0, 1, 15, 16, 17, 241, 5000])
    func roundTrip(length: Int) throws {
        let key = try MasterKey.generate()
        let plain = [UInt8](repeating: 0x5a, count: length)
        let box = try key.seal(plain, for: Self.record)
        #expect(box.keyID == key.id)
        #expect(try key.open(box, for: Self.record) == plain)
        // And with the key as it is read from its file.
        #expect(try MasterKey(bytes: key.bytes).open(box, for: Self.record) == plain)
    }

    @Test(
        "a box does not open for another record",
        arguments: ["", "token key k2", "token key k1 ", "Token key k1", "k1"])
    func otherRecord(record: String) throws {
        let key = try MasterKey.generate()
        let box = try key.seal(Self.secret, for: Self.record)
        #expect(throws: CryptographyError.sealBroken) { try key.open(box, for: record) }
    }

    @Test("a box does not open with another key, also when it claims to be that key's")
    func otherKey() throws {
        let (key, other) = (try MasterKey.generate(), try MasterKey.generate())
        let box = try key.seal(Self.secret, for: Self.record)
        #expect(throws: CryptographyError.sealBroken) { try other.open(box, for: Self.record) }
        let renamed = SealedBox(keyID: other.id, bytes: box.bytes)
        #expect(throws: CryptographyError.sealBroken) { try other.open(renamed, for: Self.record) }
        #expect(throws: CryptographyError.sealBroken) { try key.open(renamed, for: Self.record) }
    }

    @Test("a box with any byte changed does not open: nonce, text and tag")
    func changed() throws {
        let key = try MasterKey.generate()
        let box = try key.seal(Self.secret, for: Self.record)
        for position in box.bytes.indices {
            for bit in 0..<8 {
                var bytes = box.bytes
                bytes[position] ^= 1 << UInt8(bit)
                let changed = SealedBox(keyID: box.keyID, bytes: bytes)
                #expect(throws: CryptographyError.sealBroken) { try key.open(changed, for: Self.record) }
            }
        }
    }

    @Test("a box that was cut or grew does not open")
    func cut() throws {
        let key = try MasterKey.generate()
        let box = try key.seal(Self.secret, for: Self.record)
        let shorter = (0..<box.bytes.count).map { Array(box.bytes.prefix($0)) }
        let others = [Array(box.bytes.dropFirst()), box.bytes + [0], [0] + box.bytes, box.bytes + box.bytes]
        for bytes in shorter + others {
            let changed = SealedBox(keyID: box.keyID, bytes: bytes)
            #expect(throws: CryptographyError.sealBroken) { try key.open(changed, for: Self.record) }
        }
    }

    @Test("a box shows nothing of what is in it but the length, and is another each time")
    func hiding() throws {
        let key = try MasterKey.generate()
        let boxes = try (0..<100).map { _ in try key.seal(Self.secret, for: Self.record).bytes }
        #expect(Set(boxes).count == 100)
        // 96 bits of nonce: one that came twice would give away the difference of two texts.
        #expect(Set(boxes.map { Array($0.prefix(12)) }).count == 100)
        for box in boxes {
            #expect(box.count == 12 + Self.secret.count + 16)
            #expect(!String(decoding: box, as: UTF8.self).contains("BEGIN"))
        }
    }

    @Test("a key has 32 bytes", arguments: [0, 1, 16, 31, 33, 64])
    func lengths(length: Int) {
        #expect(throws: CryptographyError.keyMalformed) { try MasterKey(bytes: [UInt8](repeating: 1, count: length)) }
    }

    @Test("a key's name is its own, always the same, in sixteen digits")
    func names() throws {
        let keys = try (0..<200).map { _ in try MasterKey.generate() }
        for key in keys {
            #expect(key.id.utf8.count == 16)
            #expect(key.id.allSatisfy { "0123456789abcdef".contains($0) })
            #expect(try MasterKey(bytes: key.bytes).id == key.id)
        }
        #expect(Set(keys.map(\.id)).count == keys.count)
    }

    @Test("printing a key shows its name and nothing else")
    func redaction() throws {
        let key = try MasterKey(bytes: [UInt8](0..<32))
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "<master key \(key.id)>")
        #expect(String(reflecting: key) == "<master key \(key.id)>")
        #expect(dumped.split(separator: "\n").count == 1)
        #expect(dumped.contains("<master key \(key.id)>"))
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
