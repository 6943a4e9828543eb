/// One file of a policy as text, with the name that findings show.
package final class SourceFile: Sendable {
    package let name: String
    let lines: [Substring]

    package init(name: String, text: String) {
        self.name = name
        lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    /// - Parameter line: from 1.
    func line(_ line: Int) -> Substring {
        lines.indices.contains(line - 1) ? lines[line - 1] : ""
    }
}

/// A place in a policy file.
package struct SourcePosition: Sendable {
    package let file: SourceFile
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package init(file: SourceFile, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The nearest place that the file has: a text over several lines is longer than the line that it begins on.
    var inFile: (line: Int, column: Int) {
        let last = min(max(line, 1), file.lines.count)
        let width = file.line(last).unicodeScalars.count
        return (last, last < line ? width + 1 : min(max(column, 1), width + 1))
    }

    /// Where `offset` scalars into `text` stand, a text that begins here and may go on over several lines: its scalars are
    /// looked for one after the other, blanks and what quotes and folding add aside.
    func advanced(by offset: Int, in text: String) -> SourcePosition {
        let scalars = Array(text.unicodeScalars)
        if file.line(line).unicodeScalars.dropFirst(column - 1).starts(with: scalars) { return advanced(by: offset) }
        var place = self
        // A block scalar begins on the line below its mark.
        let mark = column > 1 ? SourcePosition(file: file, line: line, column: column - 1).scalar : nil
        if mark == "|" || mark == ">" { place = SourcePosition(file: file, line: line + 1, column: 1) }
        var found = self
        for (index, wanted) in scalars.enumerated() where !wanted.properties.isWhitespace {
            while place.scalar != wanted {
                guard let next = place.next else { return self }
                place = next
            }
            found = place
            if index >= offset { break }
            place = place.next ?? place
        }
        return found
    }

    /// What stands here; `nil` at the end of a line.
    private var scalar: Unicode.Scalar? { file.line(line).unicodeScalars.dropFirst(column - 1).first }

    /// `nil` at the end of the file.
    private var next: SourcePosition? {
        if scalar != nil { return advanced(by: 1) }
        return line < file.lines.count ? SourcePosition(file: file, line: line + 1, column: 1) : nil
    }

    func advanced(by scalars: Int) -> SourcePosition {
        SourcePosition(file: file, line: line, column: column + scalars)
    }
}

/// A value and where it was written.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let position: SourcePosition

    package init(_ value: Value, _ position: SourcePosition) {
        self.value = value
        self.position = position
    }
}
