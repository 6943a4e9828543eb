/// Projects of registries that do not know whose a project is, or whether it is public: kept here instead, by the name
/// that the registry's upstream has in the policy.
package protocol ProjectStore: Sendable {
    /// By name. `nil`: of every namespace.
    /// - Parameter limit: the most that are given.
    func projects(
        of namespace: String?, on upstream: String, limit: Int
    ) async throws(StoreError) -> [ProjectRecord]

    /// Notes a project that the registry has just made. What was kept under its name was of one that is gone, whoever
    /// deleted it: the registry has each name once. For the same namespace it stays as old as it was.
    func keepProject(_ project: NewProject, now: Int64) async throws(StoreError)

    /// Forgets a project. Nothing happens when it is not known.
    /// - Parameter namespace: that it is kept for; another one's of this name stays. `nil`: whichever.
    func removeProject(named name: String, on upstream: String, namespace: String?) async throws(StoreError)
}

/// One project as it is stored.
package struct ProjectRecord: Sendable, Equatable {
    package let upstream: String
    package let name: String
    package let namespace: String
    package let isPublic: Bool
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(
        upstream: String, name: String, namespace: String, isPublic: Bool, createdAt: Int64, updatedAt: Int64
    ) {
        self.upstream = upstream
        self.name = name
        self.namespace = namespace
        self.isPublic = isPublic
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What it takes to keep one.
package struct NewProject: Sendable {
    package let upstream: String
    package let name: String
    package let namespace: String
    package let isPublic: Bool

    package init(upstream: String, name: String, namespace: String, isPublic: Bool) {
        self.upstream = upstream
        self.name = name
        self.namespace = namespace
        self.isPublic = isPublic
    }
}
