/// How callers of a route may say who they are.
package struct AuthenticationSchemes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// With a token of the gateway (RFC 6750 §2.1).
    package static let bearer = AuthenticationSchemes(rawValue: 1)
    /// With a user name and its password, or any user name and a token (RFC 7617).
    package static let basic = AuthenticationSchemes(rawValue: 2)

    /// As a policy names them.
    enum Word: String, CaseIterable, Sendable {
        case bearer, basic

        var scheme: AuthenticationSchemes {
            switch self {
            case .bearer: .bearer
            case .basic: .basic
            }
        }
    }

    /// For people: `bearer, basic`.
    var text: String { Word.allCases.filter { contains($0.scheme) }.map(\.rawValue).joined(separator: ", ") }
}
