internal import COpenSSL

/// AES-256 in Galois/counter mode (NIST SP 800-38D): bytes that nobody reads or changes without the key.
enum AESGCM {
    static let keyLength = 32
    /// 96 bits, random: one key may seal 2^32 times before two nonces are likely to meet (SP 800-38D §8.3).
    private static let nonceLength = 12
    private static let tagLength = 16

    /// The nonce, what is hidden, and the tag. `associated` is not hidden, but opening takes the same again.
    static func seal(
        _ plain: [UInt8], key: [UInt8], associated: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let nonce = try Randomness.bytes(nonceLength)
        let context = try CipherContext.make()
        var hidden = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: tagLength)
        var length: Int32 = 0
        guard EVP_EncryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_EncryptUpdate(context.pointer, nil, &length, associated, Int32(associated.count)) == 1,
            EVP_EncryptUpdate(context.pointer, &hidden, &length, plain, Int32(plain.count)) == 1,
            EVP_EncryptFinal_ex(context.pointer, nil, &length) == 1,
            EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
        else { throw .operationFailed("EVP_Encrypt") }
        return nonce + hidden + tag
    }

    /// Throws `sealBroken` when anything is not as it was sealed.
    static func open(
        _ box: [UInt8], key: [UInt8], associated: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard box.count >= nonceLength + tagLength else { throw .sealBroken }
        let nonce = Array(box.prefix(nonceLength))
        let hidden = Array(box[nonceLength..<box.count - tagLength])
        var tag = Array(box.suffix(tagLength))
        let context = try CipherContext.make()
        var plain = [UInt8](repeating: 0, count: hidden.count)
        var length: Int32 = 0
        guard EVP_DecryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(context.pointer, nil, &length, associated, Int32(associated.count)) == 1,
            EVP_DecryptUpdate(context.pointer, &plain, &length, hidden, Int32(hidden.count)) == 1,
            EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1
        else { throw .operationFailed("EVP_Decrypt") }
        guard EVP_DecryptFinal_ex(context.pointer, nil, &length) == 1 else { throw .sealBroken }
        return plain
    }

    /// Sole owner of an OpenSSL cipher context, wiped and freed once when its scope ends.
    private struct CipherContext: ~Copyable {
        let pointer: OpaquePointer

        private init(owning pointer: OpaquePointer) {
            self.pointer = pointer
        }

        deinit {
            EVP_CIPHER_CTX_free(pointer)
        }

        static func make() throws(CryptographyError) -> CipherContext {
            guard let pointer = EVP_CIPHER_CTX_new() else { throw .operationFailed("EVP_CIPHER_CTX_new") }
            return CipherContext(owning: pointer)
        }
    }
}
