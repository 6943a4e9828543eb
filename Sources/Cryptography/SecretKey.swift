/// A symmetric key for HMAC; printing it shows nothing.
package struct SecretKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// RFC 7518 §3.2: a key at least as long as the hash, of which SHA-256 is the shortest.
    package static let shortestLength = 32
    /// More than one hash block is hashed down to a digest anyway (RFC 2104 §2); the bound only stops accidents.
    package static let longestLength = 1024

    package let bytes: [UInt8]

    /// As many random bytes as `hash` gives.
    package static func generate(for hash: HashFunction) throws(CryptographyError) -> SecretKey {
        try SecretKey(bytes: Randomness.bytes(hash.length))
    }

    /// Throws `keyMalformed` outside 32 to 1,024 bytes.
    package init(bytes: [UInt8]) throws(CryptographyError) {
        guard (Self.shortestLength...Self.longestLength).contains(bytes.count) else { throw .keyMalformed }
        self.bytes = bytes
    }

    package static func == (one: SecretKey, other: SecretKey) -> Bool { ConstantTime.equal(one.bytes, other.bytes) }
    package var description: String { "<secret key>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
