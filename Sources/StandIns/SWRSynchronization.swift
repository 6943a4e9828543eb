/// Where an image is copied to, on every push or once. Nothing is copied by this stand-in; its jobs are done after a
/// while.
package struct SWRSynchronization: Sendable, Equatable {
    package var standing: [Standing] = []
    /// The last ones, in the order that they were asked for.
    package private(set) var jobs: [Job] = []

    /// The most targets of one image, and the most tags that are asked for at once.
    static let limit = 20
    /// The jobs that are remembered.
    static let jobLimit = 1_000

    /// An organization in another region.
    package struct Target: Sendable, Equatable {
        package let region: String
        package let namespace: String
    }

    /// On every push.
    package struct Standing: Sendable, Equatable {
        package let id: Int
        package let target: Target
        package var isAutomatic: Bool
        package var overrides: Bool
        package let created: SWRMoment
        package var updated: SWRMoment
    }

    /// Of one tag, once.
    package struct Job: Sendable, Equatable {
        package let id: Int
        package let target: Target
        package let tag: String
        package let overrides: Bool
        package let operatorID: String
        package let operatorName: String
        package let created: SWRMoment

        /// Seconds until it is done.
        static let duration: Int64 = 10

        /// When its state was what it is now for the first time.
        func updated(at now: SWRMoment) -> SWRMoment { isDone(at: now) ? end : created }

        func status(at now: SWRMoment) -> String { isDone(at: now) ? "success" : "running" }

        private var end: SWRMoment { created.advanced(seconds: Self.duration) }

        private func isDone(at now: SWRMoment) -> Bool { !(now < end) }
    }

    mutating func add(_ job: Job) {
        jobs.append(job)
        if jobs.count > Self.jobLimit { jobs.removeFirst() }
    }
}

extension SWRSynchronization.Target {
    /// - Parameter registry: the one that copies.
    init(_ members: SWRMembers, from registry: SWRRegistry) throws(SWRFault) {
        region = try members.text("remoteRegionId")
        guard registry.otherRegions.contains(region) else { throw .invalidBody("remoteRegionId") }
        namespace = try members.text("remoteNamespace")
        guard SWRName.isNamespace(namespace) else { throw .invalidNamespaceName }
    }
}
