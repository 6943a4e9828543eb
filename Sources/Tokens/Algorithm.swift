internal import CJWT
internal import Cryptography

/// A way to sign a token (RFC 7518 §3.1). The raw value is the `alg` header.
package enum Algorithm: String, CaseIterable, Sendable {
    /// ECDSA on P-256: the default. Signing is cheap, and the public half alone verifies.
    case es256 = "ES256"
    /// HMAC: fastest, for a gateway whose tokens nobody else verifies.
    case hs256 = "HS256"
    /// RSA PKCS#1 v1.5, for verifiers that know nothing newer. Signing takes 1 ms.
    case rs256 = "RS256"

    var code: jwt_alg_t {
        switch self {
        case .es256: JWT_ALG_ES256
        case .hs256: JWT_ALG_HS256
        case .rs256: JWT_ALG_RS256
        }
    }

    /// The algorithm that a key pair is for; `nil` when there is none here.
    init?(_ kind: KeyKind) {
        switch kind {
        case .p256: self = .es256
        case .rsa: self = .rs256
        }
    }
}
