/// Collects findings while a policy is read and compiled, so that an operator sees all of them at once.
struct FindingLog {
    private(set) var findings: [Finding] = []
    /// Those that were not kept.
    private var surplus = 0

    var isEmpty: Bool { findings.isEmpty }

    /// Beyond this nobody reads on, and a file made to have many would cost time and memory.
    private static let most = 200
    /// Bytes; a longer line is not shown.
    private static let longestSource = 400

    /// - Parameter hidesSource: for a place where the line itself may be a secret.
    mutating func add(_ message: String, at position: SourcePosition, hidesSource: Bool = false) {
        guard takesMore() else { return }
        let (line, column) = position.inFile
        let source = position.file.line(line)
        let isShown = !hidesSource && source.utf8.count <= Self.longestSource
        let finding = Finding(
            file: position.file.name, line: line, column: column, message: message,
            source: isShown ? SecretMask.masked(source) : "")
        // The same place is reached twice when two rules refer to it.
        guard !findings.contains(finding) else { return }
        findings.append(finding)
    }

    mutating func add(_ message: String, file: String) {
        guard takesMore() else { return }
        findings.append(Finding(file: file, line: 0, column: 0, message: message, source: ""))
    }

    private mutating func takesMore() -> Bool {
        if findings.count >= Self.most { surplus += 1 }
        return findings.count < Self.most
    }

    /// In the order of `files`, then by line and column.
    func sorted(files: [String]) -> [Finding] {
        let rank = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func key(_ finding: Finding) -> (Int, Int, Int) {
            (rank[finding.file] ?? files.count, finding.line, finding.column)
        }
        let sorted = findings.sorted { key($0) < key($1) }
        guard surplus > 0, let last = sorted.last else { return sorted }
        let rest = "\(surplus) more findings are not shown: mend these first"
        return sorted + [Finding(file: last.file, line: 0, column: 0, message: rest, source: "")]
    }
}
