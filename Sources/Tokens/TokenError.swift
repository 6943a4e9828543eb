internal import Cryptography

/// Why a token could not be made. But for `sessionOver`, none of these is the client's doing.
package enum TokenError: Error, Sendable, Equatable {
    /// The named claim cannot have this value: a text that is empty, a time outside the years to 9999.
    case claimUnusable(String)
    /// Outside `TokenIssuer.lifetimes`.
    case lifetimeRefused(seconds: Int64)
    /// The session has lasted as long as sessions may.
    case sessionOver
    /// OpenSSL failed, which on valid keys means that memory ran out.
    case signingFailed(String)
    /// Claims so long that no verifier here would accept the token.
    case tooLong(bytes: Int)
}
