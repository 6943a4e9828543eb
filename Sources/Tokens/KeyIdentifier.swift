package import Cryptography

/// The name of a key: the `kid` header and its name in the store. 1 to 64 characters of base64url, so that one from a token
/// is never a path, a URL or a key to a log line of its own.
package struct KeyIdentifier: Hashable, Sendable, CustomStringConvertible {
    package static let longest = 64

    package let text: String

    /// `nil` outside the grammar.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = String(text)
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The JWK thumbprint (RFC 7638): the SHA-256 of the key's required members in alphabetical order, without white
    /// space. Who holds the key can compute its name.
    package init(thumbprintOf key: PublicKey.Parameters) throws(CryptographyError) {
        let members =
            switch key {
            case .p256(let x, let y):
                #"{"crv":"P-256","kty":"EC","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
            case .p384(let x, let y):
                #"{"crv":"P-384","kty":"EC","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
            case .rsa(let modulus, let exponent):
                #"{"e":"\#(Base64URL.encode(exponent))","kty":"RSA","n":"\#(Base64URL.encode(modulus))"}"#
            }
        text = Base64URL.encode(try SHA256.digest(of: Array(members.utf8)))
    }

    /// For a symmetric key, of which even a hash stays inside.
    package static func random() throws(CryptographyError) -> KeyIdentifier {
        KeyIdentifier(unchecked: try Randomness.identifier())
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    package var description: String { text }
}
