/// The inside of a JSON string (RFC 8259 §7) from bytes of any origin.
enum JSONText {
    /// Appends `value` escaped, at most its first `limit` bytes and then `…`.
    static func escape(_ value: Span<UInt8>, limit: Int, into bytes: inout [UInt8]) {
        let end = min(value.count, limit)
        var index = 0
        while index < end {
            // An honest value is one long run of plain bytes, copied at once.
            let start = index
            while index < end, isPlain(value[index]) { index += 1 }
            value.extracting(start..<index).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            guard index < end else { break }
            if value[index] >= 0x80 {
                index += scalar(value, at: index, into: &bytes)
            } else {
                escaped(value[index], into: &bytes)
                index += 1
            }
        }
        if end < value.count { bytes.append(contentsOf: [0xE2, 0x80, 0xA6]) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escaped(_ byte: UInt8, into bytes: inout [UInt8]) {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        } else {
            control(byte, into: &bytes)
        }
    }

    private static func control(_ byte: UInt8, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
        bytes.append(hexadecimal(byte >> 4))
        bytes.append(hexadecimal(byte & 0x0F))
    }

    private static func hexadecimal(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + (nibble - 10)
    }

    /// Copies one multi-byte scalar when it is well-formed (Unicode 16, table 3-7); escapes it when it is a C1 control;
    /// writes U+FFFD for one byte otherwise. Gives the number of bytes taken.
    private static func scalar(_ value: Span<UInt8>, at index: Int, into bytes: inout [UInt8]) -> Int {
        let lead = value[index]
        let length: Int
        // The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
        let second: ClosedRange<UInt8>
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return replaced(into: &bytes)
        }
        guard index + length <= value.count, second.contains(value[index + 1]) else { return replaced(into: &bytes) }
        for next in index + 2..<max(index + 2, index + length) where value[next] & 0xC0 != 0x80 {
            return replaced(into: &bytes)
        }
        if lead == 0xC2, value[index + 1] < 0xA0 {
            control(value[index + 1], into: &bytes)
        } else {
            for next in index..<index + length { bytes.append(value[next]) }
        }
        return length
    }

    private static func replaced(into bytes: inout [UInt8]) -> Int {
        bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
        return 1
    }
}
