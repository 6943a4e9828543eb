/// Where something lies in a block of bytes: an offset and a count, 8 bytes instead of the 16 of `Range<Int>`, because
/// a head holds up to 128 fields with three of them each. Heads are at most 64 KiB, so 32 bits never overflow.
package struct ByteRange: Hashable, Sendable {
    package var start: UInt32
    package var count: UInt32

    package init(start: Int, count: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.count = UInt32(truncatingIfNeeded: count)
    }

    package static let empty = ByteRange(start: 0, count: 0)

    package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    package var isEmpty: Bool { count == 0 }
    package var end: Int { Int(start) + Int(count) }
}
