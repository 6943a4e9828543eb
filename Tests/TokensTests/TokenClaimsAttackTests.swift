import Testing

@testable import Tokens

/// Claims that are signed by the honest key and must still not count.
@Suite struct TokenClaimsAttackTests {
    @Test("refuses claims of the wrong type, range or meaning", arguments: Algorithm.allCases, claims)
    func meaning(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("refuses times that are past, ahead or no whole seconds", arguments: Algorithm.allCases, times + texts)
    func moment(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("refuses a payload that is not one object of distinct members", arguments: Algorithm.allCases, payloads)
    func form(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test(
        "refuses a token without any one of its claims", arguments: Algorithm.allCases,
        ["iss", "aud", "sub", "name", "role", "ns", "sid", "ver", "iat", "nbf", "exp", "auth_time", "jti"])
    func missing(algorithm: Algorithm, claim: String) throws {
        try Attack("missing", .claims) { try $0.claiming(claim, nil).token() }.expectFault(algorithm)
    }

    private static func claim(_ name: String, _ json: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.claiming(name, json).token() }
    }

    private static func payload(_ text: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.signed($0.unsigned(payload: Array(text.utf8))) }
    }

    /// The honest payload with one more member.
    private static func member(_ json: String) -> @Sendable (Forgery) throws -> [UInt8] {
        { try $0.signed($0.unsigned(payload: Array($0.payload.utf8.dropLast()) + Array(",\(json)}".utf8))) }
    }

    private static let claims: [Attack] = [
        Attack("another issuer", .issuer, claim("iss", #""https://evil.test""#)),
        Attack("the issuer with a slash", .issuer, claim("iss", #""\#(Forgery.issuer)/""#)),
        Attack("the issuer in capitals", .issuer, claim("iss", #""\#(Forgery.issuer.uppercased())""#)),
        Attack("the issuer and a NUL", .issuer, claim("iss", #""\#(Forgery.issuer)\u0000""#)),
        Attack("iss empty", .issuer, claim("iss", #""""#)),
        Attack("iss an array", .claims, claim("iss", #"["\#(Forgery.issuer)"]"#)),
        Attack("another audience", .audience, claim("aud", #""other""#)),
        Attack("a longer audience", .audience, claim("aud", #""\#(Forgery.audience)-admin""#)),
        Attack("two audiences in one text", .audience, claim("aud", #""other \#(Forgery.audience)""#)),
        Attack("other audiences", .audience, claim("aud", #"["other","another"]"#)),
        Attack("no audience in the array", .audience, claim("aud", "[]")),
        Attack("aud with a number", .claims, claim("aud", #"["\#(Forgery.audience)",1]"#)),
        Attack("aud an array in an array", .claims, claim("aud", #"[["\#(Forgery.audience)"]]"#)),
        Attack("aud an object", .claims, claim("aud", #"{"\#(Forgery.audience)":true}"#)),
        Attack("aud null", .claims, claim("aud", "null")),
        Attack("sub a number", .claims, claim("sub", "7")),
        Attack("sub zero", .claims, claim("sub", #""0""#)),
        Attack("sub negative", .claims, claim("sub", #""-7""#)),
        Attack("sub with a plus", .claims, claim("sub", #""+7""#)),
        Attack("sub with a leading zero", .claims, claim("sub", #""07""#)),
        Attack("sub with a space", .claims, claim("sub", #""7 ""#)),
        Attack("sub huge", .claims, claim("sub", #""99999999999999999999""#)),
        Attack("name empty", .claims, claim("name", #""""#)),
        Attack("name null", .claims, claim("name", "null")),
        Attack("role text", .claims, claim("role", #""4""#)),
        Attack("role a fraction", .claims, claim("role", "4.0")),
        Attack("role negative", .claims, claim("role", "-1")),
        Attack("role above 62", .claims, claim("role", "63")),
        Attack("role beyond a byte", .claims, claim("role", "260")),
        Attack("role an array", .claims, claim("role", "[4]")),
        Attack("ns a number", .claims, claim("ns", "7")),
        Attack("sid empty", .claims, claim("sid", #""""#)),
        Attack("sid a number", .claims, claim("sid", "1")),
        Attack("jti empty", .claims, claim("jti", #""""#)),
        Attack("ver negative", .claims, claim("ver", "-1")),
        Attack("ver text", .claims, claim("ver", #""1""#)),
        Attack("ver beyond 64 bits", .claims, claim("ver", "9223372036854775808")),
    ]

    private static let times: [Attack] = [
        Attack("exp not after iat", .claims, claim("exp", "\(Forgery.now)")),
        Attack("a lifetime of a century", .claims, claim("exp", "\(Forgery.now + 3_155_760_000)")),
        Attack("a lifetime of thirty days and a second", .claims, claim("exp", "\(Forgery.now + 2_592_001)")),
        Attack("a password given after the token was issued", .claims, claim("auth_time", "\(Forgery.now + 1)")),
        Attack("expired this second", .expired) { forgery in
            try forgery.claiming("iat", "\(Forgery.now - 60)").claiming("nbf", "\(Forgery.now - 60)")
                .claiming("auth_time", "\(Forgery.now - 60)").claiming("exp", "\(Forgery.now)").token()
        },
        Attack("nbf 61 s ahead", .notYetValid, claim("nbf", "\(Forgery.now + 61)")),
        Attack("iat 61 s ahead", .notYetValid, claim("iat", "\(Forgery.now + 61)")),
    ]

    /// What is no whole number of seconds before the year 10000, in each claim that is a time.
    private static let texts: [Attack] = {
        var attacks: [Attack] = []
        for name in ["iat", "nbf", "exp", "auth_time"] {
            for json in [
                #""1700000000""#, "1700000000.0", "17e8", "-1", "253402300800", "9223372036854775807",
                "9223372036854775808", "1e400", "01700000000", "null", "[1700000000]",
            ] {
                attacks.append(Attack("\(name) \(json)", .claims, claim(name, json)))
            }
        }
        return attacks
    }()

    private static let payloads: [Attack] = [
        Attack("exp twice", .claims, member(#""exp":9999999999"#)),
        Attack("role twice", .claims, member(#""role":4"#)),
        Attack("role twice with one value", .claims, member(#""role":2"#)),
        Attack("role twice, once escaped", .claims, member(#""r\u006fle":4"#)),
        Attack("sub twice", .claims, member(#""sub":"1""#)),
        Attack("twice in a claim that nobody reads", .claims, member(#""x":{"a":1,"a":2}"#)),
        Attack("not JSON", .claims, payload("hello")),
        Attack("an array", .claims, payload("[1]")),
        Attack("a string", .claims, payload(#""hello""#)),
        Attack("an empty object", .claims, payload("{}")),
        Attack("an array of the claims", .claims) { forgery in
            try forgery.signed(forgery.unsigned(payload: Array("[\(forgery.payload)]".utf8)))
        },
        Attack("two objects", .claims) { try $0.signed($0.unsigned(payload: Array("\($0.payload){}".utf8))) },
        Attack("a comma too many", .claims) { forgery in
            try forgery.signed(forgery.unsigned(payload: Array((forgery.payload.dropLast() + ",}").utf8)))
        },
        Attack("a byte order mark first", .claims) { forgery in
            try forgery.signed(forgery.unsigned(payload: [0xef, 0xbb, 0xbf] + Array(forgery.payload.utf8)))
        },
        Attack("a NUL behind", .claims) { forgery in
            try forgery.signed(forgery.unsigned(payload: Array(forgery.payload.utf8) + [0]))
        },
        Attack("not UTF-8", .claims) { forgery in
            let start = Array(forgery.payload.utf8.dropLast()) + Array(#","x":""#.utf8)
            return try forgery.signed(forgery.unsigned(payload: start + [0xc0, 0xaf] + Array(#""}"#.utf8)))
        },
        Attack("half a surrogate pair", .claims, member(#""x":"\ud83d""#)),
        Attack("nested deeply", .claims) { forgery in
            let nest = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
            return try member(#""x":\#(nest)"#)(forgery)
        },
        Attack("a token in the token", .claims) { try $0.signed($0.unsigned(payload: $0.token())) },
        Attack("a token in a string in the token", .claims) { forgery in
            let inner = String(decoding: try forgery.token(), as: UTF8.self)
            return try forgery.signed(forgery.unsigned(payload: Array(#""\#(inner)""#.utf8)))
        },
    ]
}
