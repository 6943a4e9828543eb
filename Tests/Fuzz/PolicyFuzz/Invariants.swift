import Policy

/// What must hold for every policy, whole or not.
struct Invariants {
    private let input: PolicyInput
    /// Unicode scalars in each line, by file.
    private let widths: [String: [Int]]
    private let saysSecret: Bool
    private static let secret = Array(PolicyInput.secret.utf8)

    init(_ input: PolicyInput) {
        self.input = input
        var widths: [String: [Int]] = [:]
        for file in input.source.files {
            let lines = String(decoding: file.bytes, as: UTF8.self).split(omittingEmptySubsequences: false) {
                $0 == "\n" || $0 == "\r\n"
            }
            widths[file.name] = lines.map(\.unicodeScalars.count)
        }
        self.widths = widths
        saysSecret = Self.contains(input.bytes, Self.secret)
    }

    func check() {
        do throws(PolicyFindings) {
            let rules = try compile()
            let again = try? compile()
            require(again?.identity == rules.identity, "compiled twice, it has another identity")
            require(again?.routes.map(\.id) == rules.routes.map(\.id), "compiled twice, it has other routes")
            RequestTrial(rules).check()
        } catch {
            require(!error.findings.isEmpty, "refused without a finding")
            for finding in error.findings { check(finding) }
            do throws(PolicyFindings) {
                _ = try compile()
                require(false, "what was refused is taken the second time")
            } catch let again {
                require(again.findings == error.findings, "compiled twice, it has other findings")
            }
        }
    }

    private func compile() throws(PolicyFindings) -> Ruleset {
        try PolicyCompiler(input.environment).compile(input.source)
    }

    private func check(_ finding: Finding) {
        require(!finding.message.isEmpty, "a finding without a message")
        require(!finding.description.isEmpty, "a finding that cannot be shown")
        guard let widths = widths[finding.file] else { return require(false, "a finding about no file") }
        if finding.line == 0 {
            require(finding.column == 0, "a column of the whole file")
        } else {
            require(widths.indices.contains(finding.line - 1), "a finding behind the last line")
            let width = widths[finding.line - 1]
            require((1...(width + 1)).contains(finding.column), "a finding behind the end of its line")
        }
        // What the file says itself, its findings may.
        let shows = !saysSecret && Self.contains(Array(finding.description.utf8), Self.secret)
        require(!shows, "a finding that shows a secret")
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0] == part[0] && text[$0...].starts(with: part) }
    }
}

func require(_ condition: Bool, _ what: StaticString) {
    precondition(condition, "\(what)")
}
