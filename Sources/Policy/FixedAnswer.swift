/// An answer that stands in the policy.
package struct FixedAnswer: Hashable, Sendable {
    package let status: Int
    package let contentType: String
    package let body: String
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
