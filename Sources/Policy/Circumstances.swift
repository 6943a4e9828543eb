package import Domain

/// What a decision depends on beside the request's target and its caller.
package struct Circumstances: Sendable {
    /// The peer's; `nil` when it has none.
    package var address: IPAddress?
    /// Unix seconds.
    package var now: Int64
    /// The values of the route's declared body fields, by position; `nil` while the body has not been read.
    package var body: [BodyValue]?
    package var owned: OwnedProjects

    package init(address: IPAddress?, now: Int64, body: [BodyValue]? = nil, owned: OwnedProjects = .noAccount) {
        self.address = address
        self.now = now
        self.body = body
        self.owned = owned
    }
}

/// Which registry projects belong to the caller's namespace.
package enum OwnedProjects: Sendable, Equatable {
    /// The namespace has no account in the registry, so that nothing can be its own.
    case noAccount
    case known(names: Set<String>, numbers: Set<Int64>)
}
