package import Domain
internal import Cryptography
internal import FoundationEssentials

/// Makes access tokens (RFC 9068): header and claims as JSON, signed as RFC 7515 says.
///
/// libjwt is not used: 1.10.2, that of Debian 12, writes `typ: JWT` whatever it is told and refuses to read anything
/// else, and reads the key's PEM text anew for each signature, which takes longer than the signature itself.
///
/// Signing blocks: 10 µs with HS256, 50 µs with ES256, 1 ms with RS256. Call it off the event loops.
package struct TokenIssuer: Sendable {
    /// In seconds: up to 30 days. What ended a session is remembered for so long, and a longer one is a password.
    package static let lifetimes: ClosedRange<Int64> = 1...2_592_000

    private let issuer: String
    private let audience: String
    private let lifetime: Int64
    private let session: Int64

    /// `lifetime` of a token, and of a `session` from its login to the end of its last token, in seconds. Throws
    /// `lifetimeRefused` outside `lifetimes`.
    package init(issuer: String, audience: String, lifetime: Int64, session: Int64) throws(TokenError) {
        for seconds in [lifetime, session] where !Self.lifetimes.contains(seconds) {
            throw .lifetimeRefused(seconds: seconds)
        }
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime
        self.session = session
    }

    /// A name for a new login session, to be put into `Principal.session`.
    package static func newSession() throws(TokenError) -> String {
        do {
            return try Randomness.identifier()
        } catch {
            throw .signingFailed("\(error)")
        }
    }

    /// A signed token for `principal`, good from `now` (unix seconds) for the lifetime, but not beyond the session's
    /// end nor, at `keyEnds`, its key's. `version` is that of the user's row; `authenticatedAt` is when the password was given, which is `now` at a
    /// login and earlier at a refresh. Throws `sessionOver` when the session has no second left.
    package func issue(
        to principal: Principal, version: Int64, authenticatedAt: Int64, now: Int64, signedBy key: SigningKey,
        keyEnds: Int64? = nil
    ) throws(TokenError) -> String {
        guard principal.userID >= 1 else { throw .claimUnusable("sub") }
        guard !principal.name.isEmpty else { throw .claimUnusable("name") }
        guard !principal.session.isEmpty else { throw .claimUnusable("sid") }
        guard version >= 0 else { throw .claimUnusable("ver") }
        guard TokenClaims.roleNumbers.contains(Int64(principal.role.rawValue)) else { throw .claimUnusable("role") }
        guard (0...TokenClaims.lastSecond - lifetime).contains(now), (0...now).contains(authenticatedAt) else {
            throw .claimUnusable("iat")
        }
        let end = min(now + lifetime, authenticatedAt + session, keyEnds ?? .max)
        guard end > now else { throw .sessionOver }
        let claims = Claims(
            aud: audience, auth_time: authenticatedAt, exp: end, iat: now, iss: issuer, jti: try Self.newSession(),
            name: principal.name, nbf: now, ns: principal.namespace, role: principal.role.rawValue,
            sid: principal.session, sub: String(principal.userID), ver: version)
        let text = try Self.signed(claims, by: key)
        guard text.utf8.count <= TokenVerifier.longestToken else { throw .tooLong(bytes: text.utf8.count) }
        return text
    }

    /// The names are those of the registry (https://www.iana.org/assignments/jwt) and, for `name`, `ns`, `role` and
    /// `ver`, this project's.
    private struct Claims: Encodable {
        let aud: String
        let auth_time: Int64
        let exp: Int64
        let iat: Int64
        let iss: String
        let jti: String
        let name: String
        let nbf: Int64
        let ns: String
        let role: UInt8
        let sid: String
        let sub: String
        let ver: Int64
    }

    /// The compact form (RFC 7515 §3.1).
    private static func signed(_ claims: Claims, by key: SigningKey) throws(TokenError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        do {
            let head = Base64URL.encode(Array(TokenHeader.text(for: key).utf8))
            let body = Base64URL.encode(Array(try encoder.encode(claims)))
            let message = "\(head).\(body)"
            return "\(message).\(Base64URL.encode(try key.sign(Array(message.utf8))))"
        } catch {
            throw .signingFailed("\(error)")
        }
    }
}
