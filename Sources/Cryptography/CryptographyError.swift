/// Why a cryptographic operation did not happen. Carries neither key material nor OpenSSL's error text, so that it may
/// stand in a log; a signature or password that is simply wrong is an answer, not an error.
package enum CryptographyError: Error, Sendable, Equatable {
    /// The named OpenSSL call failed, which on valid input means that memory ran out or a provider is missing.
    case operationFailed(String)
    /// The bytes are not an unencrypted PEM key, or its two halves do not belong together.
    case keyMalformed
    /// A key, but of a type or curve that this project does not use.
    case keyUnsupported
    /// An RSA modulus outside 2,048 to 8,192 bits.
    case keySizeRefused(bits: Int)
    /// Sealed bytes that were changed, or that another key or record was sealed with.
    case sealBroken
    /// A stored password hash that this code did not write, or whose cost is outside the bounds it accepts.
    case hashMalformed
    /// Longer than `PasswordHash.longestPassword`.
    case passwordTooLong
}
