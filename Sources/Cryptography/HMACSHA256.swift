internal import COpenSSL

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
    package static func code(for message: [UInt8], key: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.digestLength)
        var length: UInt32 = 0
        // An empty array may have no address, and HMAC(3) takes a missing key as "the key of the last call".
        let padded = key.isEmpty ? [0] : key
        guard HMAC(EVP_sha256(), padded, Int32(key.count), message, message.count, &code, &length) != nil,
            Int(length) == code.count
        else { throw .operationFailed("HMAC") }
        return code
    }
}
