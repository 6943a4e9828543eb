/// The character classes of HTTP/1.1, over bytes in place. Every read is bounds-checked by `Span`.
package enum ByteClass {
    /// `tchar` (RFC 9110 §5.6.2). The sets below are written out, one bit a byte below 128, since the compiler would not
    /// fold them from text and each use would pass through an initialised-once check; `ByteClassTests` holds the text.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        contains(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// `tchar` without `_` and `.`, which some upstreams fold into `-`.
    @inline(__always)
    static func isPlainToken(_ byte: UInt8) -> Bool {
        contains(byte, low: 0x03FF_2CFA_0000_0000, high: 0x57FF_FFFF_47FF_FFFE)
    }

    @inline(__always)
    private static func contains(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
        byte < 128 && (byte < 64 ? low : high) &>> UInt64(byte) & 1 != 0
    }

    package static func isToken(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where !isToken(bytes[index]) { return false }
        return !range.isEmpty
    }

    /// Whether the bytes are a legal `field-value` or `reason-phrase`: tab, space, visible characters and obs-text, so
    /// no control and no DEL (RFC 9110 §5.5). Thirty-two bytes a step, then eight: header blocks are mostly one long
    /// token.
    static func isText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let raw = bytes.bytes
        var index = range.lowerBound
        while index + 32 <= range.upperBound {
            let marks =
                controls(word(raw, index)) | controls(word(raw, index + 8)) | controls(word(raw, index + 16))
                | controls(word(raw, index + 24))
            if marks != 0, !areTextBytes(bytes, index..<index + 32) { return false }
            index += 32
        }
        while index + 8 <= range.upperBound {
            if controls(word(raw, index)) != 0, !areTextBytes(bytes, index..<index + 8) { return false }
            index += 8
        }
        // What is left is looked at together with bytes before it that are known to be good: no loop for the last few.
        if range.count >= 8, controls(word(raw, range.upperBound - 8)) == 0 { return true }
        return areTextBytes(bytes, index..<range.upperBound)
    }

    /// The offset of the first byte in the range that is not a visible US-ASCII character (0x21 to 0x7E), or the range's
    /// end.
    static func visibleEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        let raw = bytes.bytes
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            let word = word(raw, index)
            let low = (word &- 0x2121_2121_2121_2121) & 0x8080_8080_8080_8080
            if low | word & 0x8080_8080_8080_8080 | zeroBytes(word ^ 0x7F7F_7F7F_7F7F_7F7F) != 0 { break }
            index += 8
        }
        while index < range.upperBound, bytes[index] > 0x20, bytes[index] < 0x7F { index += 1 }
        return index
    }

    /// The offset of the first line feed at or after `start`.
    static func lineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
        let raw = bytes.bytes
        var index = start
        let end = bytes.count
        while index + 32 <= end {
            let marks =
                lineFeeds(word(raw, index)) | lineFeeds(word(raw, index + 8)) | lineFeeds(word(raw, index + 16))
                | lineFeeds(word(raw, index + 24))
            if marks != 0 { break }
            index += 32
        }
        while index + 8 <= end {
            let marks = lineFeeds(word(raw, index))
            if marks != 0 { return index + marks.littleEndian.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < end {
            if bytes[index] == UInt8(ascii: "\n") { return index }
            index += 1
        }
        return nil
    }

    /// Bounds-checked, whatever the name of the call says: it is the type that it takes on trust.
    @inline(__always)
    private static func word(_ raw: RawSpan, _ offset: Int) -> UInt64 {
        raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    private static func areTextBytes(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range {
            let byte = bytes[index]
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return false }
        }
        return true
    }

    @inline(__always)
    private static func lineFeeds(_ word: UInt64) -> UInt64 { zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A) }

    /// Marks the high bit of each zero byte; exact for the lowest one, which is the one asked for.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// Marks may be there for a tab, and are always there for a control or DEL: the caller looks again byte by byte.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        let low = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
        return low | zeroBytes(word ^ 0x7F7F_7F7F_7F7F_7F7F)
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// ASCII case-insensitive equality with a lower-case literal.
    package static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, lowercase literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { expected in
            for offset in 0..<expected.count where lowercased(bytes[range.lowerBound + offset]) != expected[offset] {
                return false
            }
            return true
        }
    }
}
