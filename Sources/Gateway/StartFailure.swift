import Domain
import Policy

/// Why a command did not start, as text for a terminal: all findings, no stack trace.
package enum StartFailure {
    /// `nil` for an error that is not about settings, policies or the machine: our own mistake.
    package static func description(of error: any Error) -> String? {
        switch error {
        case let error as SettingsFindings: error.description
        case let error as PolicyFindings:
            error.description + "\nthe policies cannot be used: \(error.findings.count) finding(s)"
        case let error as StartupError: error.description
        default: nil
        }
    }
}
