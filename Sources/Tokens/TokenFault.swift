package import Domain

/// What is wrong with a token. The raw value goes to the decision log; the client learns no more than `code` says, since
/// the difference would only help somebody who is guessing.
package enum TokenFault: String, Error, Sendable, CaseIterable {
    case tooLong = "token-too-long"
    /// Not three segments of canonical base64url.
    case malformed = "token-malformed"
    /// The header is not strict JSON, or has a member that this project does not use (`crit`, `b64`, `jwk`, …).
    case header = "token-header"
    /// Not an access token: `typ` is not `JWT`, or `token_use` is not `access`.
    case type = "token-type"
    case keyUnknown = "token-key-unknown"
    /// Not the algorithm that the key is pinned to, `none` included.
    case algorithm = "token-algorithm"
    /// Not signed by the key; or signed, but not JSON that libjwt reads, which it does not tell apart.
    case signature = "token-signature"
    /// A claim is missing, of the wrong type or outside its range.
    case claims = "token-claims"
    case issuer = "token-issuer"
    case audience = "token-audience"
    /// `nbf` or `iat` lies further ahead than clocks may differ.
    case notYetValid = "token-not-yet-valid"
    case expired = "token-expired"

    package var code: GatewayError.Code {
        self == .expired ? .tokenExpired : .tokenInvalid
    }

    package var gatewayError: GatewayError {
        GatewayError(code, detail: rawValue)
    }
}
