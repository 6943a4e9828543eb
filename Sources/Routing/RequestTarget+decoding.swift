extension RequestTarget {
    /// Three layers are what Harbor's own double decoding needs, and one more. A path that is deeper is an attempt to
    /// get past a check.
    private static let maxDepth = 3

    /// Reads a segment that holds a `%`, decodes it until nothing is left to decode, and appends the segment, or the
    /// segments when an encoded slash was in it.
    ///
    /// - Parameters:
    ///   - reading: at the first `%`; left at the `/` or `?` that ends the segment, or at the end.
    ///   - start: where the segment begins in `text`.
    ///   - writing: the end of what was copied already; left at the end of the decoded segment.
    mutating func readEncodedSegment(
        _ bytes: Span<UInt8>, from reading: inout Int, start: Int, to writing: inout Int
    ) throws(TargetFault) {
        while reading < bytes.count {
            let byte = bytes[reading]
            if byte == Byte.slash || byte == Byte.question { break }
            guard byte == Byte.percent || ASCIISet.plainSegment.contains(byte) else {
                throw Self.fault(ofPathByte: byte)
            }
            text[writing] = byte
            writing += 1
            reading += 1
        }
        var depth = 0
        while text[start..<writing].contains(Byte.percent) {
            guard depth < Self.maxDepth else { throw .encodedTooDeep }
            writing = try decodeOnce(start, writing)
            depth += 1
        }
        try checkDecoded(start, writing)
        try appendPieces(start, writing)
    }

    /// Decodes in place (the result is never longer) and returns the new end.
    private mutating func decodeOnce(_ start: Int, _ end: Int) throws(TargetFault) -> Int {
        var reading = start
        var writing = start
        while reading < end {
            if text[reading] == Byte.percent {
                guard reading + 2 < end, let high = Byte.hexValue(text[reading + 1]),
                    let low = Byte.hexValue(text[reading + 2])
                else { throw .badTriplet }
                text[writing] = high << 4 | low
                reading += 3
            } else {
                text[writing] = text[reading]
                reading += 1
            }
            writing += 1
        }
        return writing
    }

    /// Looks at the last layer only: a byte that is refused at one layer is still there at the next, because decoding
    /// only ever replaces `%` and the two digits behind it.
    private borrowing func checkDecoded(_ start: Int, _ end: Int) throws(TargetFault) {
        var isASCII = true
        for index in start..<end {
            let byte = text[index]
            if byte < 0x20 || byte == Byte.delete { throw .encodedControl }
            if byte == UInt8(ascii: "\\") { throw .backslash }
            if byte == UInt8(ascii: ";") { throw .pathParameter }
            // C1 controls, U+0080 to U+009F.
            if byte == 0xC2, index + 1 < end, text[index + 1] < 0xA0 { throw .encodedControl }
            isASCII = isASCII && byte < 0x80
        }
        guard isASCII || String(validating: text[start..<end], as: UTF8.self) != nil else { throw .notUTF8 }
    }

    /// An encoded slash makes segments of its own; an empty one is refused as between plain slashes.
    private mutating func appendPieces(_ start: Int, _ end: Int) throws(TargetFault) {
        let first = segments.count
        var pieceStart = start
        for index in start...end where index == end || text[index] == Byte.slash {
            guard index > pieceStart else { throw .emptySegment }
            try appendSegment(pieceStart, index)
            pieceStart = index + 1
        }
        if segments.count - first > 1 {
            joined = (joined.isEmpty ? first : joined.lowerBound)..<segments.count
        }
    }
}
