internal import COpenSSL

/// Sole owner of an OpenSSL key object, freed once when its scope ends.
struct KeyHandle: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over one reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    static func generate(_ kind: KeyKind) throws(CryptographyError) -> KeyHandle {
        let name =
            switch kind {
            case .p256, .p384: "EC"
            case .rsa: "RSA"
            }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, name, nil) else {
            throw .operationFailed("EVP_PKEY_CTX_new_from_name")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, configure(context, for: kind),
            EVP_PKEY_generate(context, &key) == 1, let key
        else { throw .operationFailed("EVP_PKEY_generate") }
        return KeyHandle(owning: key)
    }

    private static func configure(_ context: OpaquePointer, for kind: KeyKind) -> Bool {
        switch kind {
        case .p256: EVP_PKEY_CTX_set_group_name(context, "P-256") == 1
        case .p384: EVP_PKEY_CTX_set_group_name(context, "P-384") == 1
        case .rsa(let bits): EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1
        }
    }

    /// Reads an unencrypted private key (PKCS#8, or the older EC and RSA forms).
    static func parse(privatePEM pem: [UInt8]) throws(CryptographyError) -> KeyHandle {
        let input = try MemoryBuffer.make(reading: pem)
        // Without a callback of its own, OpenSSL would ask the terminal for the passphrase of an encrypted key.
        guard let key = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            throw .keyMalformed
        }
        return KeyHandle(owning: key)
    }

    /// Reads a public key (SubjectPublicKeyInfo).
    static func parse(publicPEM pem: [UInt8]) throws(CryptographyError) -> KeyHandle {
        let input = try MemoryBuffer.make(reading: pem)
        guard let key = PEM_read_bio_PUBKEY(input.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            throw .keyMalformed
        }
        return KeyHandle(owning: key)
    }

    /// PKCS#8, unencrypted: whoever stores it seals it first.
    func privatePEM() throws(CryptographyError) -> [UInt8] {
        let output = try MemoryBuffer.make()
        guard PEM_write_bio_PKCS8PrivateKey(output.pointer, pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .operationFailed("PEM_write_bio_PKCS8PrivateKey")
        }
        return try output.contents()
    }

    /// SubjectPublicKeyInfo (RFC 5480, RFC 4055).
    func publicPEM() throws(CryptographyError) -> [UInt8] {
        let output = try MemoryBuffer.make()
        guard PEM_write_bio_PUBKEY(output.pointer, pointer) == 1 else {
            throw .operationFailed("PEM_write_bio_PUBKEY")
        }
        return try output.contents()
    }

    /// Refuses numbers that are no public key, such as a point off its curve.
    func checkPublic() throws(CryptographyError) {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else {
            throw .operationFailed("EVP_PKEY_CTX_new_from_pkey")
        }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_public_check(context) == 1 else { throw .keyMalformed }
    }

    /// Refuses a private key whose public half is not its own: what it signs, nobody could verify.
    func checkPair() throws(CryptographyError) {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else {
            throw .operationFailed("EVP_PKEY_CTX_new_from_pkey")
        }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_pairwise_check(context) == 1 else { throw .keyMalformed }
    }
}
