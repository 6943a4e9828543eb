import Cryptography
import Testing

@testable import Tokens

/// Attacks by the header: it chooses a key by name, and nothing else.
@Suite struct TokenHeaderAttackTests {
    @Test("refuses a header that asks for anything but a known key", arguments: Algorithm.allCases, attacks)
    func header(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("a public key's bytes are no HMAC secret", arguments: [Algorithm.es256, .rs256])
    func confusion(algorithm: Algorithm) throws {
        try Attack("confusion", .algorithm) { forgery in
            let pem = forgery.key.verificationKey.bytes
            let message = forgery.headed(#"{"alg":"HS256","typ":"JWT","kid":"\#(forgery.key.id)"}"#).unsigned()
            let code = try HMACSHA256.code(for: Array(message.utf8), key: pem)
            return Array("\(message).\(Base64URL.encode(code))".utf8)
        }.expectFault(algorithm)
    }

    /// A header with the honest three members and one more.
    private static func with(_ member: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed($0.header.dropLast() + ",\(member)}").token() }
    }

    /// A header in which `alg` is `value` (JSON), signed all the same.
    private static func algorithm(_ value: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(#"{"alg":\#(value),"typ":"JWT","kid":"\#($0.key.id)"}"#).token() }
    }

    private static func type(_ value: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(#"{"alg":"\#($0.key.algorithm.rawValue)","typ":\#(value),"kid":"\#($0.key.id)"}"#).token() }
    }

    private static func kid(_ value: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(#"{"alg":"\#($0.key.algorithm.rawValue)","typ":"JWT","kid":\#(value)}"#).token() }
    }

    private static let attacks: [Attack] = [
        Attack("alg none", .algorithm, algorithm(#""none""#)),
        Attack("alg None", .algorithm, algorithm(#""None""#)),
        Attack("alg NONE", .algorithm, algorithm(#""NONE""#)),
        Attack("alg nOnE", .algorithm, algorithm(#""nOnE""#)),
        Attack("alg none, signature stripped", .malformed) { forgery in
            Array((forgery.headed(#"{"alg":"none","typ":"JWT","kid":"\#(forgery.key.id)"}"#).unsigned() + ".").utf8)
        },
        Attack("alg empty", .algorithm, algorithm(#""""#)),
        Attack("alg in lower case", .algorithm) { forgery in
            try algorithm(#""\#(forgery.key.algorithm.rawValue.lowercased())""#)(forgery)
        },
        Attack("alg of a longer hash", .algorithm) { forgery in
            try algorithm(#""\#(forgery.key.algorithm.rawValue.replacing("256", with: "384"))""#)(forgery)
        },
        Attack("alg a number", .header, algorithm("256")),
        Attack("alg null", .header, algorithm("null")),
        Attack("alg missing", .header) { try $0.headed(#"{"typ":"JWT","kid":"\#($0.key.id)"}"#).token() },
        Attack("alg twice", .header) { forgery in
            let name = forgery.key.algorithm.rawValue
            let header = #"{"alg":"none","alg":"\#(name)","typ":"JWT","kid":"\#(forgery.key.id)"}"#
            return try forgery.headed(header).token()
        },
        Attack("alg twice, once escaped", .header) { forgery in
            let name = forgery.key.algorithm.rawValue
            let header = #"{"\u0061lg":"none","alg":"\#(name)","typ":"JWT","kid":"\#(forgery.key.id)"}"#
            return try forgery.headed(header).token()
        },
        Attack("kid missing", .header) { forgery in
            try forgery.headed(#"{"alg":"\#(forgery.key.algorithm.rawValue)","typ":"JWT"}"#).token()
        },
        Attack("kid of nobody", .keyUnknown, kid(#""abc""#)),
        Attack("kid empty", .keyUnknown, kid(#""""#)),
        Attack("kid a path", .keyUnknown, kid(#""../../../dev/null""#)),
        Attack("kid a URL", .keyUnknown, kid(#""https://evil.test/key""#)),
        Attack("kid SQL", .keyUnknown, kid(#""' OR 1=1 --""#)),
        Attack("kid huge", .keyUnknown, kid(#""\#(String(repeating: "k", count: 4096))""#)),
        Attack("kid with a NUL", .keyUnknown) { try kid(#""\#($0.key.id)\u0000""#)($0) },
        Attack("kid a number", .header, kid("1")),
        Attack("kid an array", .header) { try kid(#"["\#($0.key.id)"]"#)($0) },
        Attack("kid twice", .header) { try with(#""kid":"\#($0.key.id)""#)($0) },
        Attack("typ missing", .header) { forgery in
            let header = #"{"alg":"\#(forgery.key.algorithm.rawValue)","kid":"\#(forgery.key.id)"}"#
            return try forgery.headed(header).token()
        },
        Attack("typ of another kind", .type, type(#""rt+jwt""#)),
        Attack("typ a number", .header, type("1")),
        Attack("jku", .header, with(#""jku":"https://evil.test/keys""#)),
        Attack("x5u", .header, with(#""x5u":"https://evil.test/chain""#)),
        Attack("x5c", .header, with(#""x5c":["MIIB"]"#)),
        Attack("jwk", .header, with(#""jwk":{"kty":"oct","k":"AAAA"}"#)),
        Attack("crit unknown", .header, with(#""crit":["exp"]"#)),
        Attack("b64 false", .header, with(#""b64":false,"crit":["b64"]"#)),
        Attack("zip", .header, with(#""zip":"DEF""#)),
        Attack("enc", .header, with(#""enc":"A256GCM""#)),
        Attack("cty of a nested token", .header, with(#""cty":"JWT""#)),
        Attack("header an array", .header) { try $0.headed("[]").token() },
        Attack("header empty", .header) { try $0.headed("{}").token() },
        Attack("header followed by more", .header) { try $0.headed($0.header + "{}").token() },
        Attack("header not UTF-8", .header) { forgery in
            let bytes = Array(forgery.header.utf8.dropLast(2)) + [0xff] + Array(#""}"#.utf8)
            return try forgery.signed(forgery.unsigned(header: bytes))
        },
        Attack("header nested deeply", .header) { forgery in
            let nest = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
            return try with(#""x":\#(nest)"#)(forgery)
        },
    ]
}
