/// Reads one JSON text (RFC 8259) from its start to its end, and makes values of what is asked for only: for the lists of
/// registries, of which a few members of each element are needed.
///
/// As strict as the grammar: nothing but one value and white space, strings of well-formed UTF-8 without raw controls, at
/// most `deepest` levels. A surrogate that stands alone (RFC 8259 §8.2) is left alone, and no text where one is asked for. A
/// member that is asked for may stand only once in its object, since two readers could take a
/// different one.
package struct JSONScanner {
    /// Levels of nesting; what registries answer has some five. The bound keeps recursion off the stack's end.
    static let deepest = 64

    let bytes: [UInt8]
    private(set) var position = 0
    private var depth = 0

    package init(_ bytes: [UInt8]) throws(JSONFault) {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { throw JSONFault(at: 0) }
        self.bytes = bytes
    }

    /// Nothing more may follow.
    package mutating func end() throws(JSONFault) {
        skipSpace()
        guard position == bytes.count else { throw fault }
    }

    /// Where it does not go on.
    var fault: JSONFault { JSONFault(at: position) }

    /// An array; `element` reads each of its elements, which is skipped otherwise.
    package mutating func array(_ element: (inout JSONScanner) throws(JSONFault) -> Void) throws(JSONFault) {
        try open("[")
        if !take("]") {
            repeat {
                skipSpace()
                let start = position
                try element(&self)
                if position == start { try skip() }
                skipSpace()
            } while take(",")
            guard take("]") else { throw fault }
        }
        depth -= 1
    }

    /// An object; `member` reads the value of a member whose name is at the given place of `names`, or skips it by doing
    /// nothing. Others are skipped.
    mutating func object(
        _ names: [StaticString], _ member: (inout JSONScanner, Int) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        var seen: UInt64 = 0
        try members { (scanner, name) throws(JSONFault) in
            guard let place = Self.place(of: name, in: names, scanner.bytes) else { return }
            guard seen & 1 << UInt64(place) == 0 else { throw scanner.fault }
            seen |= 1 << UInt64(place)
            try member(&scanner, place)
        }
    }

    /// An object; `member` reads the value of each of its members, which is skipped otherwise. Names may stand twice.
    mutating func members(
        _ member: (inout JSONScanner, JSONStringRange) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        try open("{")
        if !take("}") {
            repeat {
                skipSpace()
                let name = try stringRange()
                skipSpace()
                guard take(":") else { throw fault }
                skipSpace()
                let start = position
                try member(&self, name)
                if position == start { try skip() }
                skipSpace()
            } while take(",")
            guard take("}") else { throw fault }
        }
        depth -= 1
    }

    /// Whether an object comes next; nothing is read.
    mutating func isObject() -> Bool { next() == UInt8(ascii: "{") }

    /// The byte that the next value begins with; nothing is read. `nil` at the end.
    mutating func next() -> UInt8? {
        skipSpace()
        return position < bytes.count ? bytes[position] : nil
    }

    /// `null`, and nothing else: then it is read.
    mutating func isNull() -> Bool {
        skipSpace()
        return take("null")
    }

    /// Nothing is read when it throws: whoever can do without a number still has a value there that has to be one.
    package mutating func integer() throws(JSONFault) -> Int64 {
        skipSpace()
        let start = position
        do throws(JSONFault) {
            let isWhole = try number()
            guard isWhole, let value = Int64(String(decoding: bytes[start..<position], as: UTF8.self)) else {
                throw JSONFault(at: start)
            }
            return value
        } catch {
            position = start
            throw error
        }
    }

    /// Nothing is read when it throws.
    package mutating func string() throws(JSONFault) -> String {
        skipSpace()
        let start = position
        do throws(JSONFault) {
            return try Self.text(of: try stringRange(), bytes)
        } catch {
            position = start
            throw error
        }
    }

    /// The bytes of a string without escapes; `nil`, and nothing is read, for any other value.
    mutating func plainString() -> ArraySlice<UInt8>? {
        skipSpace()
        let start = position
        guard let range = try? stringRange(), !range.isEscaped else {
            position = start
            return nil
        }
        return bytes[range.content]
    }

    /// Any value, checked and left alone.
    package mutating func skip() throws(JSONFault) {
        skipSpace()
        guard position < bytes.count else { throw fault }
        switch bytes[position] {
        case UInt8(ascii: "{"): try members { (_, _) in }
        case UInt8(ascii: "["): try array { (_) in }
        case UInt8(ascii: "\""): _ = try stringRange()
        case UInt8(ascii: "t"): guard take("true") else { throw fault }
        case UInt8(ascii: "f"): guard take("false") else { throw fault }
        case UInt8(ascii: "n"): guard take("null") else { throw fault }
        default: _ = try number()
        }
    }

    // MARK: The grammar

    private mutating func open(_ bracket: StaticString) throws(JSONFault) {
        skipSpace()
        guard take(bracket), depth < Self.deepest else { throw fault }
        depth += 1
        skipSpace()
    }

    /// Whether it is a whole number.
    private mutating func number() throws(JSONFault) -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() > 0 else { throw fault }
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard digits() > 0 else { throw fault }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw fault }
        }
        return isWhole
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }

    /// A string, of which the place is enough. It has to begin here: white space is not skipped.
    mutating func stringRange() throws(JSONFault) -> JSONStringRange {
        guard take("\"") else { throw fault }
        let start = position
        var isEscaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return JSONStringRange(content: start..<position - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try Self.skipEscape(bytes, &position)
            case 0..<0x20: throw fault
            default: position += 1
            }
        }
        throw fault
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        let isThere = text.withUTF8Buffer { expected in
            for offset in 0..<count where bytes[position + offset] != expected[offset] { return false }
            return true
        }
        if isThere { position += count }
        return isThere
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}

/// Where a text broke the grammar, or was not what it should be: bytes from its start.
package struct JSONFault: Error, Equatable {
    package let offset: Int

    init(at offset: Int) {
        self.offset = offset
    }
}

/// A string inside a text, without its quotes.
struct JSONStringRange {
    let content: Range<Int>
    let isEscaped: Bool
}
