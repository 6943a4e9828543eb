extension PolicyFormatter.Layout {
    /// A line of the result.
    struct Line {
        enum Kind {
            /// Also an empty line inside a value, which has to stay.
            case text
            /// On a line of its own.
            case comment
            case blank
        }

        let kind: Kind
        var indent: Int
        /// Without the indentation and the line break.
        var bytes: [UInt8]
        /// A blank line below would become part of the value that ends here.
        var endsOpen = false

        init(_ kind: Kind, indent: Int = 0, bytes: [UInt8] = []) {
            self.kind = kind
            self.indent = indent
            self.bytes = bytes
        }
    }

    /// An item of a list that is set apart by blank lines.
    struct Item {
        /// Numbers the lists of the file.
        let list: Int
        let firstLine: Int
        let indent: Int
        /// Lines with text, without comments that stand alone.
        var textLines = 0
    }

    mutating func append(_ line: Line) {
        lines.append(line)
        if line.kind == .text, blocks.count > 1, blocks[1].isSeparated {
            items[items.count - 1].textLines += 1
        }
    }

    mutating func flushPending(to target: Int) {
        for line in pending {
            switch line {
            case .blank: append(Line(.blank))
            case .comment(let comment, _, let own):
                append(Line(.comment, indent: own ?? target, bytes: Array(comment)))
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// Ends a line with the comment that follows at the cursor, if there is one, and goes to the next.
    ///
    /// - Parameter end: behind the last thing that is not blank.
    mutating func finish(_ line: Line, from end: Int) {
        var line = line
        let rest = cursor..<lineEnd(from: cursor)
        if current == Self.hash {
            let comment = bytes[trimmed(rest)]
            line.bytes += [UInt8](repeating: Self.space, count: max(1, cursor - end))
            line.bytes += comment
            comments.append(comment)
        } else {
            // Anything here is no YAML.
            line.bytes += bytes[trimmed(end..<rest.upperBound)]
        }
        append(line)
        cursor = rest.upperBound + 1
    }

    /// The file in its layout.
    var text: [UInt8] {
        let isSeparated = separations()
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 4)
        var isBlankDue = false
        for (index, line) in lines.enumerated() {
            guard line.kind != .blank else {
                isBlankDue = !text.isEmpty
                continue
            }
            if isBlankDue || isSeparated[index] { text.append(Self.newline) }
            isBlankDue = false
            text += repeatElement(Self.space, count: line.indent)
            text += line.bytes
            text.append(Self.newline)
        }
        return text
    }

    /// For each line whether a blank line stands above it, to set items apart.
    private func separations() -> [Bool] {
        var isSeparated = [Bool](repeating: false, count: lines.count)
        for (previous, item) in zip(items, items.dropFirst())
        where previous.list == item.list && max(previous.textLines, item.textLines) > 1 {
            var first = item.firstLine
            while first > 0, lines[first - 1].kind == .comment, lines[first - 1].indent == item.indent { first -= 1 }
            isSeparated[first] = first > 0 && !lines[first - 1].endsOpen
        }
        return isSeparated
    }
}
