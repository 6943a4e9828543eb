package import Domain
package import Routing

/// A route, ready to be decided on.
package final class CompiledRoute: Sendable {
    package enum Destination: Hashable, Sendable {
        /// An endpoint of the gateway itself.
        case local(String)
        /// A call that the gateway translates. `upstream` is a position in `Ruleset.upstreams`.
        case translate(String, upstream: Int)
        case relay(upstream: Int)

        package var upstream: Int? {
            switch self {
            case .local: nil
            case .translate(_, let upstream), .relay(let upstream): upstream
            }
        }
    }

    /// The position in `Ruleset.routes`.
    package let ordinal: Int
    /// Unique and stable: the label of the route in metrics and logs.
    package let id: String
    package let description: String?
    /// The pattern as written.
    package let path: String
    package let methods: [RequestMethod]
    package let destination: Destination
    package let limits: RouteLimits
    package let errorShape: ErrorShape
    /// False when `anonymous` is allowed: then a token, if there is one, is not looked at.
    package let needsToken: Bool
    /// Whether the exchange would use the upstream's own account. Only a system administrator may; a route for anybody
    /// never does, since it would lend that account to strangers.
    package let usesUpstreamCredential: Bool
    /// Where the parameters are; `values(in:)` gives them by name.
    package let layout: RouteLayout

    let template: TargetTemplate?
    /// The label of the rule that lets anybody in; empty where a token is needed.
    let anonymousRule: String
    let allow: [AccessRule]
    let deny: [AccessRule]

    init(
        ordinal: Int, declaration: RouteDeclaration, layout: RouteLayout, destination: Destination,
        template: TargetTemplate?, errorShape: ErrorShape, anonymousRule: String?, usesUpstreamCredential: Bool,
        allow: [AccessRule], deny: [AccessRule]
    ) {
        self.ordinal = ordinal
        id = declaration.id.value
        description = declaration.description
        path = declaration.path.text
        methods = declaration.methods.map(\.value)
        self.destination = destination
        limits = declaration.limits
        self.errorShape = errorShape
        needsToken = anonymousRule == nil
        self.anonymousRule = anonymousRule ?? ""
        self.usesUpstreamCredential = usesUpstreamCredential
        self.layout = layout
        self.template = template
        self.allow = allow
        self.deny = deny
    }
}
