/// Names and escapes (RFC 8259 §7).
extension JSONScanner {
    /// Which of the names a member has; `nil`: none of them, as is what is no text.
    static func place(of name: JSONStringRange, in names: [StaticString], _ bytes: [UInt8]) -> Int? {
        if name.isEscaped {
            guard let text = (try? text(of: name, bytes)).map({ Array($0.utf8) }) else { return nil }
            return names.firstIndex { equals($0, text, 0..<text.count) }
        }
        return names.firstIndex { equals($0, bytes, name.content) }
    }

    private static func equals(_ name: StaticString, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard name.utf8CodeUnitCount == range.count else { return false }
        return name.withUTF8Buffer { expected in
            for offset in 0..<range.count where bytes[range.lowerBound + offset] != expected[offset] { return false }
            return true
        }
    }

    /// - Throws: where a surrogate stands alone: then it is no text.
    static func text(of string: JSONStringRange, _ bytes: [UInt8]) throws(JSONFault) -> String {
        guard string.isEscaped else { return String(decoding: bytes[string.content], as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(string.content.count)
        var position = string.content.lowerBound
        while position < string.content.upperBound {
            if bytes[position] == UInt8(ascii: "\\") {
                text.append(contentsOf: Character(try escape(bytes, &position)).utf8)
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Moves `position` behind the escape that begins there, as the grammar has it: which code unit it is makes no
    /// difference.
    static func skipEscape(_ bytes: [UInt8], _ position: inout Int) throws(JSONFault) {
        guard position + 1 < bytes.count else { throw JSONFault(at: position) }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            position += 2
            _ = try codeUnit(bytes, &position)
        default: throw JSONFault(at: position)
        }
    }

    /// The character of the escape at `position`, which moves behind it. A lone surrogate is no character.
    private static func escape(_ bytes: [UInt8], _ position: inout Int) throws(JSONFault) -> Unicode.Scalar {
        let start = position
        guard position + 1 < bytes.count else { throw JSONFault(at: start) }
        let letter = bytes[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var unit = try codeUnit(bytes, &position)
            if (0xD800..<0xDC00).contains(unit) {
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { throw JSONFault(at: start) }
                position += 2
                let low = try codeUnit(bytes, &position)
                guard (0xDC00..<0xE000).contains(low) else { throw JSONFault(at: start) }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw JSONFault(at: start) }
            return scalar
        default: throw JSONFault(at: start)
        }
    }

    private static func codeUnit(_ bytes: [UInt8], _ position: inout Int) throws(JSONFault) -> UInt32 {
        guard position + 4 <= bytes.count else { throw JSONFault(at: position) }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw JSONFault(at: position)
            }
            position += 1
        }
        return unit
    }
}
