internal import COpenSSL

/// The members of SHA-2 (FIPS 180-4) that tokens are signed with.
package enum HashFunction: Sendable {
    case sha256, sha384, sha512

    /// Bytes of a digest, and the least that an HMAC key has (RFC 7518 §3.2).
    package var length: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    var algorithm: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}
