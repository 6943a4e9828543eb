package import Domain

/// An answer that stands in the policy.
package struct FixedAnswer: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// These very bytes, to everybody.
        case body(String, type: String)
        /// A refusal as the gateway's own are, in the shape of the route's errors, with its reason and the request id.
        case refusal(GatewayError.Code, message: String)
    }

    package let status: Int
    package let content: Content

    package init(status: Int, _ content: Content) {
        self.status = status
        self.content = content
    }

    /// The reasons that a policy can refuse for by an answer: a refusal has a reason of the one table of errors, whose
    /// status is its own. That somebody may not do it is none: a rule says so, and is recorded as a denial.
    static let refusals: [GatewayError.Code] = [.routeUnknown, .gone, .notOffered, .upstreamOff]
}

/// Files of a folder.
package struct FolderDestination: Hashable, Sendable {
    /// An absolute path.
    package let directory: String
    /// What is sent for a directory.
    package let index: String
    /// What is sent for a path without a file, of single-page applications; `nil`: 404.
    package let fallback: String?
    /// How long a client may keep a file without asking; `nil`: it asks each time.
    package let cache: Duration?
}
