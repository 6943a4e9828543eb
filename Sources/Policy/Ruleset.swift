package import Domain
package import Routing

/// A compiled policy. Immutable: a reload makes another one, and exchanges in flight end on the one they began with.
package final class Ruleset: Sendable {
    /// Those that are enforced.
    package let routes: [CompiledRoute]
    package let upstreams: [UpstreamSpec]
    /// In the same order: where each stands, and which findings of the audit its author means.
    let upstreamSources: [UpstreamSource]
    /// Those that routes name, by position.
    package let credentials: [NamedCredential]
    package let roles: RoleTable
    /// `nil` when the policy has no `registry`, and no route goes by it.
    package let registry: RegistryChoice?
    /// SHA-256 of the files in hexadecimal; stands in every decision record. The environment is not part of it.
    package let identity: String
    package let tests: [PolicyTest]
    private let tables: RouteTables
    let patterns: [RoutePattern]

    struct Parts {
        let routes: [CompiledRoute]
        let tables: RouteTables
        /// In the order of the routes.
        let patterns: [RoutePattern]
        let tests: [PolicyTest]
        let upstreamSources: [UpstreamSource]
        let registry: RegistryChoice?
    }

    struct UpstreamSource: Sendable {
        let position: SourcePosition
        let accepts: [Located<String>]
    }

    init(
        _ parts: Parts, upstreams: [UpstreamSpec], credentials: [NamedCredential], roles: RoleTable, identity: String
    ) {
        routes = parts.routes
        tables = parts.tables
        patterns = parts.patterns
        tests = parts.tests
        upstreamSources = parts.upstreamSources
        registry = parts.registry
        self.upstreams = upstreams
        self.credentials = credentials
        self.roles = roles
        self.identity = identity
    }

    /// What a request leads to, before anybody is asked who they are.
    package enum Routed: Sendable {
        case route(CompiledRoute)
        /// 404, 405, 501 or 400. `allow` is the value of `Allow` for a 405.
        case refused(GatewayError.Code, allow: String?)
    }

    /// Finds the route of a request. Synchronous; without allocation as long as no route names a host or a field.
    package func route(
        for target: borrowing RequestTarget, method: RequestMethod, _ fields: some FieldSource
    ) -> Routed {
        switch tables.match(target, method: method, fields) {
        case .route(let ordinal): .route(routes[ordinal])
        case .unknown: .refused(.routeUnknown, allow: nil)
        // RFC 9110 §15.5.6 is for a method that is known here, §15.6.2 for one that is not.
        case .methodNotAllowed where method == .other: .refused(.methodUnsupported, allow: nil)
        case .methodNotAllowed(let allow): .refused(.methodNotAllowed, allow: allow)
        case .malformed: .refused(.malformedTarget, allow: nil)
        case .ambiguousField: .refused(.malformedRequest, allow: nil)
        }
    }

    /// The same policy with one registry for all namespaces, as questions ask for it.
    ///
    /// - Parameter place: of an upstream of kind harbor or swr.
    package func onRegistry(_ place: Int) -> Ruleset {
        Ruleset(
            Parts(
                routes: routes, tables: tables, patterns: patterns, tests: tests, upstreamSources: upstreamSources,
                registry: RegistryChoice(standard: place, namespaces: [:])),
            upstreams: upstreams, credentials: credentials, roles: roles, identity: identity)
    }

    /// Rules of all routes, those in shadow mode too.
    package var ruleCount: Int {
        routes.reduce(0) { $0 + $1.allow.count + $1.deny.count + $1.trialAllow.count + $1.trialDeny.count }
    }

    /// Names of the roles that some rule of the route allows, in the order of their numbers. A rule may ask for more than
    /// the role, so that not everybody in them is let in.
    package func rolesAllowed(on route: CompiledRoute) -> [String] {
        let mask = route.allow.filter { !$0.isForAnybody }.reduce(0) { $0 | $1.roles }
        return roles.numbered.filter { RoleTable.bit(of: $0.number) & mask != 0 }.map(\.name)
    }
}

/// An account at an upstream that routes name.
package struct NamedCredential: Sendable, Equatable {
    package let name: String
    package let credentials: UpstreamSpec.Credentials
}
