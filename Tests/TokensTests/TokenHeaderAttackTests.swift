import Cryptography
import Testing

@testable import Tokens

/// Attacks by the header: it chooses a key by name, and nothing else.
@Suite struct TokenHeaderAttackTests {
    @Test("refuses a header that asks for anything but a known key", arguments: Algorithm.allCases, keys)
    func knownKey(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test(
        "refuses another algorithm than the key's own, however it is written", arguments: Algorithm.allCases,
        names + spellings)
    func pinned(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("refuses tokens of this gateway that are no access tokens", arguments: Algorithm.allCases, types + kinds)
    func accessOnly(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("refuses every member but the three, and every other shape", arguments: Algorithm.allCases, shapes)
    func threeMembers(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("refuses alg none in any case, signed or not", arguments: Algorithm.allCases, nones)
    func unsigned(algorithm: Algorithm, none: String) throws {
        try Attack("signed", .algorithm, Self.algorithm(#""\#(none)""#)).expectFault(algorithm)
        try Attack("with some signature", .algorithm) { forgery in
            Forgery.joined(forgery.headed(Forgery.header(alg: none, kid: forgery.key.id.text)).unsigned(), [0])
        }.expectFault(algorithm)
        try Attack("stripped", .malformed) { forgery in
            Array((forgery.headed(Forgery.header(alg: none, kid: forgery.key.id.text)).unsigned() + ".").utf8)
        }.expectFault(algorithm)
    }

    @Test("a key that the token brings along does not count", arguments: Algorithm.allCases)
    func embedded(algorithm: Algorithm) throws {
        try Attack("jwk", .header) { forgery in
            var forged = forgery
            forged.key = try TestKeys.impostor(forgery.key.algorithm)
            return try forged.headed(Self.with(#""jwk":\#(Self.jwk(forged.key))"#, forgery.header)).token()
        }.expectFault(algorithm)
    }

    /// The public half as a JSON Web Key; of a secret the whole.
    private static func jwk(_ key: SigningKey) -> String {
        switch key.verificationKey.material {
        case .secret(let secret):
            return #"{"kty":"oct","k":"\#(Base64URL.encode(secret.bytes))"}"#
        case .publicKey(let half):
            switch half.parameters {
            case .p256(let x, let y):
                return #"{"kty":"EC","crv":"P-256","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
            case .p384(let x, let y):
                return #"{"kty":"EC","crv":"P-384","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
            case .rsa(let modulus, let exponent):
                return #"{"kty":"RSA","n":"\#(Base64URL.encode(modulus))","e":"\#(Base64URL.encode(exponent))"}"#
            }
        }
    }

    /// `header` with one more member.
    private static func with(_ member: String, _ header: String) -> String {
        String(header.dropLast()) + ",\(member)}"
    }

    private static func with(_ member: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(with(member, $0.header)).token() }
    }

    /// A header in which `alg` is `value` (JSON), signed all the same.
    private static func algorithm(_ value: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(#"{"alg":\#(value),"typ":"at+jwt","kid":"\#($0.key.id)"}"#).token() }
    }

    private static func type(_ value: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(#"{"alg":"\#($0.key.algorithm.rawValue)","typ":\#(value),"kid":"\#($0.key.id)"}"#).token() }
    }

    private static func kid(_ value: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.headed(#"{"alg":"\#($0.key.algorithm.rawValue)","typ":"at+jwt","kid":\#(value)}"#).token() }
    }

    /// `none` in its sixteen spellings.
    private static let nones: [String] = (0..<16).map { bits in
        "none".enumerated().map { letter in
            (bits >> letter.offset) & 1 == 0 ? String(letter.element) : letter.element.uppercased()
        }.joined()
    }

    private static let names: [Attack] = [
        "", "none ", "PS256", "ES512", "ES256K", "EdDSA", "HS1", "dir", "SHA256", "ES256,HS256", "*",
    ].map { name in Attack("alg \(name)", .algorithm, algorithm(#""\#(name)""#)) }

    private static let spellings: [Attack] = [
        Attack("alg in lower case", .algorithm) { forgery in
            try algorithm(#""\#(forgery.key.algorithm.rawValue.lowercased())""#)(forgery)
        },
        Attack("alg with a space", .algorithm) { try algorithm(#"" \#($0.key.algorithm.rawValue)""#)($0) },
        Attack("alg with a NUL", .algorithm) { try algorithm(#""\#($0.key.algorithm.rawValue)\u0000""#)($0) },
        Attack("alg a number", .header, algorithm("256")),
        Attack("alg null", .header, algorithm("null")),
        Attack("alg an array", .header) { try algorithm(#"["\#($0.key.algorithm.rawValue)"]"#)($0) },
        Attack("alg missing", .header) { try $0.headed(#"{"typ":"at+jwt","kid":"\#($0.key.id)"}"#).token() },
        Attack("alg twice", .header) { try with(#""alg":"\#($0.key.algorithm.rawValue)""#)($0) },
        Attack("alg twice, first none", .header) { forgery in
            try forgery.headed(#"{"alg":"none","# + String(forgery.header.dropFirst())).token()
        },
        Attack("alg twice, once escaped", .header) { forgery in
            try forgery.headed(#"{"\u0061lg":"none","# + String(forgery.header.dropFirst())).token()
        },
    ]

    private static let types: [Attack] = [
        "JWT", "jwt", "rt+jwt", "id+jwt", "logout+jwt", "AT+JWT", "At+Jwt", "application/at+jwt", "", "at+jwt ",
        "at+jwt,JWT",
    ].map { name in Attack("typ \(name)", .type, type(#""\#(name)""#)) }

    private static let kinds: [Attack] = [
        Attack("typ a number", .header, type("1")),
        Attack("typ an array", .header, type(#"["at+jwt"]"#)),
        Attack("typ twice", .header, with(#""typ":"at+jwt""#)),
        Attack("typ missing", .header) { forgery in
            let header = #"{"alg":"\#(forgery.key.algorithm.rawValue)","kid":"\#(forgery.key.id)"}"#
            return try forgery.headed(header).token()
        },
    ]

    private static let keys: [Attack] = [
        Attack("kid missing", .header) { forgery in
            try forgery.headed(#"{"alg":"\#(forgery.key.algorithm.rawValue)","typ":"at+jwt"}"#).token()
        },
        Attack("kid of nobody", .keyUnknown, kid(#""abc""#)),
        Attack("kid empty", .keyUnknown, kid(#""""#)),
        Attack("kid a path", .keyUnknown, kid(#""../../../dev/null""#)),
        Attack("kid a path in escapes", .keyUnknown, kid(#""..\u002f..\/dev\/null""#)),
        Attack("kid a file URL", .keyUnknown, kid(#""file:///dev/null""#)),
        Attack("kid a URL", .keyUnknown, kid(#""https://evil.test/key""#)),
        Attack("kid SQL", .keyUnknown, kid(#""' OR 1=1 --""#)),
        Attack("kid a command", .keyUnknown, kid(#""key|/usr/bin/id""#)),
        Attack("kid huge", .keyUnknown, kid(#""\#(String(repeating: "k", count: 4096))""#)),
        Attack("kid with a NUL", .keyUnknown) { try kid(#""\#($0.key.id)\u0000""#)($0) },
        Attack("kid with a space", .keyUnknown) { try kid(#""\#($0.key.id) ""#)($0) },
        Attack("kid cut short", .keyUnknown) { try kid(#""\#($0.key.id.text.dropLast())""#)($0) },
        Attack("kid a number", .header, kid("1")),
        Attack("kid null", .header, kid("null")),
        Attack("kid an array", .header) { try kid(#"["\#($0.key.id)"]"#)($0) },
        Attack("kid twice", .header) { try with(#""kid":"\#($0.key.id)""#)($0) },
        Attack("kid twice, once escaped", .header) { try with(#""k\u0069d":"\#($0.key.id)""#)($0) },
    ]

    private static let shapes: [Attack] = [
        Attack("jku", .header, with(#""jku":"https://evil.test/keys""#)),
        Attack("x5u", .header, with(#""x5u":"https://evil.test/chain""#)),
        Attack("x5c", .header, with(#""x5c":["MIIB"]"#)),
        Attack("x5t", .header, with(#""x5t":"AAAA""#)),
        Attack("jwk of a secret", .header, with(#""jwk":{"kty":"oct","k":"AAAA"}"#)),
        Attack("crit unknown", .header, with(#""crit":["exp"]"#)),
        Attack("crit empty", .header, with(#""crit":[]"#)),
        Attack("b64 false", .header, with(#""b64":false,"crit":["b64"]"#)),
        Attack("b64 false, not critical", .header, with(#""b64":false"#)),
        Attack("zip", .header, with(#""zip":"DEF""#)),
        Attack("enc", .header, with(#""enc":"A256GCM""#)),
        Attack("cty of a nested token", .header, with(#""cty":"JWT""#)),
        Attack("a claim in the header", .header, with(#""iss":"\#(Forgery.issuer)""#)),
        Attack("an array", .header) { try $0.headed("[]").token() },
        Attack("an array of the header", .header) { try $0.headed("[\($0.header)]").token() },
        Attack("empty", .header) { try $0.headed("{}").token() },
        Attack("a number", .header) { try $0.headed("1").token() },
        Attack("followed by more", .header) { try $0.headed($0.header + "{}").token() },
        Attack("not UTF-8", .header) { forgery in
            let bytes = Array(forgery.header.utf8.dropLast(2)) + [0xff] + Array(#""}"#.utf8)
            return try forgery.signed(forgery.unsigned(header: bytes))
        },
        Attack("nested deeply", .header) { forgery in
            let nest = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
            return try with(#""x":\#(nest)"#)(forgery)
        },
    ]
}
