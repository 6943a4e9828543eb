package import Domain
package import Routing

/// A route, ready to be decided on.
package final class CompiledRoute: Sendable {
    package enum Destination: Hashable, Sendable {
        /// An endpoint of the gateway itself.
        case local(String)
        /// A call that the gateway translates. `upstream` is a position in `Ruleset.upstreams`; `nil`: the registry of the
        /// caller's namespace.
        case translate(String, upstream: Int?)
        case relay(upstream: Int)
        /// `origin`: scheme and authority, or empty; the path is in the permit.
        case redirect(origin: String, status: Int)
        case answer(FixedAnswer)
        case folder(FolderDestination)

        /// `nil` where there is none, or the registry of the caller's namespace.
        package var upstream: Int? {
            switch self {
            case .translate(_, let upstream): upstream
            case .relay(let upstream): upstream
            case .local, .redirect, .answer, .folder: nil
            }
        }
    }

    /// Whose credential an exchange takes upstream.
    package enum CredentialUse: Hashable, Sendable {
        case none
        /// The client's own: its Authorization and Cookie go along.
        case client
        /// The upstream's own account.
        case upstream
        /// A position in `Ruleset.credentials`.
        case named(Int)
    }

    /// The position in `Ruleset.routes`.
    package let ordinal: Int
    /// Unique and stable: the label of the route in metrics and logs.
    package let id: String
    package let description: String?
    /// The pattern as written.
    package let path: String
    package let methods: [RequestMethod]
    package let conditions: MatchConditions
    package let destination: Destination
    /// The position of the upstream; `nil` where there is none, or `goesByRegistry`.
    package let upstream: Int?
    /// Whether it leads to the registry of the caller's namespace.
    package let goesByRegistry: Bool
    package let credentialUse: CredentialUse
    /// How its callers may say who they are.
    package let authentication: AuthenticationSchemes
    package let headers: HeaderEdits
    package let limits: RouteLimits
    package let errorShape: ErrorShape
    /// Whether some rule lets anybody in: it is asked first, and then no token is looked at.
    package let admitsAnybody: Bool
    /// Whether some rule lets in callers with a token.
    package let admitsPrincipals: Bool
    /// Whether a rule looks at the body, or the body has to have certain values: then it is read before the decision.
    package let readsBody: Bool
    /// Whether the body has to have certain values, whoever sends it.
    let checksBody: Bool
    /// Where the parameters are; `values(in:)` gives them by name.
    package let layout: RouteLayout
    /// What is to be evaluated beside the rules that count: rules or a whole route in shadow mode.
    package let hasTrial: Bool

    let bodyFields: [BodyField]
    let template: TargetTemplate?
    let allow: [AccessRule]
    let deny: [AccessRule]
    /// Rules in shadow mode.
    let trialAllow: [AccessRule]
    let trialDeny: [AccessRule]
    /// Names in the query that some rule looks at.
    let queryNames: [[UInt8]]
    /// A route in shadow mode with the same match.
    package let twin: CompiledRoute?
    /// Findings of the audit that its author means.
    let accepts: [Located<String>]
    let position: SourcePosition

    struct Parts {
        let layout: RouteLayout
        let destination: Destination
        let template: TargetTemplate?
        let errorShape: ErrorShape
        let credentialUse: CredentialUse
        let access: AccessCompiler.Access
        let twin: CompiledRoute?
    }

    init(ordinal: Int, declaration: RouteDeclaration, match: MatchDeclaration, _ parts: Parts) {
        self.ordinal = ordinal
        id = declaration.id.value
        description = declaration.description
        path = match.path.text
        methods = match.methods.map(\.value)
        conditions = match.conditions
        headers = declaration.headers
        limits = declaration.limits
        bodyFields = declaration.body.map(\.value)
        accepts = declaration.accepts
        position = declaration.id.position
        destination = parts.destination
        upstream = parts.destination.upstream
        if case .translate(_, nil) = parts.destination { goesByRegistry = true } else { goesByRegistry = false }
        authentication = declaration.authentication
        credentialUse = parts.credentialUse
        errorShape = parts.errorShape
        layout = parts.layout
        template = parts.template
        twin = parts.twin
        allow = parts.access.allow
        deny = parts.access.deny
        trialAllow = parts.access.trialAllow
        trialDeny = parts.access.trialDeny
        hasTrial = parts.twin != nil || !trialAllow.isEmpty || !trialDeny.isEmpty
        admitsAnybody = allow.contains(where: \.isForAnybody)
        admitsPrincipals = allow.contains { !$0.isForAnybody }
        let rules = allow + deny
        checksBody = declaration.body.contains { !$0.value.values.isEmpty }
        readsBody = checksBody || rules.contains(where: \.readsBody)
        var names: [[UInt8]] = []
        for rule in rules { for name in rule.when?.queryNames ?? [] where !names.contains(name) { names.append(name) } }
        queryNames = names
    }

    /// Whether each parameter of a target of this route's shape is of its type.
    package func takes(_ target: borrowing RequestTarget) -> Bool { layout.accepts(target) }

    /// Whether a decision on it depends on what a decision log does not hold.
    package var needsMoreThanTheLog: Bool { !queryNames.isEmpty || readsBody || readsFacts }

    /// Whether some rule asks what only the registry knows, or the gateway of its accounts there.
    package var readsFacts: Bool { (allow + deny).contains(where: \.readsFacts) }

    /// Whether everybody is let in, always: then an answer is nobody's own.
    package var isPublic: Bool { deny.isEmpty && allow.contains { $0.isForAnybody && $0.isPlain } }

    /// The values of the declared fields. - Parameter body: the whole body.
    package func readBody(_ body: [UInt8]) throws(GatewayError) -> [BodyValue] {
        try BodyFields.read(body, bodyFields)
    }
}
