internal import COpenSSL

/// Unpredictable bytes from OpenSSL's generator, which the operating system seeds (RAND_bytes(3)).
package enum Randomness {
    package static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .operationFailed("RAND_bytes") }
        return bytes
    }

    /// `count` random bytes as text for identifiers: 16 bytes give 22 characters of base64url.
    package static func identifier(bytes count: Int = 16) throws(CryptographyError) -> String {
        Base64URL.encode(try bytes(count))
    }
}
