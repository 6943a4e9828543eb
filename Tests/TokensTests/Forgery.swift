import Cryptography

@testable import Tokens

/// A token written by hand and signed with OpenSSL directly: says anything, correctly signed or not. Independent of the
/// issuer, so that the two cannot share a mistake.
struct Forgery {
    static let now: Int64 = 1_700_000_000
    static let issuer = "https://gateway.test"
    static let audience = "breakwater"

    var header: String
    var claims: [(name: String, json: String)] = [
        ("iss", #""\#(issuer)""#), ("aud", #""\#(audience)""#), ("sub", #""7""#), ("name", #""ann""#), ("role", "2"),
        ("ns", #""ns7""#), ("sid", #""s1""#), ("ver", "1"), ("iat", "\(now)"), ("nbf", "\(now)"),
        ("exp", "\(now + 3600)"), ("auth_time", "\(now)"), ("jti", #""j1""#),
    ]
    var key: SigningKey
    /// Whose hash the signature is made with: the key's own, unless an attack takes another.
    var algorithm: Algorithm

    init(_ key: SigningKey) {
        self.key = key
        algorithm = key.algorithm
        header = Self.header(alg: key.algorithm.rawValue, kid: key.id.text)
    }

    /// The three members of an honest header, with these values.
    static func header(alg: String, kid: String, typ: String = "at+jwt") -> String {
        #"{"alg":"\#(alg)","typ":"\#(typ)","kid":"\#(kid)"}"#
    }

    /// The same with one claim's JSON replaced, or left out for `nil`.
    func claiming(_ name: String, _ json: String?) -> Forgery {
        var copy = self
        copy.claims.removeAll { $0.name == name }
        if let json { copy.claims.append((name, json)) }
        return copy
    }

    func headed(_ header: String) -> Forgery {
        var copy = self
        copy.header = header
        return copy
    }

    var payload: String { "{" + claims.map { #""\#($0.name)":\#($0.json)"# }.joined(separator: ",") + "}" }

    /// What is signed: header and payload, or other bytes in their place.
    func unsigned(header: [UInt8]? = nil, payload: [UInt8]? = nil) -> String {
        Base64URL.encode(header ?? Array(self.header.utf8)) + "."
            + Base64URL.encode(payload ?? Array(self.payload.utf8))
    }

    func token() throws -> [UInt8] { try signed(unsigned()) }

    func signed(_ message: String) throws -> [UInt8] {
        Self.joined(message, try signature(of: message))
    }

    static func joined(_ message: String, _ signature: [UInt8]) -> [UInt8] {
        Array("\(message).\(Base64URL.encode(signature))".utf8)
    }

    func signature(of message: String) throws -> [UInt8] {
        switch key.material {
        case .secret(let secret):
            return try ForgedSignature.code(message, secret: secret.bytes, algorithm)
        case .pair(let pair):
            let native = try ForgedSignature.native(message, pem: pair.pem, algorithm)
            // The width is that of the key's curve, whatever the hash.
            switch key.algorithm {
            case .es256: return try ForgedSignature.plain(native, width: 32)
            case .es384: return try ForgedSignature.plain(native, width: 48)
            default: return native
            }
        }
    }
}
