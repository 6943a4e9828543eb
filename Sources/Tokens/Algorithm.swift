package import Cryptography

/// A way to sign a token (RFC 7518 §3.1). The raw value is the `alg` header.
package enum Algorithm: String, CaseIterable, Sendable {
    /// ECDSA on P-256: the default. Signing is cheap, and the public half alone verifies.
    case es256 = "ES256"
    /// ECDSA on P-384.
    case es384 = "ES384"
    /// RSA PKCS#1 v1.5, for verifiers that know nothing newer. Signing takes 1 ms.
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    /// HMAC: fastest, for a gateway whose tokens nobody else verifies.
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"

    package var hash: HashFunction {
        switch self {
        case .es256, .rs256, .hs256: .sha256
        case .es384, .rs384, .hs384: .sha384
        case .rs512, .hs512: .sha512
        }
    }

    /// Whether one secret both signs and verifies.
    package var isSymmetric: Bool {
        switch self {
        case .hs256, .hs384, .hs512: true
        default: false
        }
    }

    /// The key pair that is made for it; `nil` for a secret.
    var newPair: KeyKind? {
        switch self {
        case .es256: .p256
        case .es384: .p384
        // NIST SP 800-57 holds 3,072 bits good beyond 2030; with 2,048 a token is shorter and signed three times
        // faster, and the key is rotated long before.
        case .rs256, .rs384, .rs512: .rsa(bits: 2048)
        case .hs256, .hs384, .hs512: nil
        }
    }

    /// Whether a key of this kind may sign with it: the pairing that keeps one key from meaning two things.
    func takes(_ kind: KeyKind) -> Bool {
        switch (self, kind) {
        case (.es256, .p256), (.es384, .p384), (.rs256, .rsa), (.rs384, .rsa), (.rs512, .rsa): true
        default: false
        }
    }
}
