import COpenSSL

@testable import Tokens

/// Signatures by OpenSSL's own functions, without a line of the code that is tested with them.
enum ForgedSignature {
    struct Failure: Error {}

    private static func hash(of algorithm: Algorithm) -> OpaquePointer? {
        switch algorithm {
        case .es256, .rs256, .hs256: EVP_sha256()
        case .es384, .rs384, .hs384: EVP_sha384()
        case .rs512, .hs512: EVP_sha512()
        }
    }

    /// HMAC with the algorithm's hash, whatever the secret.
    static func code(_ message: String, secret: [UInt8], _ algorithm: Algorithm) throws -> [UInt8] {
        let bytes = Array(message.utf8)
        var code = [UInt8](repeating: 0, count: 64)
        var length: UInt32 = 0
        guard
            HMAC(hash(of: algorithm), secret, Int32(secret.count), bytes, bytes.count, &code, &length) != nil
        else { throw Failure() }
        return Array(code.prefix(Int(length)))
    }

    /// In OpenSSL's own form: PKCS#1 v1.5 for RSA, for a curve a DER sequence.
    static func native(_ message: String, pem: [UInt8], _ algorithm: Algorithm) throws -> [UInt8] {
        guard let input = BIO_new_mem_buf(pem, Int32(pem.count)) else { throw Failure() }
        defer { BIO_free(input) }
        guard let key = PEM_read_bio_PrivateKey(input, nil, nil, nil) else { throw Failure() }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { throw Failure() }
        defer { EVP_MD_CTX_free(context) }
        let bytes = Array(message.utf8)
        var length = 0
        guard EVP_DigestSignInit(context, nil, hash(of: algorithm), nil, key) == 1,
            EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1
        else { throw Failure() }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else { throw Failure() }
        return Array(signature.prefix(length))
    }

    /// `r` and `s` side by side, `width` bytes each (RFC 7518 §3.4).
    static func plain(_ sequence: [UInt8], width: Int) throws -> [UInt8] {
        try sequence.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            guard let parsed = d2i_ECDSA_SIG(nil, &position, buffer.count) else { throw Failure() }
            defer { ECDSA_SIG_free(parsed) }
            var both = [UInt8](repeating: 0, count: 2 * width)
            let done = both.withUnsafeMutableBufferPointer { both in
                BN_bn2binpad(ECDSA_SIG_get0_r(parsed), both.baseAddress, Int32(width)) == width
                    && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), both.baseAddress?.advanced(by: width), Int32(width))
                        == width
            }
            guard done else { throw Failure() }
            return both
        }
    }

    /// The other signature that anybody can make of one, without the key: `r` and `n - s`. `order`: `n` of the curve, in
    /// hexadecimal.
    static func mirrored(_ plain: [UInt8], order: String) throws -> [UInt8] {
        let width = plain.count / 2
        var read: OpaquePointer?
        guard BN_hex2bn(&read, order) > 0, let order = read else { throw Failure() }
        defer { BN_free(order) }
        guard let s = BN_bin2bn(Array(plain.suffix(width)), Int32(width), nil) else { throw Failure() }
        defer { BN_free(s) }
        guard let mirrored = BN_new() else { throw Failure() }
        defer { BN_free(mirrored) }
        var bytes = [UInt8](repeating: 0, count: width)
        guard BN_sub(mirrored, order, s) == 1, BN_bn2binpad(mirrored, &bytes, Int32(width)) == Int32(width) else {
            throw Failure()
        }
        return Array(plain.prefix(width)) + bytes
    }
}
