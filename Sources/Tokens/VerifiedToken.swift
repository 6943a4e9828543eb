package import Domain

/// A token whose signature and claims held. Only `TokenVerifier` makes one.
///
/// A class, so that handing it from the cache to an exchange costs one reference count and no copy.
package final class VerifiedToken: Sendable {
    /// Seconds by which clocks may differ when a token's beginning is judged. Its end has none: `exp` is set by this
    /// gateway itself, and an hour that lasts 61 minutes is not an hour.
    package static let leeway: Int64 = 60

    package let principal: Principal
    /// `jti`, the name of this one token.
    package let id: String
    /// Unix seconds; from this second on the token is no longer good.
    package let expiresAt: Int64
    /// Unix seconds.
    package let issuedAt: Int64
    /// When the user last gave a password, unix seconds (`auth_time`).
    package let authenticatedAt: Int64
    /// The version of the user's row that the claims were read from (`ver`).
    package let version: Int64
    /// Whether another issuer made it: its user is not one of the accounts here.
    package let isForeign: Bool
    /// When its key stops to verify, unix seconds.
    private let keyEndsAt: Int64
    /// The later of `nbf` and `iat`, unix seconds.
    let notBefore: Int64
    /// The whole token as it came.
    let bytes: [UInt8]

    init(_ claims: TokenClaims, bytes: [UInt8], isForeign: Bool = false, keyEndsAt: Int64? = nil) {
        self.isForeign = isForeign
        self.keyEndsAt = keyEndsAt ?? .max
        principal = claims.principal
        id = claims.id
        expiresAt = claims.expiresAt
        issuedAt = claims.issuedAt
        authenticatedAt = claims.authenticatedAt
        version = claims.version
        notBefore = max(claims.notBefore, claims.issuedAt)
        self.bytes = bytes
    }

    /// `nil` when `now` (unix seconds) lies inside the token's time. The one rule for a fresh and for a cached token,
    /// so that a clock that steps back cannot make them differ.
    package func fault(at now: Int64) -> TokenFault? {
        if now >= expiresAt { return .expired }
        if now >= keyEndsAt { return .keyUnknown }
        // `now` may be any value a clock gives; both sides are bounded by TokenClaims, so neither sum overflows.
        return notBefore > now && notBefore - Self.leeway > now ? .notYetValid : nil
    }
}
