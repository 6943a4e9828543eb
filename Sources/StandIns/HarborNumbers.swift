/// Numbers that look arbitrary and are the same in every run: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). For
/// digests, cookies and sessions of a stand-in; nothing here is a secret.
struct HarborNumbers: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// Lower-case hexadecimal digits, a multiple of 16 of them.
    mutating func hex(digits: Int) -> String {
        (0..<digits / 16).map { _ in
            let word = String(next(), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
    }

    /// In the form of RFC 9562 §4.
    mutating func uuid() -> String {
        let digits = hex(digits: 32)
        return [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map { start, end in
            digits.dropFirst(start).prefix(end - start)
        }.joined(separator: "-")
    }
}
