/// One thing that is wrong with a policy, printed as compilers do:
///
/// ```
/// policies/routes/harbor.yaml:7:20: unknown role "membr": did you mean "member"?
///         - { roles: [membr] }
///                     ^
/// ```
package struct Finding: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; 0 when the finding is about the whole file.
    package let line: Int
    /// From 1, in Unicode scalars; 0 when the finding is about the whole file.
    package let column: Int
    package let message: String
    /// The line it stands on, with secrets masked.
    package let source: String

    package init(file: String, line: Int, column: Int, message: String, source: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.source = source
    }

    package var description: String {
        guard line > 0 else { return "\(file): \(message)" }
        let headline = "\(file):\(line):\(column): \(message)"
        guard !source.isEmpty else { return headline }
        // Tabs are kept in front of the caret, so that it stands under its place however wide a tab is shown.
        let indent = source.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let rest = String(repeating: " ", count: max(0, column - 1 - source.unicodeScalars.count))
        return "\(headline)\n    \(source)\n    \(indent)\(rest)^"
    }
}

/// Everything that is wrong with a policy, in the order of files and lines. A policy with findings is refused whole.
package struct PolicyFindings: Error, Sendable, CustomStringConvertible {
    package let findings: [Finding]

    package init(_ findings: [Finding]) {
        self.findings = findings
    }

    package var description: String {
        findings.map(\.description).joined(separator: "\n")
    }
}
