internal import COpenSSL

/// Comparisons whose time does not depend on where the values differ.
package enum ConstantTime {
    /// `false` at once when the lengths differ: a length is never the secret here.
    package static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}
