/// A key pair. Printing it shows nothing.
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
        // Before the pairwise check, which is slow on huge keys and of no use on unsupported ones.
        _ = try handle.publicParameters()
        try handle.checkPair()
        try self.init(handle)
    }

    private init(_ handle: consuming KeyHandle) throws(CryptographyError) {
        pem = try handle.privatePEM()
        publicKey = try PublicKey(handle)
    }

    /// In the form that tokens carry (RFC 7518 §3.3, §3.4). Blocks: 40 µs on P-256, 1 ms with RSA of 2,048 bits.
    package func sign(_ message: [UInt8], _ hash: HashFunction) throws(CryptographyError) -> [UInt8] {
        let signature = try publicKey.key.sign(message, hash)
        guard let width = publicKey.parameters.coordinateLength else { return signature }
        return try CurveSignature.plain(signature, width: width)
    }

    package var kind: KeyKind { publicKey.kind }
    package var description: String { "<private key>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
