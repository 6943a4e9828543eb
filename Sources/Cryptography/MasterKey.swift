/// The key that secrets in the store are sealed with, so that a copy of the database alone opens nothing. Printing it
/// shows nothing.
package struct MasterKey: Sendable, CustomStringConvertible, CustomReflectable {
    package static let length = AESGCM.keyLength

    /// Names the key in a sealed record; 16 hexadecimal digits that say nothing about its bytes.
    package let id: String
    package let bytes: [UInt8]

    package static func generate() throws(CryptographyError) -> MasterKey {
        try MasterKey(bytes: Randomness.bytes(length))
    }

    /// Throws `keyMalformed` unless there are 32 bytes.
    package init(bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == Self.length else { throw .keyMalformed }
        self.bytes = bytes
        let name = try MessageCode.make(for: Array("breakwater master key".utf8), key: bytes)
        id = name.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    /// `record` says what this is (its kind and its key in the store): a box moved to another record does not open.
    package func seal(_ plain: [UInt8], for record: String) throws(CryptographyError) -> SealedBox {
        SealedBox(keyID: id, bytes: try AESGCM.seal(plain, key: bytes, associated: associated(record)))
    }

    /// Throws `sealBroken` when the box was sealed with another key, for another record, or changed.
    package func open(_ box: SealedBox, for record: String) throws(CryptographyError) -> [UInt8] {
        guard box.keyID == id else { throw .sealBroken }
        return try AESGCM.open(box.bytes, key: bytes, associated: associated(record))
    }

    private func associated(_ record: String) -> [UInt8] { Array("\(id)\n\(record)".utf8) }

    package var description: String { "<master key \(id)>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A secret as it is stored, with the name of the master key that opens it.
package struct SealedBox: Sendable, Equatable {
    package let keyID: String
    /// Nonce, ciphertext and tag.
    package let bytes: [UInt8]

    package init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }
}
