import Policy

extension PolicyFiles {
    /// The same files with `tests/t.yaml` beside them.
    func compile(tests: String, runsTests: Bool = true) throws(PolicyFindings) -> Ruleset {
        var source = source
        source.files.append(Self.file("tests/t.yaml", tests))
        return try PolicyCompiler(environment).compile(source, runsTests: runsTests)
    }

    /// `line:column message` of every finding, with the file before it where it is not the tests file.
    func findings(tests: String) -> [String] {
        do throws(PolicyFindings) {
            _ = try compile(tests: tests)
            return []
        } catch {
            return error.findings.map { finding in
                let file = finding.file == "tests/t.yaml" ? "" : finding.file + ":"
                return "\(file)\(finding.line):\(finding.column) \(finding.message)"
            }
        }
    }
}
