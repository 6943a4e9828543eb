package import Domain

/// What is wrong with a token. The raw value goes to the decision log; the client learns no more than `code` says, since
/// the difference would only help somebody who is guessing.
package enum TokenFault: String, Error, Sendable, CaseIterable {
    case tooLong = "token-too-long"
    /// Not three segments of canonical base64url.
    case malformed = "token-malformed"
    /// The header is not strict JSON, or has a member that this project does not use (`crit`, `b64`, `jwk`, …).
    case header = "token-header"
    /// Not an access token: `typ` is not `at+jwt`.
    case type = "token-type"
    case keyUnknown = "token-key-unknown"
    /// Not the algorithm that the key is pinned to, `none` included.
    case algorithm = "token-algorithm"
    /// Not signed by the key.
    case signature = "token-signature"
    /// A claim is missing, of the wrong type or outside its range.
    case claims = "token-claims"
    case issuer = "token-issuer"
    case audience = "token-audience"
    /// `nbf` or `iat` lies further ahead than clocks may differ.
    case notYetValid = "token-not-yet-valid"
    case expired = "token-expired"
    /// Logged out, or ended by a change of the password or the account.
    case sessionEnded = "session-ended"
    /// The account was banned or deleted.
    case accountClosed = "account-closed"
    /// Exchanged for another token some time ago.
    case superseded = "token-superseded"

    package var code: GatewayError.Code {
        switch self {
        case .expired: .tokenExpired
        case .sessionEnded, .accountClosed, .superseded: .sessionEnded
        default: .tokenInvalid
        }
    }

    package var gatewayError: GatewayError {
        GatewayError(code, detail: rawValue)
    }
}
