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
