import Domain
import NIOCore
import Policy
import Telemetry
import Translation

/// One route as one event loop serves it: the policy's compiled route with everything resolved that its destination
/// names.
final class RouteRuntime {
    enum Destination {
        case relay
        /// To a registry's management API, in the name of an account.
        case bufferedRelay
        case local(any LocalEndpoint)
        case translate(TranslationName)
        case redirect(origin: String, status: Int)
        case answer(LocalResponse)
        /// The same answer to everybody too, told in the shape of the route's errors.
        case refusal(GatewayError)
        case folder(StaticFolder)
    }

    let policy: CompiledRoute
    /// The ruleset that it is of: an exchange ends on the one that it began with.
    let ruleset: Ruleset
    let destination: Destination
    /// `nil` when the route has none, or its upstream is switched off, or depends on who asks.
    let upstream: UpstreamRuntime?
    /// All of the ruleset, in its order.
    let upstreams: [UpstreamRuntime?]
    /// How the upstream's links to itself become links to this route; `nil` without an upstream.
    let links: UpstreamLinks?
    let slot: LoopMetrics.RouteSlot
    /// Whether the endpoint is asked about a token that was exchanged for another.
    let takesSupersededTokens: Bool
    /// Such a route stays open to administrators while decisions cannot be recorded: who cannot renew a session could not
    /// mend that.
    let isAboutOwnSession: Bool
    /// Bytes; `nil` streams without a bound.
    let bodyLimit: Int?
    let idle: TimeAmount
    /// Whether the body is gathered before anything is done: then it has to be whole within `timeout`, since an idle timer
    /// starts again with each dripping byte.
    let gathersBody: Bool
    let timeout: TimeAmount
    /// `nil` without a limit.
    let limiter: RateLimiter?
    /// Lines that each request of this route takes upstream: `Host`, a credential, and what the policy sets.
    let requestLines: [UInt8]

    init(
        policy: CompiledRoute, ruleset: Ruleset, destination: Destination, upstream: UpstreamRuntime?,
        upstreams: [UpstreamRuntime?], links: UpstreamLinks?,
        slot: LoopMetrics.RouteSlot, limiter: RateLimiter?, deadlines: ProxyServices.Deadlines
    ) {
        self.links = links
        self.limiter = limiter
        let lines: [UInt8]
        switch policy.credentialUse {
        case .none, .client: lines = upstream?.plainLines ?? []
        case .upstream: lines = upstream?.credentialLines ?? []
        case .named(let place):
            lines = (upstream?.plainLines ?? []) + UpstreamRuntime.lines(of: ruleset.credentials[place].credentials)
        }
        requestLines = lines + policy.headers.request.lines
        self.policy = policy
        self.ruleset = ruleset
        self.destination = destination
        self.upstream = upstream
        self.upstreams = upstreams
        self.slot = slot
        if case .local(let endpoint) = destination {
            takesSupersededTokens = endpoint.takesSupersededTokens
            isAboutOwnSession = endpoint.isAboutOwnSession
        } else {
            takesSupersededTokens = false
            isAboutOwnSession = false
        }
        // What is not streamed is gathered in memory, so it has a bound whatever the policy says.
        if case .relay = destination {
            gathersBody = false
            bodyLimit = policy.limits.body?.bytes
        } else {
            gathersBody = true
            bodyLimit = (policy.limits.body ?? RouteLimits.standard.body)?.bytes
        }
        idle = policy.limits.idle.map { TimeAmount($0) } ?? deadlines.bodyIdle
        timeout = policy.limits.timeout.map { TimeAmount($0) } ?? deadlines.responseHead
    }

    /// The registry that knows what the rules of this route ask about this caller.
    func factSource(for principal: Principal) -> UpstreamSpec? {
        ruleset.factPlace(of: policy, for: principal).map { ruleset.upstreams[$0] }
    }

    /// A credential of the gateway's own goes upstream: an answer to it is not shown as it came.
    var usesCredential: Bool {
        switch policy.credentialUse {
        case .upstream, .named: true
        case .none, .client: false
        }
    }
}
