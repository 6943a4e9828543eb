package import Domain

/// Why the settings cannot be used: everything that is wrong with them at once, so that one start is enough to learn
/// it all. Never empty.
package struct SettingsFindings: Error, Sendable, CustomStringConvertible {
    package private(set) var findings: [StartupError]

    init(_ findings: [StartupError]) {
        self.findings = findings
    }

    /// One line a finding.
    package var description: String {
        findings.map(\.description).joined(separator: "\n")
    }
}
