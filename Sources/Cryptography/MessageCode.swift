internal import COpenSSL

/// HMAC (RFC 2104, FIPS 198-1).
package enum MessageCode {
    package static func make(
        for message: [UInt8], key: [UInt8], hash: HashFunction = .sha256
    ) throws(CryptographyError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: hash.length)
        var length: UInt32 = 0
        // An empty array may have no address, and HMAC(3) takes a missing key as "the key of the last call".
        let padded = key.isEmpty ? [0] : key
        guard HMAC(hash.algorithm, padded, Int32(key.count), message, message.count, &code, &length) != nil,
            Int(length) == code.count
        else { throw .operationFailed("HMAC") }
        return code
    }
}
