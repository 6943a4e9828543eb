internal import COpenSSL

/// SHA-256 (FIPS 180-4) of a whole message.
package enum SHA256 {
    package static let digestLength = 32

    package static func digest(of message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: digestLength)
        guard EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil) == 1 else {
            throw .operationFailed("EVP_Digest")
        }
        return digest
    }
}
