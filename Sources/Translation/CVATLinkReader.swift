/// Walks over one JSON text (RFC 8259) without building its values, and notes where the links in it are.
///
/// A list of thousands of accounts is only passed on: what it costs here is one pass and a few numbers a link.
struct CVATLinkReader {
    /// CVAT's answers nest three deep; the bound keeps recursion off the stack's end.
    static let deepest = 32

    private static let names = ["next", "previous", "url"].map { Array($0.utf8) }

    private let bytes: [UInt8]
    private var position = 0
    /// What stands between the quotation marks of strings that are members named `next`, `previous` or `url`, in order.
    private(set) var links: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads all of it, once; `false` when it is not one JSON value in UTF-8, or nests too deep.
    mutating func read() -> Bool {
        guard (try? UTF8Span(validating: bytes.span)) != nil, value(depth: 0, isLink: false) else { return false }
        skipSpace()
        return position == bytes.count
    }

    private mutating func value(depth: Int, isLink: Bool) -> Bool {
        skipSpace()
        guard depth < Self.deepest, position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""):
            guard let content = string() else { return false }
            if isLink { links.append(content) }
            return true
        case UInt8(ascii: "t"): return take("true")
        case UInt8(ascii: "f"): return take("false")
        case UInt8(ascii: "n"): return take("null")
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> Bool {
        position += 1
        skipSpace()
        if take("}") { return true }
        repeat {
            skipSpace()
            guard let name = string() else { return false }
            skipSpace()
            let isLink = Self.names.contains { $0.elementsEqual(bytes[name]) }
            guard take(":"), value(depth: depth + 1, isLink: isLink) else { return false }
            skipSpace()
        } while take(",")
        return take("}")
    }

    private mutating func array(depth: Int) -> Bool {
        position += 1
        skipSpace()
        if take("]") { return true }
        repeat {
            guard value(depth: depth + 1, isLink: false) else { return false }
            skipSpace()
        } while take(",")
        return take("]")
    }

    /// What stands between the quotation marks.
    private mutating func string() -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return start..<position - 1
            case UInt8(ascii: "\\"): guard escape() else { return nil }
            case 0..<0x20: return nil
            default: break
            }
        }
        return nil
    }

    private mutating func escape() -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        position += 1
        guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
        let digits = bytes[position...].prefix(4)
        position += digits.count
        return digits.count == 4 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() else { return false }
        }
        if take(".") {
            guard digits() else { return false }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            return digits()
        }
        return true
    }

    /// Skips decimal digits; `false` when there was none.
    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position > start
    }

    private mutating func take(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            guard position + expected.count <= bytes.count else { return false }
            for offset in 0..<expected.count where bytes[position + offset] != expected[offset] { return false }
            position += expected.count
            return true
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
