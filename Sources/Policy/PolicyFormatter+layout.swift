extension PolicyFormatter {
    /// A pass over the lines of a file that knows which list or mapping each of them stands in.
    ///
    /// It has a result for any text; whether that was YAML in the first place is for the reader to say.
    struct Layout {
        struct Block {
            enum Kind { case mapping, sequence }

            let kind: Kind
            /// Where its keys or dashes stand, from 0.
            let column: Int
            /// The column where they go.
            let target: Int
            /// A list whose items are set apart by blank lines.
            let isSeparated: Bool
        }

        /// A line that waits for the one below to say where it goes.
        enum Pending {
            case blank
            /// `target` is `nil` for the column of what follows.
            case comment(ArraySlice<UInt8>, column: Int, target: Int?)
        }

        struct Refusal {
            let message: String
            /// From 1.
            let line: Int
            /// From 1, in Unicode scalars.
            let column: Int
        }

        /// A file that is indented with tabs has a finding on every line; this many make the point.
        static let maxRefusals = 20
        /// Spaces a level.
        static let step = 2
        static let space = UInt8(ascii: " ")
        static let newline = UInt8(ascii: "\n")
        static let carriageReturn = UInt8(ascii: "\r")
        static let hash = UInt8(ascii: "#")
        static let colon = UInt8(ascii: ":")

        /// The source, with LF for CRLF.
        let bytes: [UInt8]
        /// The comments with their `#`, in their order, without the blanks behind them.
        var comments: [ArraySlice<UInt8>] = []
        private(set) var refusals: [Refusal] = []
        var lines: [Line] = []
        var items: [Item] = []

        var cursor = 0
        var pending: [Pending] = []
        /// From the outermost to the innermost.
        private(set) var blocks: [Block] = []
        /// The line above is a key or dash without a value.
        private var awaitsValue = false
        private var rootKeyIsSeparated = false
        private var lists = 0

        init(_ text: String) {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count)
            for byte in text.utf8 {
                if byte == Self.newline, bytes.last == Self.carriageReturn { bytes.removeLast() }
                bytes.append(byte)
            }
            self.bytes = bytes
            refuseRareBreaks()
            while cursor < bytes.count { readLine() }
            settleComments(before: -1)
            flushPending(to: 0)
        }
    }
}

extension PolicyFormatter.Layout {
    mutating func refuse(_ message: String, at offset: Int) {
        guard refusals.count < Self.maxRefusals else { return }
        let before = bytes[..<offset]
        let start = before.lastIndex(of: Self.newline).map { $0 + 1 } ?? 0
        refusals.append(
            Refusal(
                message: message, line: before.count { $0 == Self.newline } + 1,
                // Bytes that continue a scalar are 0b10xxxxxx.
                column: before[start...].count { $0 & 0xC0 != 0x80 } + 1))
    }

    mutating func refuseTab(at offset: Int) {
        refuse("a tab begins this line: write spaces", at: offset)
    }

    /// YAML 1.1 (section 4.1.4) ends a line at U+0085, U+2028, U+2029 and a lone CR as well, even inside a comment.
    private mutating func refuseRareBreaks() {
        for (index, byte) in bytes.enumerated() {
            // The last byte of the sequences C2 85, E2 80 A8 and E2 80 A9.
            switch byte {
            case Self.carriageReturn:
                refuseRareBreak(at: index)
            case 0x85 where index >= 1 && bytes[index - 1] == 0xC2:
                refuseRareBreak(at: index - 1)
            case 0xA8...0xA9 where index >= 2 && bytes[index - 2] == 0xE2 && bytes[index - 1] == 0x80:
                refuseRareBreak(at: index - 2)
            default:
                break
            }
        }
    }

    private mutating func refuseRareBreak(at offset: Int) {
        refuse(
            "YAML ends a line here, but editors do not: end it with LF, or write an escape in double quotes", at: offset
        )
    }

    private mutating func readLine() {
        let start = cursor
        while current == Self.space { cursor += 1 }
        if current == UInt8(ascii: "\t") {
            refuseTab(at: cursor)
            skipBlanks()
        }
        let column = cursor - start
        switch current {
        case nil, Self.newline:
            pending.append(.blank)
            cursor += 1
        case Self.hash:
            let comment = bytes[trimmed(cursor..<lineEnd(from: cursor))]
            comments.append(comment)
            pending.append(.comment(comment, column: column, target: nil))
            cursor = lineEnd(from: cursor) + 1
        default:
            if column == 0, isDocumentMarker(at: cursor) {
                readDocumentMarker()
            } else {
                readEntry(at: column)
            }
        }
    }

    private mutating func readDocumentMarker() {
        settleComments(before: -1)
        flushPending(to: 0)
        blocks = []
        awaitsValue = false
        let end = cursor + 3
        var line = Line(.text, bytes: Array(bytes[cursor..<end]))
        cursor = end
        skipBlanks()
        guard !isAtEndOfLine else { return finish(line, from: end) }
        line.bytes.append(Self.space)
        readValue(line, shift: 0)
    }

    /// Reads from the first dash, key or value of a line to the end of its last value, which may be lines below.
    private mutating func readEntry(at start: Int) {
        if start == 0, current == UInt8(ascii: "%") {
            refuse("a directive such as %YAML is not allowed", at: cursor)
        }
        settleComments(before: start)
        closeBlocks(at: start, isItem: isIndicator("-"))
        awaitsValue = false
        var column = start
        var line = Line(.text)
        while isIndicator("-") {
            let block = open(.sequence, at: column)
            if column == start {
                begin(&line, at: block.target)
                if block.isSeparated {
                    items.append(Item(list: lists, firstLine: lines.count, indent: block.target))
                }
            }
            let dash = cursor
            line.bytes.append(bytes[dash])
            cursor += 1
            skipBlanks()
            guard !isAtEndOfLine else {
                awaitsValue = true
                return finish(line, from: dash + 1)
            }
            line.bytes.append(Self.space)
            column += cursor - dash
        }
        refuseRareForms()
        guard let colon = colonOfKey() else {
            let target = nextTarget
            if column == start { begin(&line, at: target) }
            return readValue(line, shift: target - column)
        }
        let block = open(.mapping, at: column)
        if column == start { begin(&line, at: block.target) }
        readKey(&line, colon: colon)
        guard !isAtEndOfLine else {
            awaitsValue = true
            return finish(line, from: colon + 1)
        }
        line.bytes.append(Self.space)
        refuseRareForms()
        readValue(line, shift: block.target - column)
    }

    /// Reads up to the value, or to what stands at the end of the line instead of one.
    private mutating func readKey(_ line: inout Line, colon: Int) {
        let key = bytes[trimmed(cursor..<colon)]
        line.bytes += key
        line.bytes.append(Self.colon)
        if blocks.count == 1 {
            let name = String(decoding: key, as: UTF8.self)
            rootKeyIsSeparated = PolicyFormatter.separatedLists.contains { name == $0 || name == "\"\($0)\"" }
        }
        cursor = colon + 1
        skipBlanks()
    }

    private mutating func begin(_ line: inout Line, at target: Int) {
        flushPending(to: target)
        line.indent = target
    }

    /// Explicit keys, keys of nothing, and the one tag that the reader cannot tell from none (`!!str` before quotes).
    mutating func refuseRareForms() {
        if isIndicator("?") || isIndicator(":") {
            refuse("only the form \"key: value\" is allowed", at: cursor)
        } else if current == UInt8(ascii: "!") {
            refuse("tags are not allowed", at: cursor)
        }
    }

    /// Where the innermost block's values go.
    private var nextTarget: Int { blocks.last.map { $0.target + Self.step } ?? 0 }

    /// The block of that kind at that column, which is opened unless it is the innermost one.
    private mutating func open(_ kind: Block.Kind, at column: Int) -> Block {
        if let block = blocks.last, block.kind == kind, block.column == column { return block }
        let isSeparated = kind == .sequence && blocks.count == 1 && blocks[0].kind == .mapping && rootKeyIsSeparated
        if isSeparated { lists += 1 }
        let block = Block(kind: kind, column: column, target: nextTarget, isSeparated: isSeparated)
        blocks.append(block)
        return block
    }

    /// Closes what a line at that column does not belong to. The dashes of a list may stand at the column of its key.
    private mutating func closeBlocks(at column: Int, isItem: Bool) {
        while let block = blocks.last,
            block.column > column || (block.column == column && block.kind == .sequence && !isItem)
        {
            blocks.removeLast()
        }
    }

    /// Gives the comments that belong to a block which the next line ends their place in it.
    private mutating func settleComments(before column: Int) {
        for (index, line) in pending.enumerated() {
            guard case .comment(let comment, let own, nil) = line, own > column else { continue }
            if awaitsValue, let block = blocks.last, own > block.column, block.column >= column {
                // Stands where the missing value would.
                pending[index] = .comment(comment, column: own, target: nextTarget)
            } else if let block = blocks.last(where: { $0.column <= own }), block.column > column {
                pending[index] = .comment(comment, column: own, target: block.target)
            }
        }
    }
}
