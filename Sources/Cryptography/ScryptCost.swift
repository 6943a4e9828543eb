internal import COpenSSL

/// The work that one scrypt hash takes (RFC 7914 §2): `2^logN` blocks of `128 · r` bytes, `p` times.
package struct ScryptCost: Sendable, Equatable {
    package let logN: Int
    package let r: Int
    package let p: Int

    /// N = 2^15, r = 8, p = 1: 32 MiB and some 80 ms of one core. A login storm is bounded by the thread pool that
    /// hashes, so that `threads × 32 MiB` is the whole price.
    package static let standard = ScryptCost(unchecked: 15, 8, 1)

    /// What a stored hash may ask for: 16 to 128 MiB. Without an upper bound, a row that somebody else wrote could
    /// take all memory; without a lower one, it could be cheap to guess.
    private static let acceptedLogN = 14...17
    private static let acceptedP = 1...4

    private init(unchecked logN: Int, _ r: Int, _ p: Int) {
        (self.logN, self.r, self.p) = (logN, r, p)
    }

    /// `nil` outside the accepted bounds.
    package init?(logN: Int, r: Int, p: Int) {
        guard Self.acceptedLogN.contains(logN), r == 8, Self.acceptedP.contains(p) else { return nil }
        self.init(unchecked: logN, r, p)
    }

    /// Derives `length` bytes; blocks the calling thread for the whole of the cost.
    func derive(password: [UInt8], salt: [UInt8], length: Int) throws(CryptographyError) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: length)
        let n = UInt64(1) << UInt64(logN)
        // OpenSSL's default ceiling is 32 MiB, just below what the standard cost takes; this is the exact need.
        let memory = 128 * UInt64(r) * (n + UInt64(p) + 2)
        let text = password.isEmpty ? [0] : password
        let done = text.withUnsafeBytes { text in
            EVP_PBE_scrypt(
                text.baseAddress?.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
                n, UInt64(r), UInt64(p), memory, &key, key.count)
        }
        guard done == 1 else { throw .operationFailed("EVP_PBE_scrypt") }
        return key
    }
}
