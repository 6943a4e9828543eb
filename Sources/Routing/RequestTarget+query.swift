extension RequestTarget {
    /// The value of a query parameter, decoded once, `+` as a space
    /// (https://url.spec.whatwg.org/#urlencoded-parsing).
    ///
    /// Ambiguous when the name stands there twice, when a `;` stands in the query, at which some servers split, or when
    /// what is looked for is spelt with a control: an upstream might then read another value than the one judged.
    package borrowing func queryReading(_ name: [UInt8]) -> FieldReading {
        guard let query, !query.isEmpty else { return .absent }
        var found: [UInt8]?
        var start = query.lowerBound
        while start <= query.upperBound {
            var end = start
            var equals: Int?
            while end < query.upperBound, text[end] != UInt8(ascii: "&") {
                if text[end] == UInt8(ascii: ";") { return .ambiguous }
                if text[end] == UInt8(ascii: "="), equals == nil { equals = end }
                end += 1
            }
            if isDecoded(start..<(equals ?? end), name) {
                guard found == nil else { return .ambiguous }
                let value = decoded((equals.map { $0 + 1 } ?? end)..<end)
                guard !value.contains(where: { $0 < 0x20 || $0 == Byte.delete }) else { return .ambiguous }
                found = value
            }
            start = end + 1
        }
        return found.map { .value($0) } ?? .absent
    }

    /// Whether the bytes are `name` once decoded. Copies nothing: a query may have thousands of other names.
    private borrowing func isDecoded(_ range: Range<Int>, _ name: [UInt8]) -> Bool {
        guard range.count >= name.count else { return false }
        var index = range.lowerBound
        for expected in name {
            guard index < range.upperBound else { return false }
            var byte = text[index]
            if byte == Byte.percent, index + 2 < range.upperBound, let high = Byte.hexValue(text[index + 1]),
                let low = Byte.hexValue(text[index + 2])
            {
                byte = high << 4 | low
                index += 2
            } else if byte == UInt8(ascii: "+") {
                byte = UInt8(ascii: " ")
            }
            guard byte == expected else { return false }
            index += 1
        }
        return index == range.upperBound
    }

    private borrowing func decoded(_ range: Range<Int>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            if byte == Byte.percent, index + 2 < range.upperBound, let high = Byte.hexValue(text[index + 1]),
                let low = Byte.hexValue(text[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return out
    }
}
