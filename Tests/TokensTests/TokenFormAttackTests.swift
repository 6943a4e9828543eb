import Cryptography
import Domain
import Testing

@testable import Tokens

/// Attacks on the text form: there is one spelling of what is signed, and one form.
@Suite struct TokenFormAttackTests {
    private static let dot = UInt8(ascii: ".")

    @Test("refuses other forms than three segments", arguments: Algorithm.allCases, forms)
    func form(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("refuses other spellings of base64url, signed or not", arguments: Algorithm.allCases, spellings)
    func spelling(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test(
        "refuses left-over bits in a signature",
        arguments: [Algorithm.es256, .rs256, .rs384, .rs512, .hs256, .hs512])
    func leftOver(algorithm: Algorithm) throws {
        // The signatures of the other two fill their last letter.
        try Attack("left-over bits", .malformed) { forgery in
            let message = forgery.unsigned()
            let signature = Base64URL.encode(try forgery.signature(of: message))
            let nudged = try Self.nudged(signature)
            return Array("\(message).\(nudged)".utf8)
        }.expectFault(algorithm)
    }

    @Test("refuses the alphabet of plain base64 in a signature", arguments: Algorithm.allCases)
    func plainAlphabet(algorithm: Algorithm) throws {
        try Attack("plain alphabet", .malformed) { forgery in
            struct Unlucky: Error {}
            // Most signatures hold one of the two letters, but not every one.
            for number in 0..<1000 {
                let message = forgery.claiming("jti", #""\#(number)""#).unsigned()
                let signature = Base64URL.encode(try forgery.signature(of: message))
                let plain = signature.replacing("-", with: "+").replacing("_", with: "/")
                if plain != signature { return Array("\(message).\(plain)".utf8) }
            }
            throw Unlucky()
        }.expectFault(algorithm)
    }

    @Test("the honest token of the tables is accepted", arguments: Algorithm.allCases)
    func honest(algorithm: Algorithm) throws {
        let key = try TestKeys.key(algorithm)
        let verifier = TokenVerifier(keys: KeyRing(signing: key), issuer: Forgery.issuer, audience: Forgery.audience)
        let forgery = Forgery(key)
        // Also with the spaces that the attacks on left-over bits begin with.
        let spaced = forgery.unsigned(header: Self.spaced(forgery.header), payload: Self.spaced(forgery.payload))
        for message in [forgery.unsigned(), spaced] {
            let bytes = try forgery.signed(message)
            let token = try verifier.verify(bytes.span, now: Forgery.now)
            #expect(token.principal.name == "ann")
        }
    }

    /// With so many spaces behind it, which JSON does not mind, that its last letter has four bits to spare.
    private static func spaced(_ json: String) -> [UInt8] {
        var bytes = Array(json.utf8)
        while bytes.count % 3 != 1 { bytes.append(0x20) }
        return bytes
    }

    /// The lowest of the bits to spare, set in the last letter.
    private static func nudged(_ segment: String) throws -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let bytes = Array(segment.utf8)
        let last = try #require(bytes.last)
        let value = try #require(alphabet.firstIndex(of: last))
        return String(decoding: bytes.dropLast() + [alphabet[value ^ 1]], as: UTF8.self)
    }

    /// Header and payload as they are, in base64url.
    private static func segments(_ forgery: Forgery) -> (header: String, payload: String) {
        (Base64URL.encode(Array(forgery.header.utf8)), Base64URL.encode(Array(forgery.payload.utf8)))
    }

    /// A token of the honest two segments after `change` has been at them, signed as it then is.
    private static func respelled(
        _ change: @escaping @Sendable (_ header: String, _ payload: String) throws -> String
    ) -> @Sendable (Forgery) throws -> [UInt8] {
        { forgery in
            let (header, payload) = segments(forgery)
            return try forgery.signed(change(header, payload))
        }
    }

    private static let forms: [Attack] = [
        Attack("nothing", .malformed) { _ in [] },
        Attack("a dot", .malformed) { _ in Array(".".utf8) },
        Attack("two dots", .malformed) { _ in Array("..".utf8) },
        Attack("no signature segment", .malformed) { Array($0.unsigned().utf8) },
        Attack("empty signature segment", .malformed) { Array("\($0.unsigned()).".utf8) },
        Attack("empty header segment", .malformed, respelled { _, payload in ".\(payload)" }),
        Attack("empty payload segment", .malformed, respelled { header, _ in "\(header)." }),
        Attack("payload detached", .malformed) { forgery in
            let signature = Base64URL.encode(try forgery.signature(of: forgery.unsigned()))
            return Array("\(segments(forgery).header)..\(signature)".utf8)
        },
        Attack("a fourth segment", .malformed) { try $0.token() + [dot] + Array("e30".utf8) },
        Attack("an empty fourth segment", .malformed) { try $0.token() + [dot] },
        Attack("an empty first segment", .malformed) { try [dot] + $0.token() },
        Attack("five segments, as an encrypted token has", .malformed) { forgery in
            let head = Base64URL.encode(Array(#"{"alg":"dir","enc":"A256GCM","kid":"\#(forgery.key.id)"}"#.utf8))
            return Array("\(head)..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA".utf8)
        },
        Attack("five segments of a signed token", .malformed) { try $0.token() + Array(".AAAA.AAAA".utf8) },
        Attack("flattened JSON serialisation", .malformed) { forgery in
            let parts = try forgery.token().split(separator: dot).map { String(decoding: $0, as: UTF8.self) }
            return Array(#"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#.utf8)
        },
        Attack("general JSON serialisation", .malformed) { forgery in
            let parts = try forgery.token().split(separator: dot).map { String(decoding: $0, as: UTF8.self) }
            let proof = #"{"protected":"\#(parts[0])","signature":"\#(parts[2])"}"#
            return Array(#"{"payload":"\#(parts[1])","signatures":[\#(proof)]}"#.utf8)
        },
        Attack("two tokens", .malformed) { try $0.token() + [dot] + $0.token() },
        Attack("two tokens with a comma", .malformed) { try $0.token() + Array(",".utf8) + $0.token() },
        Attack("64 KiB, signed", .tooLong) { forgery in
            try forgery.claiming("name", #""\#(String(repeating: "a", count: 48 << 10))""#).token()
        },
        Attack("64 KiB of dots", .tooLong) { _ in [UInt8](repeating: dot, count: 64 << 10) },
        Attack("one byte over the bound", .tooLong) { _ in
            [UInt8](repeating: UInt8(ascii: "a"), count: TokenVerifier.longestToken + 1)
        },
    ]

    private static let spellings: [Attack] = [
        Attack("padding after the signature", .malformed) { try $0.token() + Array("=".utf8) },
        Attack("two pads after the signature", .malformed) { try $0.token() + Array("==".utf8) },
        Attack("padding after the header", .malformed, respelled { "\($0)=.\($1)" }),
        Attack("padding after the payload", .malformed, respelled { "\($0).\($1)==" }),
        Attack("padding in escapes", .malformed, respelled { "\($0).\($1)%3D" }),
        Attack("left-over bits in the header", .malformed) { forgery in
            let header = try nudged(Base64URL.encode(spaced(forgery.header)))
            return try forgery.signed("\(header).\(segments(forgery).payload)")
        },
        Attack("left-over bits in the payload", .malformed) { forgery in
            let payload = try nudged(Base64URL.encode(spaced(forgery.payload)))
            return try forgery.signed("\(segments(forgery).header).\(payload)")
        },
        Attack("a letter too many in the header", .malformed) { forgery in
            let whole = Array((forgery.header + "  ").utf8.prefix((forgery.header.utf8.count + 2) / 3 * 3))
            return try forgery.signed("\(Base64URL.encode(whole))A.\(segments(forgery).payload)")
        },
        Attack("a space before", .malformed) { try [0x20] + $0.token() },
        Attack("a space after", .malformed) { try $0.token() + [0x20] },
        Attack("a tab after", .malformed) { try $0.token() + [0x09] },
        Attack("a line end after", .malformed) { try $0.token() + [0x0a] },
        Attack("a space inside", .malformed) { forgery in
            var token = try forgery.token()
            token.insert(0x20, at: 10)
            return token
        },
        Attack(
            "a line end in the header, signed", .malformed,
            respelled { "\($0.prefix(4))\n\($0.dropFirst(4)).\($1)" }),
        Attack(
            "a space in the payload, signed", .malformed,
            respelled { "\($0).\($1.prefix(4)) \($1.dropFirst(4))" }),
        Attack("a NUL after, with more behind it", .malformed) { try $0.token() + Array("\u{0}.x".utf8) },
        Attack("a byte beyond ASCII", .malformed, respelled { "\($0).\($1)é" }),
        Attack("the alphabet of plain base64 in the payload", .malformed) { forgery in
            let message = forgery.unsigned(payload: [0xfb, 0xff]).replacing("-", with: "+").replacing("_", with: "/")
            return try forgery.signed(message)
        },
        Attack("the alphabet of plain base64 in the header", .malformed) { forgery in
            let header = forgery.unsigned(header: [0xfb, 0xff]).replacing("-", with: "+").replacing("_", with: "/")
            return try forgery.signed(header)
        },
    ]
}
