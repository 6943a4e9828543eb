import Cryptography
import Domain
import Testing

@testable import Tokens

/// Attacks on the text form: one token has one spelling.
@Suite struct TokenFormAttackTests {
    private static let dot = UInt8(ascii: ".")

    @Test("refuses other spellings and other forms", arguments: Algorithm.allCases, attacks)
    func form(algorithm: Algorithm, attack: Attack) throws {
        try attack.expectFault(algorithm)
    }

    @Test("the honest token of the table is accepted", arguments: Algorithm.allCases)
    func honest(algorithm: Algorithm) throws {
        let key = try TestKeys.key(algorithm)
        let verifier = TokenVerifier(keys: KeyRing(signing: key), issuer: Forgery.issuer, audience: Forgery.audience)
        let bytes = try Forgery(key).token()
        let token = try verifier.verify(bytes.span, now: Forgery.now)
        #expect(token.principal.name == "ann")
    }

    private static let attacks: [Attack] = [
        Attack("nothing", .malformed) { _ in [] },
        Attack("two dots", .malformed) { _ in Array("..".utf8) },
        Attack("no signature segment", .malformed) { Array($0.unsigned().utf8) },
        Attack("empty signature segment", .malformed) { Array("\($0.unsigned()).".utf8) },
        Attack("a fourth segment", .malformed) { try $0.token() + [dot] + Array("e30".utf8) },
        Attack("five segments, as an encrypted token has", .malformed) { forgery in
            Array("\(forgery.unsigned()).AAAA.AAAA.AAAA".utf8)
        },
        Attack("JSON serialisation", .malformed) { forgery in
            let parts = try forgery.token().split(separator: dot).map { String(decoding: $0, as: UTF8.self) }
            return Array(#"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#.utf8)
        },
        Attack("padding after the signature", .malformed) { try $0.token() + Array("=".utf8) },
        Attack("padding after the header", .malformed) { forgery in
            let message = forgery.unsigned().split(separator: ".")
            return try forgery.signed("\(message[0])=.\(message[1])")
        },
        Attack("left-over bits in the signature", .malformed) { forgery in
            var token = try forgery.token()
            // The last character holds two or four bits too many, all zero: the next character sets the lowest.
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
            let value = try #require(token.last.flatMap(alphabet.firstIndex))
            token[token.count - 1] = alphabet[value + 1]
            return token
        },
        Attack("a space before", .malformed) { try [0x20] + $0.token() },
        Attack("a line end after", .malformed) { try $0.token() + [0x0a] },
        Attack("a space inside", .malformed) { forgery in
            var token = try forgery.token()
            token.insert(0x20, at: 10)
            return token
        },
        Attack("a NUL after, with more behind it", .malformed) { try $0.token() + Array("\u{0}.x".utf8) },
        Attack("the alphabet of plain base64", .malformed) { forgery in
            let message = forgery.unsigned(payload: [0xfb, 0xff]).replacing("-", with: "+").replacing("_", with: "/")
            return try forgery.signed(message)
        },
        Attack("64 KiB", .tooLong) { forgery in
            try forgery.claiming("name", #""\#(String(repeating: "a", count: 48 << 10))""#).token()
        },
        Attack("one byte over the bound", .tooLong) { _ in
            [UInt8](repeating: UInt8(ascii: "a"), count: TokenVerifier.longestToken + 1)
        },
    ]
}
