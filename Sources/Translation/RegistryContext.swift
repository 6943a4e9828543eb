/// What a translation has to know beyond the request, by the kind of service that it speaks to.
package enum RegistryContext: Sendable {
    case harbor(HarborContext)
    case swr(SWRContext)
    case cvat(CVATContext)
}

/// A project (an organization, in SWR's words) as the gateway's own store knows it.
package struct KeptProject: Sendable, Equatable {
    package let name: String
    /// The business namespace that it was made for.
    package let namespace: String
    package let isPublic: Bool
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(name: String, namespace: String, isPublic: Bool, createdAt: Int64, updatedAt: Int64) {
        self.name = name
        self.namespace = namespace
        self.isPublic = isPublic
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What a translation wants kept of a project; the namespace is the caller's.
package enum ProjectChange: Sendable, Equatable {
    case add(name: String, isPublic: Bool)
    case remove(name: String)
}
