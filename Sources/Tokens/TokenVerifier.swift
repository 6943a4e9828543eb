import Domain
internal import Cryptography

/// Judges access tokens. Synchronous and free of state. One verification takes 10 µs (HS256) to 0.1 ms (ES256): hence the
/// cache.
///
/// The order matters: text form, header, key, algorithm, then the signature, and only then what the claims say.
package struct TokenVerifier: Sendable {
    /// In bytes. Ours take some 500; the bound comes before any work, so that a long one costs nothing.
    package static let longestToken = 8 << 10

    private let keys: KeyRing
    private let issuer: String
    private let audience: String
    private let foreignLife: Int64

    /// - Parameter foreignLife: the longest life in seconds of another issuer's token. What is known against accounts and
    ///   sessions is kept for so long.
    package init(
        keys: KeyRing, issuer: String, audience: String, foreignLife: Int64 = TokenIssuer.lifetimes.upperBound
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.foreignLife = foreignLife
    }

    /// The token's meaning at `now` (unix seconds).
    ///
    /// An elliptic signature has a twin, `(r, n − s)`, that is as good: a token is known by its `jti` and `sid`, never by
    /// its bytes.
    package func verify(_ token: Span<UInt8>, now: Int64) throws(TokenFault) -> VerifiedToken {
        let (verified, claims, key) = try read(token, now: now)
        guard claims.issuer == key.foreignIssuer ?? issuer else { throw .issuer }
        guard claims.audiences.contains(audience) else { throw .audience }
        if key.foreignIssuer != nil, claims.expiresAt - claims.issuedAt > foreignLife { throw .claims }
        if let fault = verified.fault(at: now) { throw fault }
        return verified
    }

    /// Throws when a token that was verified before, with other keys maybe, would not be verified now.
    package func confirm(_ token: VerifiedToken, now: Int64) throws(TokenFault) {
        let bytes = token.bytes
        _ = try verify(bytes.span, now: now)
    }

    /// Whose token this is, if one of our keys has signed it, whether it still counts or not: enough to end its session.
    package func signed(_ token: Span<UInt8>, now: Int64) throws(TokenFault) -> VerifiedToken {
        try read(token, now: now).token
    }

    private func read(
        _ token: Span<UInt8>, now: Int64
    ) throws(TokenFault) -> (token: VerifiedToken, claims: TokenClaims, key: VerificationKey) {
        guard token.count <= Self.longestToken else { throw .tooLong }
        let (head, body, signature) = try Self.segments(of: token)

        guard let members = JSONValue.members(of: head) else { throw .header }
        let header = try TokenHeader(members)
        guard let verifier = keys.verifier(header.key, at: now) else { throw .keyUnknown }
        let key = verifier.key
        guard header.algorithm == key.algorithm.rawValue else { throw .algorithm }
        guard header.isAccess(isForeign: key.foreignIssuer != nil) else { throw .type }

        let bytes = Self.copy(token)
        let message = Array(bytes[..<(bytes.count - Self.textLength(of: signature.count) - 1)])
        guard key.verifies(signature, of: message) else { throw .signature }

        guard let members = JSONValue.members(of: body) else { throw .claims }
        guard let claims = TokenClaims(members) else { throw .claims }
        let verified = VerifiedToken(
            claims, bytes: bytes, isForeign: key.foreignIssuer != nil, keyEndsAt: verifier.until)
        return (verified, claims, key)
    }

    /// Exactly three segments (the five of an encrypted token and the braces of JSON serialisation end here), each in
    /// the one spelling that base64url has for it.
    private static func segments(
        of token: Span<UInt8>
    ) throws(TokenFault) -> (head: [UInt8], body: [UInt8], signature: [UInt8]) {
        var dots: [Int] = []
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            dots.append(index)
        }
        guard dots.count == 2,
            let head = Base64URL.decode(token.extracting(0..<dots[0])),
            let body = Base64URL.decode(token.extracting(dots[0] + 1..<dots[1])),
            let signature = Base64URL.decode(token.extracting(dots[1] + 1..<token.count)),
            !head.isEmpty, !body.isEmpty, !signature.isEmpty
        else { throw .malformed }
        return (head, body, signature)
    }

    /// Characters of base64url without padding for so many bytes.
    private static func textLength(of bytes: Int) -> Int { (bytes * 4 + 2) / 3 }

    private static func copy(_ token: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(token.count)
        for index in token.indices {
            bytes.append(token[index])
        }
        return bytes
    }
}
