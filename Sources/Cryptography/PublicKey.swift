/// The half of a key pair that anybody may see.
package struct PublicKey: Sendable, Equatable {
    /// SubjectPublicKeyInfo in PEM.
    package let pem: [UInt8]
    package let parameters: Parameters

    /// Big-endian numbers, in the widths that RFC 7518 §6 asks for in a JSON Web Key.
    package enum Parameters: Sendable, Equatable {
        case p256(x: [UInt8], y: [UInt8])
        case rsa(modulus: [UInt8], exponent: [UInt8])
    }

    init(_ handle: borrowing KeyHandle) throws(CryptographyError) {
        parameters = try handle.publicParameters()
        pem = try handle.publicPEM()
    }

    package var kind: KeyKind {
        switch parameters {
        case .p256: .p256
        case .rsa(let modulus, _): .rsa(bits: modulus.count * 8)
        }
    }
}
