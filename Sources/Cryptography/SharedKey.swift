internal import COpenSSL

/// A key object that several threads use, so that a PEM text is read once and not for each signature.
///
/// Nothing changes an `EVP_PKEY` after it was made here, and each operation has a context of its own, which is what
/// OpenSSL asks for (openssl-threads(7)). So what the compiler cannot see holds: the pointer is set once, everything here
/// reads through it, and it is freed with the last reference.
final class SharedKey: @unchecked Sendable {
    private let handle: KeyHandle

    init(_ handle: consuming KeyHandle) {
        self.handle = handle
    }

    /// PKCS#1 v1.5 for RSA, a DER sequence for a curve.
    func sign(_ message: [UInt8], _ hash: HashFunction) throws(CryptographyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .operationFailed("EVP_MD_CTX_new") }
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit(context, nil, hash.algorithm, nil, handle.pointer) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw .operationFailed("EVP_DigestSign") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw .operationFailed("EVP_DigestSign")
        }
        return Array(signature.prefix(length))
    }

    /// `false` also when the operation cannot be made: what is not proven does not count.
    func verifies(_ signature: [UInt8], of message: [UInt8], _ hash: HashFunction) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        // A wrong signature leaves entries in this thread's error queue, which nobody reads.
        defer { ERR_clear_error() }
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, hash.algorithm, nil, handle.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
