/// The syntax of `Host` (RFC 9110 §7.2: `uri-host [":" port]`), narrower than RFC 3986's `reg-name`: names are letters,
/// digits, `-`, `.` and `_`, so that no two parsers see another host in it.
package enum HostField {
    package static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let first = range.first, range.count <= 255 + 6 else { return false }
        var index = first
        if bytes[first] == UInt8(ascii: "[") {
            index += 1
            let start = index
            while index < range.upperBound, isAddressByte(bytes[index]) { index += 1 }
            guard index > start + 1, index < range.upperBound, bytes[index] == UInt8(ascii: "]") else { return false }
            index += 1
        } else {
            while index < range.upperBound, isNameByte(bytes[index]) { index += 1 }
            guard index > first else { return false }
        }
        if index == range.upperBound { return true }
        guard bytes[index] == UInt8(ascii: ":") else { return false }
        let port = index + 1..<range.upperBound
        guard (1...5).contains(port.count) else { return false }
        var number = 0
        for position in port {
            guard ByteClass.isDigit(bytes[position]) else { return false }
            number = number * 10 + Int(bytes[position] &- UInt8(ascii: "0"))
        }
        return number <= 65_535
    }

    /// Whether two host fields name the same authority, letter case aside.
    package static func equals(_ bytes: Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Bool {
        guard one.count == other.count else { return false }
        for offset in 0..<one.count
        where ByteClass.lowercased(bytes[one.lowerBound + offset])
            != ByteClass.lowercased(bytes[other.lowerBound + offset])
        {
            return false
        }
        return true
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ByteClass.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        ByteClass.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
