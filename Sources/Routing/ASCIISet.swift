/// A set of ASCII bytes as two words, so that a membership test is a shift and a mask without a table in memory.
struct ASCIISet {
    /// Bytes 0 to 63 and 64 to 127, lowest byte in the lowest bit.
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    // The words are written out because a set built at start would be reached through a lazy initialiser on every
    // byte; a test compares each with its definition.

    /// Visible ASCII without `%`, `/`, `?`, `#`, `\` and `;`: what a path segment may hold as it stands.
    static let plainSegment = ASCIISet(low: 0x77FF_7FD6_0000_0000, high: 0x7FFF_FFFF_EFFF_FFFF)

    /// Visible ASCII without `%` and `#`: what a query may hold as it stands. Wider than RFC 3986 §3.4, because
    /// browsers send `[`, `]`, `|` and `{` in queries unencoded
    /// (https://url.spec.whatwg.org/#query-percent-encode-set).
    static let query = ASCIISet(low: 0xFFFF_FFD6_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF)

    /// `pchar` of RFC 3986 §3.3 without `;` and `%`: what the rebuilt path holds unencoded.
    static let pathLiteral = ASCIISet(low: 0x27FF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)

    /// Letters, digits and `- . _ : [ ]`: a host and a port, without user information.
    static let authority = ASCIISet(low: 0x07FF_6000_0000_0000, high: 0x07FF_FFFE_AFFF_FFFE)
}

/// The bytes that the path rule speaks of.
enum Byte {
    static let percent = UInt8(ascii: "%")
    static let slash = UInt8(ascii: "/")
    static let question = UInt8(ascii: "?")
    static let dot = UInt8(ascii: ".")
    static let delete: UInt8 = 0x7F

    /// The value of a hexadecimal digit of either case.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }

    /// The upper-case hexadecimal digit of a value below 16 (RFC 3986 §2.1 asks for upper case).
    @inline(__always)
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &+ (value &- 10)
    }
}
