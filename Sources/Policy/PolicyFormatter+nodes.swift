extension PolicyFormatter.Layout {
    /// How far a value reaches.
    struct Extent {
        struct Break {
            let offset: Int
            /// Inside text, where every line break counts.
            let isText: Bool
            /// Inside double quotes, where `\ ` is a blank that counts.
            var mayEscape = false
        }

        /// Behind its last byte.
        var end: Int
        var breaks: [Break] = []
    }

    /// Reads the value at the cursor and ends its line.
    ///
    /// - Parameters:
    ///   - line: what stands before the value.
    ///   - shift: how far the lines below the first one move to the right.
    mutating func readValue(_ line: Line, shift: Int) {
        guard let first = current else { return finish(line, from: cursor) }
        let parent = blocks.last?.target
        switch first {
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            readBlockScalar(line)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let extent = flowExtent()
            // The closing bracket may stand below the key.
            guard extent.breaks.isEmpty else { return copy(extent, line, shift: shift, least: parent ?? 0) }
            var line = line
            line.bytes += spacedFlow(cursor..<extent.end)
            cursor = extent.end
            skipBlanks()
            finish(line, from: extent.end)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            var extent = Extent(end: cursor)
            extent.end = quotedEnd(from: cursor, &extent.breaks)
            copy(extent, line, shift: shift, least: parent.map { $0 + 1 } ?? 0)
        default:
            copy(plainExtent(), line, shift: shift, least: parent.map { $0 + 1 } ?? 0)
        }
    }

    /// Copies a value whose inner spacing stays.
    private mutating func copy(_ extent: Extent, _ line: Line, shift: Int, least: Int) {
        var line = line
        var start = cursor
        for lineBreak in extent.breaks {
            line.bytes += bytes[trimmed(start..<lineBreak.offset, mayEscape: lineBreak.mayEscape)]
            append(line)
            start = lineBreak.offset + 1
            let margin = start
            var tab: Int?
            while start < extent.end, Self.isBlank(bytes[start]) {
                if bytes[start] != Self.space, tab == nil { tab = start }
                start += 1
            }
            if start < extent.end, bytes[start] == Self.newline {
                line = Line(lineBreak.isText ? .text : .blank)
            } else {
                if let tab { refuseTab(at: tab) }
                line = Line(.text, indent: max(least, start - margin + shift))
            }
        }
        line.bytes += bytes[start..<extent.end]
        cursor = extent.end
        skipBlanks()
        finish(line, from: extent.end)
    }

    /// Unquoted text outside brackets. Its further lines are those to the right of the block that it stands in.
    private func plainExtent() -> Extent {
        let margin = blocks.last?.column ?? -1
        var extent = Extent(end: cursor)
        var index = cursor
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Self.hash, index > 0, Self.isBlank(bytes[index - 1]) { break }
            guard byte == Self.newline else {
                index += 1
                if !Self.isBlank(byte) { extent.end = index }
                continue
            }
            let next = nextInk(from: index)
            guard next.offset < bytes.count, bytes[next.offset] != Self.hash, next.column > margin,
                next.column > 0 || !isDocumentMarker(at: next.offset)
            else { break }
            extent.breaks += textBreaks(in: index..<next.offset)
            index = next.offset
        }
        return extent
    }

    func textBreaks(in range: Range<Int>) -> [Extent.Break] {
        range.filter { bytes[$0] == Self.newline }.map { Extent.Break(offset: $0, isText: true) }
    }

    /// Behind the closing quote of the quoted text at `start`.
    func quotedEnd(from start: Int, _ breaks: inout [Extent.Break]) -> Int {
        let quote = bytes[start]
        let mayEscape = quote == UInt8(ascii: "\"")
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where mayEscape && index + 1 < bytes.count && bytes[index + 1] != Self.newline:
                index += 1
            case quote where !mayEscape && index + 1 < bytes.count && bytes[index + 1] == quote:
                index += 1
            case quote:
                return index + 1
            case Self.newline:
                breaks.append(Extent.Break(offset: index, isText: true, mayEscape: mayEscape))
            default:
                break
            }
            index += 1
        }
        return bytes.count
    }

    // MARK: Block scalars

    private mutating func readBlockScalar(_ line: Line) {
        let start = cursor
        cursor += 1
        var increment: Int?
        var chomping: UInt8?
        // At most a digit and a sign, in either order.
        for _ in 0..<2 {
            switch current {
            case .some(let digit) where (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(digit) && increment == nil:
                increment = Int(digit - UInt8(ascii: "0"))
                cursor += 1
            case .some(let sign) where (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")) && chomping == nil:
                chomping = sign
                cursor += 1
            default:
                break
            }
        }
        var line = line
        line.bytes += bytes[start..<cursor]
        let end = cursor
        skipBlanks()
        finish(line, from: end)
        readBlockText(increment: increment, chomping: chomping)
    }

    private mutating func readBlockText(increment: Int?, chomping: UInt8?) {
        let column = increment.map { (blocks.last?.column ?? 0) + $0 } ?? blockTextColumn()
        // An increment counts from the parent's column, which moves along.
        let target = (blocks.last?.target ?? 0) + (increment ?? Self.step)
        var breaks = 0
        while cursor < bytes.count {
            let start = cursor
            while cursor < start + column, current == Self.space { cursor += 1 }
            guard let byte = current else { break }
            if byte == Self.newline {
                breaks += 1
                cursor += 1
                continue
            }
            guard cursor == start + column else {
                cursor = start
                break
            }
            for _ in 0..<breaks { append(Line(.text)) }
            breaks = 0
            let end = lineEnd(from: cursor)
            append(Line(.text, indent: target, bytes: Array(bytes[cursor..<end])))
            if end == bytes.count, chomping != UInt8(ascii: "-") {
                refuse("the file ends inside a block scalar: end the line, or write \"-\" behind its | or >", at: end)
            }
            cursor = end + 1
        }
        if chomping == UInt8(ascii: "+") {
            for _ in 0..<breaks { append(Line(.text)) }
            lines[lines.count - 1].endsOpen = true
        } else {
            pending += repeatElement(.blank, count: breaks)
        }
    }

    /// The column of a block scalar that does not say it: that of its first line which is not blank, or of a longer
    /// blank line before (libyaml, `yaml_parser_scan_block_scalar_breaks`).
    private func blockTextColumn() -> Int {
        var column = max(1, (blocks.last?.column ?? -1) + 1)
        var index = cursor
        while index < bytes.count {
            let start = index
            while index < bytes.count, bytes[index] == Self.space { index += 1 }
            column = max(column, index - start)
            guard index < bytes.count, bytes[index] == Self.newline else { break }
            index += 1
        }
        return column
    }
}
