import Domain
import NIOCore
import Policy
import Telemetry
import Translation
import Upstream

/// One upstream as one event loop uses it.
final class UpstreamRuntime {
    let pool: UpstreamPool
    /// `Host` alone, for requests without the gateway's credential.
    let plainLines: [UInt8]
    /// `Host` and the upstream's credential.
    let credentialLines: [UInt8]
    /// The path of the upstream's URL; empty or beginning with a slash and not ending in one.
    let basePath: String
    private let registryAddress: String
    /// Until when Harbor need not be asked whether it takes the credential: it answers a wrong one with public data.
    private var provenUntil = NIODeadline.uptimeNanoseconds(0)
    /// How long an answer vouches for the credential.
    private static let proof = TimeAmount.seconds(60)

    init(
        pool: UpstreamPool, address: UpstreamSpec.Address, credentials: UpstreamSpec.Credentials,
        registryAddress: String
    ) {
        self.pool = pool
        plainLines = Array("Host: \(address.authority)\r\n".utf8)
        credentialLines = plainLines + Self.lines(of: credentials)
        basePath = address.basePath
        self.registryAddress = registryAddress
    }

    /// `Authorization`, or nothing.
    static func lines(of credentials: UpstreamSpec.Credentials) -> [UInt8] {
        switch credentials {
        case .none:
            return []
        case .basic(let user, let password):
            let pair = Base64.encode(Array("\(user):\(password.reveal())".utf8))
            return Array("Authorization: Basic \(pair)\r\n".utf8)
        case .token(let scheme, let token):
            return Array("Authorization: \(scheme) \(token.reveal())\r\n".utf8)
        }
    }

    func harbor(now: NIODeadline) -> HarborContext {
        HarborContext(registryAddress: registryAddress, credentialProven: now < provenUntil)
    }

    /// What a call said about the credential.
    func credential(isProven: Bool, now: NIODeadline) {
        provenUntil = isProven ? now + Self.proof : .uptimeNanoseconds(0)
    }
}

/// One route as one event loop serves it: the policy's compiled route with everything resolved that its destination
/// names.
final class RouteRuntime {
    enum Destination {
        case relay
        case local(any LocalEndpoint)
        case translate(TranslationName)
        case redirect(origin: String, status: Int)
        case answer(LocalResponse)
        case folder(StaticFolder)
    }

    let policy: CompiledRoute
    /// The ruleset that it is of: an exchange ends on the one that it began with.
    let ruleset: Ruleset
    let destination: Destination
    /// `nil` when the route has none, or its upstream is switched off.
    let upstream: UpstreamRuntime?
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
        slot: LoopMetrics.RouteSlot, limiter: RateLimiter?, deadlines: ProxyServices.Deadlines
    ) {
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

    /// A credential of the gateway's own goes upstream: an answer to it is not shown as it came.
    var usesCredential: Bool {
        switch policy.credentialUse {
        case .upstream, .named: true
        case .none, .client: false
        }
    }
}
