/// Why the process cannot start or a command cannot run: says what is wrong, where it was set, and what is allowed.
package struct StartupError: Error, Sendable, CustomStringConvertible {
    /// The setting, file or argument, such as `listen` or `policies/roles.yaml:3:5`.
    package let subject: String
    package let problem: String
    /// What to do about it; may be empty.
    package let remedy: String

    package init(_ subject: String, _ problem: String, remedy: String = "") {
        self.subject = subject
        self.problem = problem
        self.remedy = remedy
    }

    package var description: String {
        remedy.isEmpty ? "\(subject): \(problem)" : "\(subject): \(problem); \(remedy)"
    }
}
