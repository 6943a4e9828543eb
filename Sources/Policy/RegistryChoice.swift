package import Domain

/// Which upstream is the registry of `/v1/repository`: by the caller's namespace. Positions in `Ruleset.upstreams`.
package struct RegistryChoice: Sendable, Equatable {
    package let standard: Int
    /// Of the namespaces that have another one.
    package let namespaces: [String: Int]

    package init(standard: Int, namespaces: [String: Int]) {
        self.standard = standard
        self.namespaces = namespaces
    }

    /// All of them, each once, the standard first.
    package var places: [Int] { [standard] + Set(namespaces.values).subtracting([standard]).sorted() }

    package func upstream(of namespace: String) -> Int {
        // As bytes: the dictionary takes equivalent spellings for one.
        guard !namespaces.isEmpty, let index = namespaces.index(forKey: namespace),
            namespaces[index].key.utf8.elementsEqual(namespace.utf8)
        else { return standard }
        return namespaces[index].value
    }
}

extension Ruleset {
    /// The position of the upstream that a route leads to; `nil` when it leads to none.
    /// - Parameter principal: whose namespace chooses, on a route that goes by the registry.
    package func upstreamPlace(of route: CompiledRoute, for principal: Principal?) -> Int? {
        if let place = route.upstream { return place }
        guard route.goesByRegistry else { return nil }
        return registry?.upstream(of: principal?.namespace ?? "")
    }

    /// The upstream that a route leads to; `nil` for an endpoint of the gateway itself.
    package func upstream(of route: CompiledRoute, for principal: Principal? = nil) -> UpstreamSpec? {
        upstreamPlace(of: route, for: principal).map { upstreams[$0] }
    }

    /// Every upstream that a route may lead to, by position.
    package func upstreamPlaces(of route: CompiledRoute) -> [Int] {
        if let place = route.upstream { return [place] }
        return route.goesByRegistry ? registry?.places ?? [] : []
    }

    /// The position of the registry that knows what rules of a route ask: the route's own upstream where that is one. What
    /// is pulled and pushed elsewhere belongs to projects of the registry that namespaces are on which nothing else is
    /// said of; on another one there may be projects of the same names.
    ///
    /// `nil`: then the caller's namespace has no account and owns nothing.
    package func factPlace(of route: CompiledRoute, for principal: Principal?) -> Int? {
        let home = registry?.upstream(of: principal?.namespace ?? "")
        guard let place = upstreamPlace(of: route, for: principal) else { return home }
        switch upstreams[place].kind {
        case .swr: return place
        case .harbor: return isHome(place, of: principal) ? place : nil
        case .cvat, nil: return home == registry?.standard ? home : nil
        }
    }

    /// Whether a Harbor is where the caller's namespace has its account: there is one for each namespace, and its password
    /// goes nowhere else. Without a choice of registries there is one place for all.
    func isHome(_ place: Int, of principal: Principal?) -> Bool {
        registry.map { $0.upstream(of: principal?.namespace ?? "") == place } ?? true
    }
}
