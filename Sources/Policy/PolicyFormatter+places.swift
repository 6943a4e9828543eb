/// What stands where in the source.
extension PolicyFormatter.Layout {
    /// `nil` at the end of the file.
    var current: UInt8? { cursor < bytes.count ? bytes[cursor] : nil }

    /// Whether nothing but a comment follows.
    var isAtEndOfLine: Bool { current == nil || current == Self.newline || current == Self.hash }

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == UInt8(ascii: "\t") }

    func isBlankOrEnd(at index: Int) -> Bool {
        index >= bytes.count || bytes[index] == Self.newline || Self.isBlank(bytes[index])
    }

    /// Whether the cursor is at that sign where it is no text, which is before a blank.
    func isIndicator(_ sign: Unicode.Scalar) -> Bool {
        current == UInt8(ascii: sign) && isBlankOrEnd(at: cursor + 1)
    }

    /// `---` or `...`, at the start of a line.
    func isDocumentMarker(at index: Int) -> Bool {
        let sign = bytes[index...].prefix(3)
        return (sign.elementsEqual("---".utf8) || sign.elementsEqual("...".utf8)) && isBlankOrEnd(at: index + 3)
    }

    mutating func skipBlanks() {
        while let byte = current, Self.isBlank(byte) { cursor += 1 }
    }

    /// The next line break, or the end of the file.
    func lineEnd(from index: Int) -> Int {
        guard index < bytes.count else { return bytes.count }
        return bytes[index...].firstIndex(of: Self.newline) ?? bytes.count
    }

    /// The range without the blanks at its end.
    ///
    /// - Parameter mayEscape: keep them behind a backslash.
    func trimmed(_ range: Range<Int>, mayEscape: Bool = false) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, Self.isBlank(bytes[end - 1]) { end -= 1 }
        if mayEscape, end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "\\") { return range }
        return range.lowerBound..<end
    }

    /// The next thing that is no blank or line break, and its column; the end of the file if there is none.
    ///
    /// - Parameter index: at a line break.
    func nextInk(from index: Int) -> (offset: Int, column: Int) {
        var offset = index
        var start = index
        while offset < bytes.count, bytes[offset] == Self.newline || Self.isBlank(bytes[offset]) {
            offset += 1
            if bytes[offset - 1] == Self.newline { start = offset }
        }
        return (offset, offset - start)
    }

    /// The colon behind the key at the cursor; `nil` where there is none. A key is on one line (YAML 1.1, 9.1).
    func colonOfKey() -> Int? {
        switch current {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "|"), UInt8(ascii: ">"):
            return nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            var breaks: [Extent.Break] = []
            var index = quotedEnd(from: cursor, &breaks)
            guard breaks.isEmpty else { return nil }
            while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
            let isKey = index < bytes.count && bytes[index] == Self.colon && isBlankOrEnd(at: index + 1)
            return isKey ? index : nil
        default:
            let line = cursor..<lineEnd(from: cursor)
            for index in line {
                if bytes[index] == Self.colon, isBlankOrEnd(at: index + 1) { return index }
                if bytes[index] == Self.hash, Self.isBlank(bytes[index - 1]) { return nil }
            }
            return nil
        }
    }
}
