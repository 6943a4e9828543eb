/// A size in bytes. Written in settings and policies as `512`, `64KiB`, `1MiB` or `2GiB` (powers of 1024, IEC 80000-13).
package struct ByteCount: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: Int

    package init(_ bytes: Int) {
        self.bytes = bytes
    }

    package static func kib(_ count: Int) -> ByteCount { ByteCount(count << 10) }
    package static func mib(_ count: Int) -> ByteCount { ByteCount(count << 20) }

    /// Reads `<digits>[KiB|MiB|GiB]`; `nil` for anything else, a negative number, or more than `Int` holds.
    package init?(parsing text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits) else { return nil }
        let shift: Int
        switch text.dropFirst(digits.count) {
        case "", "B": shift = 0
        case "KiB": shift = 10
        case "MiB": shift = 20
        case "GiB": shift = 30
        default: return nil
        }
        guard count <= Int.max >> shift else { return nil }
        bytes = count << shift
    }

    package static func < (one: ByteCount, other: ByteCount) -> Bool { one.bytes < other.bytes }

    package var description: String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")]
        where bytes >= 1 << shift && bytes & ((1 << shift) - 1) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
