package import Domain
package import Routing

/// A compiled policy. Immutable: a reload makes another one, and exchanges in flight end on the one they began with.
package final class Ruleset: Sendable {
    package let routes: [CompiledRoute]
    package let upstreams: [UpstreamSpec]
    package let roles: RoleTable
    /// SHA-256 of the files in hexadecimal; stands in every decision record. The environment is not part of it.
    package let identity: String
    private let table: RouteTable

    init(
        routes: [CompiledRoute], upstreams: [UpstreamSpec], roles: RoleTable, identity: String, table: RouteTable
    ) {
        self.routes = routes
        self.upstreams = upstreams
        self.roles = roles
        self.identity = identity
        self.table = table
    }

    /// What the path and the method lead to, before anybody is asked who they are.
    package enum Routed: Sendable {
        case route(CompiledRoute)
        /// 404, 405 or 400. `allow` is the value of `Allow` for a 405.
        case refused(GatewayError.Code, allow: String?)
    }

    /// Finds the route of a target. Synchronous, without allocation.
    package func route(for target: borrowing RequestTarget, method: RequestMethod) -> Routed {
        switch table.match(target, method: method) {
        case .route(let ordinal): .route(routes[ordinal])
        case .unknown: .refused(.routeUnknown, allow: nil)
        case .methodNotAllowed(let allow): .refused(.methodNotAllowed, allow: allow)
        case .malformed: .refused(.malformedTarget, allow: nil)
        }
    }

    /// The upstream that a route leads to; `nil` for an endpoint of the gateway itself.
    package func upstream(of route: CompiledRoute) -> UpstreamSpec? {
        route.destination.upstream.map { upstreams[$0] }
    }

    /// Names of the roles that some rule of the route allows, in the order of their numbers. A rule may ask for more than
    /// the role, so that not everybody in them is let in.
    package func rolesAllowed(on route: CompiledRoute) -> [String] {
        let mask = route.allow.reduce(0) { $0 | $1.roles }
        return (0...62).map { RoleNumber(rawValue: $0) }.filter { RoleTable.bit(of: $0) & mask != 0 }
            .compactMap { roles.name(of: $0) }
    }
}
