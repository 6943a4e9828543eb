/// Collects findings while a policy is read and compiled, so that an operator sees all of them at once.
struct FindingLog {
    private(set) var findings: [Finding] = []

    var isEmpty: Bool { findings.isEmpty }

    /// - Parameter hidesSource: for a place where the line itself may be a secret.
    mutating func add(_ message: String, at position: SourcePosition, hidesSource: Bool = false) {
        let finding = Finding(
            file: position.file.name, line: position.line, column: position.column, message: message,
            source: hidesSource ? "" : SecretMask.masked(position.file.line(position.line)))
        // The same place is reached twice when two rules refer to it.
        guard !findings.contains(finding) else { return }
        findings.append(finding)
    }

    mutating func add(_ message: String, file: String) {
        findings.append(Finding(file: file, line: 0, column: 0, message: message, source: ""))
    }

    /// In the order of `files`, then by line and column.
    func sorted(files: [String]) -> [Finding] {
        let rank = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func key(_ finding: Finding) -> (Int, Int, Int) {
            (rank[finding.file] ?? files.count, finding.line, finding.column)
        }
        return findings.sorted { key($0) < key($1) }
    }
}
