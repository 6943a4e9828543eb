/// Gives a policy file its one layout, and changes nothing but blanks and blank lines.
///
/// The layout works on the text, because a YAML library forgets comments:
///
/// - LF at the end of each line, no blanks before it, one at the end of the file; no byte order mark; at most one
///   blank line in a row and none at the start.
/// - Two spaces a level, and the items of a list one level below its key. One space behind a dash and a colon.
/// - A list or mapping in brackets that stands on one line: `{ a: b, c: [d, e] }`, `{}`, `[]`. One that runs over
///   several lines keeps its inner spacing, and so does quoted and plain text: its further lines move as far as its
///   first one, but never to the left of the key that they belong to.
/// - A block scalar (`|`, `>`) moves as a whole; what stands in it is kept, blanks at the end of its lines included.
///   Blank lines below one with `+` are part of its text, so the rules about blank lines do not reach them.
/// - One blank line between the items of the top-level lists in `separatedLists` when either neighbour has more than
///   one line. A comment directly above an item belongs to it.
/// - A comment on a line of its own stands like what follows it; but one that is indented like the block that ends
///   above it stays with that block. A comment behind something keeps its distance, which is at least one blank.
package enum PolicyFormatter {
    /// The top-level lists whose items are sections that one looks for.
    static let separatedLists: Set<String> = ["routes", "tests"]

    /// The text in its one layout; formatting that again gives the same text. Time is linear in its length.
    ///
    /// What comes out means the same to `YAMLReader` and has the same comments in the same order; both are verified
    /// here.
    ///
    /// - Parameter name: what findings call the file.
    /// - Throws: findings for what is no YAML of the dialect, for tabs that indent, for forms of YAML that the layout
    ///   does not know, and where the result would not mean the same.
    package static func format(_ text: String, name: String) throws(PolicyFindings) -> String {
        let text = withoutByteOrderMark(text)
        let file = SourceFile(name: name, text: text)
        var log = FindingLog()
        let layout = Layout(text)
        // First, as the YAML reader's word for a tab is "character that cannot start any token".
        for refusal in layout.refusals {
            log.add(refusal.message, at: SourcePosition(file: file, line: refusal.line, column: refusal.column))
        }
        guard log.isEmpty else { throw PolicyFindings(log.sorted(files: [name])) }
        guard let before = YAMLReader.read(text, file, &log), log.isEmpty else {
            throw PolicyFindings(log.sorted(files: [name]))
        }
        let formatted = String(decoding: layout.text, as: UTF8.self)
        try verify(formatted, means: before, in: file)
        guard Layout(formatted).comments == layout.comments, hasSameInk(text, formatted) else {
            log.add("formatting would lose a comment, so the file stays as it is", file: name)
            throw PolicyFindings(log.findings)
        }
        return formatted
    }

    /// Throws unless the text is read as the same document as before.
    private static func verify(
        _ formatted: String, means before: SourceNode, in file: SourceFile
    ) throws(PolicyFindings) {
        var log = FindingLog()
        let after = YAMLReader.read(formatted, SourceFile(name: file.name, text: formatted), &log)
        // The findings of the second reading are about lines that nobody has seen.
        let isRead = log.isEmpty
        log = FindingLog()
        guard let after, isRead else {
            log.add("formatting would break the file, so it stays as it is", file: file.name)
            throw PolicyFindings(log.findings)
        }
        if let position = difference(before, after) {
            log.add("formatting would change this value, so the file stays as it is", at: position)
            throw PolicyFindings(log.findings)
        }
    }

    /// Where the first value of `before` stands that is another one in `after`; `nil` for the same content.
    static func difference(_ before: SourceNode, _ after: SourceNode) -> SourcePosition? {
        switch (before.content, after.content) {
        case (.scalar(let text, let isPlain), .scalar(let otherText, let otherIsPlain)):
            let isSame = isPlain == otherIsPlain && isSame(text, otherText)
            return isSame ? nil : before.position
        case (.sequence(let items), .sequence(let otherItems)):
            guard items.count == otherItems.count else { return before.position }
            for (item, other) in zip(items, otherItems) {
                if let position = difference(item, other) { return position }
            }
            return nil
        case (.mapping(let members), .mapping(let otherMembers)):
            guard members.count == otherMembers.count else { return before.position }
            for (member, other) in zip(members, otherMembers) {
                guard isSame(member.key.value, other.key.value) else { return member.key.position }
                if let position = difference(member.value, other.value) { return position }
            }
            return nil
        default:
            return before.position
        }
    }

    /// Compares bytes: for `String`, "é" equals "e" with a combining accent.
    private static func isSame(_ text: String, _ other: String) -> Bool {
        text.utf8.elementsEqual(other.utf8)
    }

    /// Whether two texts differ in blanks and line breaks only. Needs no idea of what a comment is, so a mistake of the
    /// layout about that is found too.
    private static func hasSameInk(_ text: String, _ other: String) -> Bool {
        func isInk(_ byte: UInt8) -> Bool {
            !Layout.isBlank(byte) && byte != Layout.newline && byte != Layout.carriageReturn
        }
        return text.utf8.lazy.filter(isInk).elementsEqual(other.utf8.lazy.filter(isInk))
    }

    private static func withoutByteOrderMark(_ text: String) -> String {
        guard text.unicodeScalars.first == "\u{FEFF}" else { return text }
        return String(text.unicodeScalars.dropFirst())
    }
}
