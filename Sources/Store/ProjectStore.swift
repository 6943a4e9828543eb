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

    /// Forgets a project that is kept as it was read: for the same namespace, and last kept at the same moment. One of
    /// its name that was made since stays.
    /// - Parameter withPermission: whether it is also forgotten that the namespace's user was given his permission in
    ///   it (`BoundUserStore`), where it is the project that is forgotten.
    func removeProject(_ project: ProjectRecord, withPermission: Bool) async throws(StoreError)

    /// Notes that the registry does not have the project, which is kept as it was read, and forgets one that has been
    /// missing for `ProjectRecord.longestAbsence`. One of its name that was made since stays as it is.
    func missProject(_ project: ProjectRecord, now: Int64) async throws(StoreError)

    /// The projects that are kept as they were read are not missing any more.
    func seeProjects(_ projects: [ProjectRecord]) async throws(StoreError)

    /// Whether the project is kept as it was read: for the same namespace, and last kept at the same moment.
    func isKept(_ project: ProjectRecord) async throws(StoreError) -> Bool

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
    /// When it was last kept.
    package let updatedAt: Int64
    /// Since when the registry has not shown it. 0: it was seen when it was last looked for.
    package let missingSince: Int64

    /// Seconds that a project is missing before it is forgotten. What answers for a while may be another registry, or
    /// one that was set back.
    package static let longestAbsence: Int64 = 86_400

    package init(
        upstream: String, number: Int64 = 0, name: String, namespace: String, isPublic: Bool, createdAt: Int64,
        updatedAt: Int64, missingSince: Int64 = 0
    ) {
        self.upstream = upstream
        self.number = number
        self.name = name
        self.namespace = namespace
        self.isPublic = isPublic
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.missingSince = missingSince
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
