import Cryptography
import Testing

@testable import Tokens

/// Claims that are signed by the honest key and must still not count.
@Suite struct TokenClaimsAttackTests {
    @Test("refuses claims of the wrong type, range or time", arguments: attacks)
    func claims(attack: Attack) throws {
        try attack.expectFault(.hs256)
    }

    @Test(
        "refuses a token without any one of its claims",
        arguments: ["iss", "aud", "sub", "name", "role", "ns", "sid", "ver", "iat", "nbf", "exp", "auth_time", "jti"])
    func missing(claim: String) throws {
        try Attack("missing", .claims) { try $0.claiming(claim, nil).token() }.expectFault(.hs256)
    }

    @Test(
        "refuses every time claim that is not a whole number of seconds",
        arguments: ["iat", "nbf", "exp", "auth_time"],
        [
            #""1700000000""#, "1700000000.0", "1.7e9", "-1", "9223372036854775807", "253402300800", "null", "true",
            "[1700000000]", "{}",
        ])
    func times(claim: String, json: String) throws {
        try Attack("time", .claims) { try $0.claiming(claim, json).token() }.expectFault(.hs256)
    }

    @Test("a number that libjwt cannot hold ends in libjwt", arguments: ["9223372036854775808", "1e400"])
    func overflow(json: String) throws {
        try Attack("overflow", .signature) { try $0.claiming("exp", json).token() }.expectFault(.hs256)
    }

    private static func claim(_ name: String, _ json: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.claiming(name, json).token() }
    }

    private static func payload(_ text: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.signed($0.unsigned(payload: Array(text.utf8))) }
    }

    private static let attacks: [Attack] = [
        Attack("a refresh token", .type, claim("token_use", #""refresh""#)),
        Attack("no token_use", .type) { try $0.claiming("token_use", nil).token() },
        Attack("token_use in another case", .type, claim("token_use", #""Access""#)),
        Attack("another issuer", .issuer, claim("iss", #""https://evil.test""#)),
        Attack("the issuer with a slash", .issuer, claim("iss", #""\#(Forgery.issuer)/""#)),
        Attack("iss an array", .claims, claim("iss", #"["\#(Forgery.issuer)"]"#)),
        Attack("another audience", .audience, claim("aud", #""other""#)),
        Attack("other audiences", .audience, claim("aud", #"["other","another"]"#)),
        Attack("no audience in the array", .audience, claim("aud", "[]")),
        Attack("aud with a number", .claims, claim("aud", #"["\#(Forgery.audience)",1]"#)),
        Attack("aud an object", .claims, claim("aud", #"{"\#(Forgery.audience)":true}"#)),
        Attack("sub a number", .claims, claim("sub", "7")),
        Attack("sub zero", .claims, claim("sub", #""0""#)),
        Attack("sub negative", .claims, claim("sub", #""-7""#)),
        Attack("sub with a plus", .claims, claim("sub", #""+7""#)),
        Attack("sub with a leading zero", .claims, claim("sub", #""07""#)),
        Attack("sub huge", .claims, claim("sub", #""99999999999999999999""#)),
        Attack("name empty", .claims, claim("name", #""""#)),
        Attack("name null", .claims, claim("name", "null")),
        Attack("role text", .claims, claim("role", #""4""#)),
        Attack("role a fraction", .claims, claim("role", "4.0")),
        Attack("role negative", .claims, claim("role", "-1")),
        Attack("role above 62", .claims, claim("role", "63")),
        Attack("role beyond a byte", .claims, claim("role", "260")),
        Attack("ns a number", .claims, claim("ns", "7")),
        Attack("sid empty", .claims, claim("sid", #""""#)),
        Attack("jti empty", .claims, claim("jti", #""""#)),
        Attack("ver negative", .claims, claim("ver", "-1")),
        Attack("exp not after iat", .claims, claim("exp", "\(Forgery.now)")),
        Attack("a lifetime of a century", .claims, claim("exp", "\(Forgery.now + 3_155_760_000)")),
        Attack("expired this second", .expired) { forgery in
            try forgery.claiming("iat", "\(Forgery.now - 60)").claiming("nbf", "\(Forgery.now - 60)")
                .claiming("exp", "\(Forgery.now)").token()
        },
        Attack("nbf 61 s ahead", .notYetValid, claim("nbf", "\(Forgery.now + 61)")),
        Attack("iat 61 s ahead", .notYetValid, claim("iat", "\(Forgery.now + 61)")),
        Attack("exp twice", .claims) { forgery in
            try forgery.signed(
                forgery.unsigned(payload: Array((forgery.payload.dropLast() + #","exp":1}"#).utf8)))
        },
        Attack("role twice, once escaped", .claims) { forgery in
            try forgery.signed(
                forgery.unsigned(payload: Array((forgery.payload.dropLast() + #","r\u006fle":4}"#).utf8)))
        },
        Attack("payload not JSON", .signature, payload("hello")),
        Attack("payload an array", .claims, payload("[1]")),
        Attack("payload another token", .signature) { forgery in
            try forgery.signed(forgery.unsigned(payload: forgery.token()))
        },
    ]
}
