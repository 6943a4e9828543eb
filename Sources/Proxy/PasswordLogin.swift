import Domain
import Policy
import Tokens

/// A user name and a password as `Authorization: Basic` has them (RFC 7617).
struct PasswordLogin {
    let user: String
    let password: Secret

    /// Whether the scheme is Basic, with or without anything behind it.
    static func isBasic(_ value: Span<UInt8>) -> Bool {
        let scheme: StaticString = "basic"
        return scheme.withUTF8Buffer { expected in
            guard value.count >= expected.count else { return false }
            for index in 0..<expected.count where value[index] | 0x20 != expected[index] { return false }
            return value.count == expected.count || value[expected.count] == UInt8(ascii: " ")
        }
    }

    /// The refusal of a request without `Authorization`: it names the ways that the route takes.
    static func missing(_ schemes: AuthenticationSchemes) -> GatewayError {
        guard schemes.contains(.basic) else { return GatewayError(.tokenMissing) }
        let token = schemes.contains(.bearer) ? "a token, or " : ""
        return GatewayError(
            .tokenMissing, message: "log in first: send Authorization with \(token)a user and password as Basic")
    }

    /// The refusal of an `Authorization` value that is no token, where tokens alone count.
    static func noToken(_ value: Span<UInt8>) -> GatewayError {
        let message =
            "this route takes a token, not a user and a password: send Authorization with the token of a login"
        return GatewayError(
            .tokenInvalid, message: isBasic(value) ? message : nil, detail: TokenFault.malformed.rawValue)
    }

    /// `nil` when it is not base64 of UTF-8 with a colon, or holds a control character (RFC 7617 §2).
    init?(_ value: Span<UInt8>) {
        var start = "basic ".utf8.count
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        guard start < value.count, let bytes = Base64.decode(value.extracting(start..<value.count)),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let user = String(validating: bytes[..<colon], as: UTF8.self),
            let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
        else { return nil }
        self.user = user
        self.password = Secret(password)
    }

    /// Whether the password has the form of a token of the gateway (RFC 7515 §3.1): no password that anybody chooses
    /// begins with an encoded brace and has two dots.
    var holdsToken: Bool {
        let text = password.reveal()
        return text.hasPrefix("eyJ") && text.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }
}
