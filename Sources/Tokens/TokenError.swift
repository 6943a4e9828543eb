internal import Cryptography

/// Why a token could not be made. None of these is the client's doing; all answer 500.
package enum TokenError: Error, Sendable, Equatable {
    /// The named claim cannot have this value: a text that is empty or holds a NUL, a time outside the years to 9999.
    case claimUnusable(String)
    /// Outside `TokenIssuer.lifetimes`.
    case lifetimeRefused(seconds: Int64)
    /// libjwt or OpenSSL failed, which on valid keys means that memory ran out.
    case signingFailed(String)
    /// Claims so long that no verifier here would accept the token.
    case tooLong(bytes: Int)
}
