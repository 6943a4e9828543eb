/// Projects of registries that do not know whose a project is, or whether it is public: kept here instead, by the name
/// that the registry's upstream has in the policy, and by the registry's number of the project where it has numbers.
package protocol ProjectStore: Sendable {
    /// By name. `nil`: of every namespace.
    /// - Parameter limit: the most that are given.
    func projects(
        of namespace: String?, on upstream: String, limit: Int
    ) async throws(StoreError) -> [ProjectRecord]

    /// Notes a project that the registry has just made. What was kept under its number, or under its name where it has
    /// none, was of one that is gone, whoever deleted it: the registry has each once. For the same namespace it stays
    /// as old as it was. What the namespace meant to make under this name is made with it.
    func keepProject(_ project: NewProject, now: Int64) async throws(StoreError)

    /// Forgets a project without a number. Nothing happens when it is not known.
    /// - Parameter namespace: that it is kept for; another one's of this name stays. `nil`: whichever.
    func removeProject(named name: String, on upstream: String, namespace: String?) async throws(StoreError)

    /// Forgets a project without a number that is kept for the namespace and was last kept at this moment, which the
    /// record says: not one of its name that was made since. Nothing happens when there is none.
    func removeProject(
        named name: String, on upstream: String, namespace: String, keptAt: Int64
    ) async throws(StoreError)

    /// Forgets the project of a number. Nothing happens when it is not known.
    func removeProject(numbered number: Int64, on upstream: String) async throws(StoreError)

    /// Notes that a project is about to be made, in place of what was noted of this name by a call that has ended.
    /// - Returns: `.busy` when a call may be at it, of the same namespace or of another one, `.full` when the namespace
    ///   has noted as many as it may; then this is not noted. Never `.unknown`.
    func intendProject(_ intent: ProjectIntent, now: Int64) async throws(StoreError) -> ProjectIntent.Outcome

    /// Takes up what an earlier call of the same namespace meant to make, since the registry has something of this
    /// name.
    /// - Parameters:
    ///   - number: the registry's, 0 where it has none.
    ///   - madeAt: Unix seconds by the registry's clock, where it tells.
    /// - Returns: `.noted` when that something may be what such a call made, and nobody is at it; from now on this call
    ///   is. `.unknown` when there was no such call of late, when it cannot have made this, or when it is somebody's.
    ///   Never `.full`.
    func reclaimProject(
        _ intent: ProjectIntent, number: Int64, madeAt: Int64?, now: Int64
    ) async throws(StoreError) -> ProjectIntent.Outcome

    /// The project was not made: forgets that it was meant to be.
    func forgoProject(_ intent: ProjectIntent) async throws(StoreError)
}

/// One project as it is stored.
package struct ProjectRecord: Sendable, Equatable {
    package let upstream: String
    /// The registry's; 0 where it has none.
    package let number: Int64
    package let name: String
    package let namespace: String
    package let isPublic: Bool
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(
        upstream: String, number: Int64 = 0, name: String, namespace: String, isPublic: Bool, createdAt: Int64,
        updatedAt: Int64
    ) {
        self.upstream = upstream
        self.number = number
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
    /// The registry's, which it never gives to another; 0 where it has none.
    package let number: Int64
    package let name: String
    package let namespace: String
    package let isPublic: Bool

    package init(upstream: String, number: Int64 = 0, name: String, namespace: String, isPublic: Bool) {
        self.upstream = upstream
        self.number = number
        self.name = name
        self.namespace = namespace
        self.isPublic = isPublic
    }
}
