/// A password as it is kept: scrypt with its own salt and cost, in one string. Printing it shows nothing.
///
/// Making and checking block for some 80 ms and take 32 MiB: call them on a bounded thread pool, never on an event
/// loop. Passwords are compared as the bytes that were sent; NUL and any other byte are allowed and count.
package struct PasswordHash: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// In bytes. Hashing starts with one pass over the password, so an unbounded one is a cheap way to burn a core;
    /// a person's passphrase stays far below.
    package static let longestPassword = 1024
    private static let saltLength = 16
    private static let keyLength = 32

    private let cost: ScryptCost
    private let salt: [UInt8]
    private let key: [UInt8]

    /// What to check a password against when the user does not exist, so that the answer takes as long as for one that
    /// does. Its key is random: no password leads to it.
    package static let decoy: PasswordHash = {
        var generator = SystemRandomNumberGenerator()
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: 0...255, using: &generator) } }
        return PasswordHash(cost: .standard, salt: bytes(saltLength), key: bytes(keyLength))
    }()

    private init(cost: ScryptCost, salt: [UInt8], key: [UInt8]) {
        (self.cost, self.salt, self.key) = (cost, salt, key)
    }

    /// Throws `passwordTooLong` above `longestPassword`.
    package init(hashing password: [UInt8]) throws(CryptographyError) {
        guard password.count <= Self.longestPassword else { throw .passwordTooLong }
        let salt = try Randomness.bytes(Self.saltLength)
        let key = try Self.derive(password, .standard, salt)
        self.init(cost: .standard, salt: salt, key: key)
    }

    /// Made at a cost that is not the present one: worth making anew when the password is at hand.
    package var isOutdated: Bool { cost != .standard }

    /// Whether this is the password. One above `longestPassword` is simply wrong, at once, whoever the user is.
    package func matches(_ password: [UInt8]) throws(CryptographyError) -> Bool {
        guard password.count <= Self.longestPassword else { return false }
        return ConstantTime.equal(try Self.derive(password, cost, salt), key)
    }

    /// Ends the password with a byte that is not zero. scrypt makes it an HMAC key, which is filled up with zeros to
    /// the block's length (RFC 2104 §2): without the mark, `a` and `a` with a NUL behind it would be one password.
    private static func derive(
        _ password: [UInt8], _ cost: ScryptCost, _ salt: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try cost.derive(password: password + [1], salt: salt, length: keyLength)
    }

    /// `$scrypt$ln=15,r=8,p=1$<salt>$<key>`, after the PHC string format
    /// (https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md), in base64url.
    package var stored: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(Base64URL.encode(salt))$\(Base64URL.encode(key))"
    }

    /// Reads what `stored` wrote; anything else is `hashMalformed`.
    package init(stored text: String) throws(CryptographyError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Self.cost(parts[2]),
            let salt = Base64URL.decode(Array(parts[3].utf8).span), salt.count == Self.saltLength,
            let key = Base64URL.decode(Array(parts[4].utf8).span), key.count == Self.keyLength
        else { throw .hashMalformed }
        self.init(cost: cost, salt: salt, key: key)
    }

    private static func cost(_ text: Substring) -> ScryptCost? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].hasPrefix("ln="), fields[1].hasPrefix("r="), fields[2].hasPrefix("p="),
            let logN = Int(fields[0].dropFirst(3)), let r = Int(fields[1].dropFirst(2)),
            let p = Int(fields[2].dropFirst(2))
        else { return nil }
        return ScryptCost(logN: logN, r: r, p: p)
    }

    package var description: String { "<password hash>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
