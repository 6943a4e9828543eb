internal import Cryptography

/// A key that verifies, and the one algorithm it does so with. The pairing is made when the key is loaded, from the
/// key's own type; nothing in a token can change it, which is what closes the confusion of algorithms (RFC 8725 §2.1).
package struct VerificationKey: Sendable {
    package let id: KeyIdentifier
    package let algorithm: Algorithm
    let material: Material

    enum Material: Sendable {
        case secret(SecretKey)
        case publicKey(PublicKey)
    }

    /// What libjwt takes: PEM text or the secret's bytes.
    var bytes: [UInt8] {
        switch material {
        case .secret(let secret): secret.bytes
        case .publicKey(let key): key.pem
        }
    }

    /// The only length in bytes that a signature by this key has (RFC 7518 §3.2 to 3.4).
    var signatureLength: Int {
        switch material {
        case .secret: SHA256.digestLength
        case .publicKey(let key):
            switch key.parameters {
            case .p256(let x, let y): x.count + y.count
            case .rsa(let modulus, _): modulus.count
            }
        }
    }
}
