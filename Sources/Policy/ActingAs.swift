package import Domain

/// In whose name an exchange goes upstream.
package enum ActingAs: Hashable, Sendable {
    /// In nobody's: no credential goes along.
    case none
    /// The client's own Authorization and Cookie go along.
    case client
    /// The upstream's own account.
    case upstream
    /// The account that a business namespace has there.
    case namespace(String)
    /// A position in `Ruleset.credentials`.
    case named(Int)
}

/// Who acts for a caller whom the rules let in.
package enum ActingDecision: Hashable, Sendable {
    case acting(ActingAs)
    /// Nobody knows yet whether the caller's namespace has an account.
    case needsAccount
    /// Nobody may act for this caller.
    case lacksAccount
}

extension Ruleset {
    /// Where the upstream's own account is meant, it acts for everybody on SWR and CVAT, which know no other; on Harbor,
    /// and on what the gateway knows nothing about, it sees everything and acts for system administrators only. For all
    /// others the account of their namespace acts on Harbor.
    ///
    /// - Parameter place: of the upstream, as `upstreamPlace(of:for:)` has it.
    package func acting(
        on route: CompiledRoute, upstream place: Int?, for principal: Principal?, _ account: RegistryFacts.Account
    ) -> ActingDecision {
        switch route.credentialUse {
        case .none: return .acting(.none)
        case .client: return .acting(.client)
        case .named(let credential): return .acting(.named(credential))
        case .upstream: break
        }
        guard let place, upstreams[place].declaresCredentials else { return .acting(.none) }
        switch upstreams[place].kind {
        case .swr, .cvat:
            return .acting(.upstream)
        case .harbor:
            if principal?.role == .systemAdmin { return .acting(.upstream) }
            guard let namespace = principal?.namespace, !namespace.isEmpty, isHome(place, of: principal) else {
                return .lacksAccount
            }
            switch account {
            case .unknown: return .needsAccount
            case .none: return .lacksAccount
            case .known: return .acting(.namespace(namespace))
            }
        case nil:
            return principal?.role == .systemAdmin ? .acting(.upstream) : .lacksAccount
        }
    }

    /// Whether nobody acts upstream for a caller whom the rules let in; not as long as nobody knows.
    package func lacksAccount(
        _ route: CompiledRoute, _ principal: Principal?, _ account: RegistryFacts.Account = .unknown
    ) -> Bool {
        let place = upstreamPlace(of: route, for: principal)
        return acting(on: route, upstream: place, for: principal, account) == .lacksAccount
    }
}
