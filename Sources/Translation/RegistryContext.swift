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

/// What a translation wants kept of a project.
package enum ProjectChange: Sendable, Equatable {
    /// Of the caller's namespace.
    case add(name: String, isPublic: Bool)
    /// Of the namespace that the project was seen to be of, since another one may have made one of this name meanwhile.
    /// `nil`: of whichever.
    case remove(name: String, namespace: String?)
}
