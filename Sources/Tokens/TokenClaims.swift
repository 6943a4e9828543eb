internal import Domain

/// The claims of an access token (RFC 9068 §2.2 and our own), read strictly: every one is there, of its type and in its
/// range. Whether they fit this gateway and this moment is the verifier's question.
struct TokenClaims {
    /// 9999-12-31T23:59:59Z. A later time is a mistake, and the bound keeps sums of times far from overflow.
    static let lastSecond: Int64 = 253_402_300_799
    static let roleNumbers: ClosedRange<Int64> = 0...62

    let principal: Principal
    let issuer: String
    let audiences: [String]
    let id: String
    let version: Int64
    let issuedAt: Int64
    let notBefore: Int64
    let expiresAt: Int64
    let authenticatedAt: Int64

    /// `nil` when anything is missing or not as it has to be.
    init?(_ members: [String: JSONValue]) {
        guard case .string(let issuer)? = members["iss"],
            let audiences = Self.audiences(members["aud"]),
            let userID = Self.subject(members["sub"]),
            let name = Self.text(members["name"]), !name.isEmpty,
            let role = Self.integer(members["role"], in: Self.roleNumbers),
            let namespace = Self.text(members["ns"]),
            let session = Self.name(members["sid"]), let id = Self.name(members["jti"]),
            let version = Self.integer(members["ver"], in: 0...Int64.max),
            let issuedAt = Self.time(members["iat"]),
            let notBefore = Self.time(members["nbf"]),
            let expiresAt = Self.time(members["exp"]),
            let authenticatedAt = Self.time(members["auth_time"]),
            issuedAt < expiresAt, authenticatedAt <= issuedAt, TokenIssuer.lifetimes.contains(expiresAt - issuedAt)
        else { return nil }
        principal = Principal(
            userID: userID, name: name, role: RoleNumber(rawValue: UInt8(role)), namespace: namespace, session: session)
        self.issuer = issuer
        self.audiences = audiences
        self.id = id
        self.version = version
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.authenticatedAt = authenticatedAt
    }

    private static func text(_ value: JSONValue?) -> String? {
        guard case .string(let text)? = value else { return nil }
        return text
    }

    /// What the store keeps: not empty, and without a NUL, at which a database would end it.
    private static func name(_ value: JSONValue?) -> String? {
        guard let text = text(value), !text.isEmpty, !text.utf8.contains(0) else { return nil }
        return text
    }

    private static func integer(_ value: JSONValue?, in range: ClosedRange<Int64>) -> Int64? {
        guard case .integer(let number)? = value, range.contains(number) else { return nil }
        return number
    }

    private static func time(_ value: JSONValue?) -> Int64? {
        integer(value, in: 0...lastSecond)
    }

    /// One string or an array of strings (RFC 7519 §4.1.3).
    private static func audiences(_ value: JSONValue?) -> [String]? {
        switch value {
        case .string(let one)?: return [one]
        case .array(let several)?:
            let texts = several.compactMap { text($0) }
            return texts.count == several.count ? texts : nil
        default: return nil
        }
    }

    /// The user's number as the issuer writes it: decimal, no sign, no leading zero.
    private static func subject(_ value: JSONValue?) -> Int64? {
        guard let text = text(value), let number = Int64(text), number >= 1, String(number) == text else { return nil }
        return number
    }
}
