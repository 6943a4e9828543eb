/// A project that a registry is about to be asked for, noted before it is: a process that ends between the registry's
/// answer and the note of whose the project is leaves this behind. It makes nothing anybody's.
package struct ProjectIntent: Sendable {
    package let upstream: String
    package let name: String
    package let namespace: String

    package init(upstream: String, name: String, namespace: String) {
        self.upstream = upstream
        self.name = name
        self.namespace = namespace
    }

    package enum Outcome: Sendable, Equatable {
        case noted
        /// A call that began less than `longestCall` ago may still be at it.
        case busy
        /// The namespace has `most` of them.
        case full
        case unknown
    }

    /// Seconds. A call that makes a project ends sooner, whatever comes of it.
    package static let longestCall: Int64 = 120
    /// The most of one namespace: they are of calls under way, and of those of the last day whose outcome nobody knows.
    package static let most = 1_000
    /// Seconds after which an intent does not count any more.
    package static let life: Int64 = 86_400
    /// Seconds that a registry's clock may be off.
    package static let clockError: Int64 = 300
}
