import COpenSSL
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
        ("token_use", #""access""#), ("iss", #""\#(issuer)""#), ("aud", #""\#(audience)""#), ("sub", #""7""#),
        ("name", #""ann""#), ("role", "2"), ("ns", #""ns7""#), ("sid", #""s1""#), ("ver", "1"), ("iat", "\(now)"),
        ("nbf", "\(now)"), ("exp", "\(now + 3600)"), ("auth_time", "\(now)"), ("jti", #""j1""#),
    ]
    var key: SigningKey

    init(_ key: SigningKey) {
        self.key = key
        header = #"{"alg":"\#(key.algorithm.rawValue)","typ":"JWT","kid":"\#(key.id)"}"#
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
        Array("\(message).\(Base64URL.encode(try signature(of: message)))".utf8)
    }

    func signature(of message: String) throws -> [UInt8] {
        switch key.material {
        case .secret(let secret): try HMACSHA256.code(for: Array(message.utf8), key: secret.bytes)
        case .pair(let pair):
            switch key.algorithm {
            case .es256: try Self.plain(Self.sign(message, pair.pem))
            default: try Self.sign(message, pair.pem)
            }
        }
    }

    struct Failure: Error {}

    /// OpenSSL's own form: for ECDSA a DER sequence.
    static func sign(_ message: String, _ pem: [UInt8]) throws -> [UInt8] {
        guard let input = BIO_new_mem_buf(pem, Int32(pem.count)) else { throw Failure() }
        defer { BIO_free(input) }
        guard let key = PEM_read_bio_PrivateKey(input, nil, nil, nil) else { throw Failure() }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { throw Failure() }
        defer { EVP_MD_CTX_free(context) }
        let bytes = Array(message.utf8)
        var length = 0
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1
        else { throw Failure() }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else { throw Failure() }
        return Array(signature.prefix(length))
    }

    /// `r` and `s` side by side, 32 bytes each (RFC 7518 §3.4).
    private static func plain(_ der: [UInt8]) throws -> [UInt8] {
        try der.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            guard let parsed = d2i_ECDSA_SIG(nil, &position, buffer.count) else { throw Failure() }
            defer { ECDSA_SIG_free(parsed) }
            var both = [UInt8](repeating: 0, count: 64)
            let done = both.withUnsafeMutableBufferPointer { both in
                BN_bn2binpad(ECDSA_SIG_get0_r(parsed), both.baseAddress, 32) == 32
                    && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), both.baseAddress?.advanced(by: 32), 32) == 32
            }
            guard done else { throw Failure() }
            return both
        }
    }
}
