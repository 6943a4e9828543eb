import COpenSSL

/// PEM keys that the project itself does not make, for the tests of what it refuses.
struct ForeignKey: Sendable, CustomStringConvertible {
    let type: String
    var curve: String?
    var bits: Int32?
    var passphrase: String?

    var description: String { "\(type) \(curve ?? "")\(bits.map(String.init) ?? "")" }

    struct Failure: Error {}

    /// Both halves (PKCS#8), encrypted when there is a passphrase.
    func pem() throws -> [UInt8] {
        let key = try generate()
        defer { EVP_PKEY_free(key) }
        let cipher = passphrase == nil ? nil : EVP_aes_256_cbc()
        let secret = passphrase.map { Array($0.utf8CString) }
        return try written { output in
            PEM_write_bio_PKCS8PrivateKey(
                output, key, cipher, secret, Int32(passphrase?.utf8.count ?? 0), nil, nil)
        }
    }

    /// Both halves in the form that was usual before PKCS#8, such as `EC PRIVATE KEY`.
    func olderPEM() throws -> [UInt8] {
        let key = try generate()
        defer { EVP_PKEY_free(key) }
        return try written { PEM_write_bio_PrivateKey_traditional($0, key, nil, nil, 0, nil, nil) }
    }

    /// The public half (SubjectPublicKeyInfo).
    func publicPEM() throws -> [UInt8] {
        let key = try generate()
        defer { EVP_PKEY_free(key) }
        return try written { PEM_write_bio_PUBKEY($0, key) }
    }

    private func generate() throws -> OpaquePointer {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { throw Failure() }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1 else { throw Failure() }
        if let curve { guard EVP_PKEY_CTX_set_group_name(context, curve) == 1 else { throw Failure() } }
        if let bits { guard EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1 else { throw Failure() } }
        var made: OpaquePointer?
        guard EVP_PKEY_generate(context, &made) == 1, let key = made else { throw Failure() }
        return key
    }

    private func written(_ write: (OpaquePointer) -> Int32) throws -> [UInt8] {
        guard let output = BIO_new(BIO_s_mem()) else { throw Failure() }
        defer { BIO_free(output) }
        guard write(output) == 1 else { throw Failure() }
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(output))
        guard BIO_read(output, &bytes, Int32(bytes.count)) == Int32(bytes.count) else { throw Failure() }
        return bytes
    }
}
