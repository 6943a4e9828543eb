/// A fast hash of a whole token under a secret seed, for the cache's table.
///
/// Two lanes of 64-bit words are folded by 128-bit products, several times faster than the standard library's
/// SipHash. It is not a MAC. It need not be: only verified tokens enter the table, so that nobody chooses its keys, a
/// hit compares every byte, and the seed keeps equal hashes from being prepared on another machine.
struct TokenDigest {
    // Odd, with some as many ones as zeros: the fractional parts of √2 and √3.
    private static let left: UInt64 = 0x6a09_e667_f3bc_c909
    private static let right: UInt64 = 0xbb67_ae85_84ca_a73b

    private let seed: UInt64
    /// All ones; fewer in the test that wants collisions.
    private let mask: UInt64

    init(seed: UInt64, mask: UInt64 = .max) {
        self.seed = seed
        self.mask = mask
    }

    func callAsFunction(_ token: Span<UInt8>) -> UInt64 {
        let bytes = token.bytes
        let count = bytes.byteCount
        var one = seed ^ Self.left
        var two = seed ^ Self.right
        var offset = 0
        while offset + 16 <= count {
            let first = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let second = bytes.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
            one = Self.fold(one ^ first, Self.right)
            two = Self.fold(two ^ second, Self.left)
            offset += 16
        }
        while offset < count {
            one = Self.fold(one ^ UInt64(token[offset]), Self.right)
            offset += 1
        }
        return Self.fold(one ^ UInt64(count), two | 1) & mask
    }

    private static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
