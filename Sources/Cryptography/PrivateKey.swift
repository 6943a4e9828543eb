/// A key pair. Holds its text form rather than an OpenSSL object, so that it is a value and crosses threads; printing
/// it shows nothing.
package struct PrivateKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// PKCS#8 in PEM, unencrypted.
    package let pem: [UInt8]
    package let publicKey: PublicKey

    /// A new pair. RSA takes some 100 ms; throws `keySizeRefused` outside `KeyKind.acceptedRSABits`.
    package static func generate(_ kind: KeyKind) throws(CryptographyError) -> PrivateKey {
        if case .rsa(let bits) = kind, !KeyKind.acceptedRSABits.contains(bits) { throw .keySizeRefused(bits: bits) }
        return try PrivateKey(KeyHandle.generate(kind))
    }

    /// Reads an unencrypted PEM key; throws `keyMalformed`, `keyUnsupported` or `keySizeRefused`.
    package init(pem: [UInt8]) throws(CryptographyError) {
        let handle = try KeyHandle.parse(privatePEM: pem)
        let publicKey = try PublicKey(handle)
        try handle.checkPair()
        self.pem = try handle.privatePEM()
        self.publicKey = publicKey
    }

    private init(_ handle: borrowing KeyHandle) throws(CryptographyError) {
        pem = try handle.privatePEM()
        publicKey = try PublicKey(handle)
    }

    package var kind: KeyKind { publicKey.kind }
    package var description: String { "<private key>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
