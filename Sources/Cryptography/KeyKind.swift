/// The key pairs that the project makes and accepts.
package enum KeyKind: Sendable, Equatable {
    /// The curve P-256 (FIPS 186-4), also called secp256r1 and prime256v1.
    case p256
    /// The curve P-384 (FIPS 186-4), also called secp384r1.
    case p384
    case rsa(bits: Int)

    /// RFC 7518 §3.3 asks for 2,048 bits or more. Above 8,192, one verification takes milliseconds of an event loop.
    package static let acceptedRSABits = 2048...8192
}
