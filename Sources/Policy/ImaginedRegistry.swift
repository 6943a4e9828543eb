package import Domain

/// What the registry says of a caller who is only imagined.
struct ImaginedRegistry {
    let facts: RegistryFacts
    /// Whether namespaces have accounts there. On SWR they have none.
    let knowsAccounts: Bool
}

/// Which registry an imagined request is judged on.
package enum RegistryPremise: Sendable {
    /// One with accounts for namespaces wherever a route goes by the registry, whatever the environment chooses: so
    /// that the same tests hold in each.
    case standard
    /// That of the caller's namespace, as the policy has it in this environment.
    case chosen
}

extension Ruleset {
    /// What the registry behind a route says of a caller.
    func imagined(
        _ caller: TestCaller, _ principal: Principal?, on route: CompiledRoute, _ premise: RegistryPremise
    ) -> ImaginedRegistry {
        // A policy that chooses no registry does not say either that there is none.
        guard premise == .chosen, registry != nil else {
            let kind = route.upstream.flatMap { upstreams[$0].kind }
            return ImaginedRegistry(facts: caller.stated, knowsAccounts: kind != .swr)
        }
        guard let place = factPlace(of: route, for: principal) else {
            var nothing = RegistryFacts()
            nothing.account = .none
            return ImaginedRegistry(facts: nothing, knowsAccounts: true)
        }
        return ImaginedRegistry(facts: caller.stated, knowsAccounts: upstreams[place].kind != .swr)
    }

    /// The name of the registry that a route leads to, or that its rules ask; `nil` where neither is so, and where the
    /// policy chooses none.
    package func registryName(of route: CompiledRoute, for principal: Principal?) -> String? {
        guard registry != nil, route.goesByRegistry || route.readsFacts else { return nil }
        return factPlace(of: route, for: principal).map { upstreams[$0].name }
    }
}
