import Domain
import NIOCore
import Policy
import Telemetry
import Translation
import Upstream

/// What the policy's names stand for in this process.
package struct DestinationResolver: Sendable {
    /// By the name that `to: { local: … }` uses.
    package let endpoints: [String: any LocalEndpoint]
    /// The host shown in `imageAddress`; `nil`: the upstream's own.
    package let registryAddress: String?
    let limiters = RateLimiters()

    package init(endpoints: [String: any LocalEndpoint], registryAddress: String?) {
        self.endpoints = endpoints
        self.registryAddress = registryAddress
    }
}

/// A ruleset as one event loop serves it: each route with its endpoint or pool at hand.
final class RulesetRuntime {
    let policy: Ruleset
    let routes: [RouteRuntime]
    /// In the order of the ruleset; `nil` for one that is switched off.
    let upstreams: [UpstreamRuntime?]

    /// - Parameter former: what the loop served before; upstreams that stay as they are keep their connections.
    init(
        _ policy: Ruleset, after former: RulesetRuntime?, resolver: DestinationResolver, limits: PoolLimits,
        services: ProxyServices, metrics: LoopMetrics, deadlines: LoopDeadlines, eventLoop: any EventLoop
    ) throws(StartupError) {
        self.policy = policy
        var upstreams: [UpstreamRuntime?] = []
        for spec in policy.upstreams {
            guard let address = spec.address else {
                upstreams.append(nil)
                continue
            }
            if let kept = former?.upstream(as: spec) {
                upstreams.append(kept)
                continue
            }
            let pool = UpstreamPool(
                UpstreamEndpoint(name: spec.name, host: address.host, port: address.port), limits: limits,
                loop: eventLoop, deadlines: deadlines)
            upstreams.append(
                UpstreamRuntime(
                    pool: pool, address: address, spec: spec,
                    registryAddress: resolver.registryAddress ?? address.authority))
        }
        self.upstreams = upstreams
        let slots = metrics.slots(for: policy.routes.map(\.id))
        var routes: [RouteRuntime] = []
        for (route, slot) in zip(policy.routes, slots) {
            let upstream = route.destination.upstream.flatMap { upstreams[$0] }
            let links = upstream?.spec.address.map {
                UpstreamLinks($0, prefixes: route.prefixes, gateway: services.linkOrigin)
            }
            routes.append(
                RouteRuntime(
                    policy: route, ruleset: policy, destination: try Self.destination(route, resolver, upstream),
                    upstream: upstream, upstreams: upstreams, links: links, slot: slot,
                    limiter: resolver.limiters.limiter(for: route),
                    deadlines: services.deadlines))
        }
        self.routes = routes
    }

    /// What serves exactly this upstream already.
    private func upstream(as spec: UpstreamSpec) -> UpstreamRuntime? {
        guard let place = policy.upstreams.firstIndex(of: spec) else { return nil }
        return upstreams[place]
    }

    /// The compiler has checked every name against the same sets, so a name that means nothing here is our own mistake.
    private static func destination(
        _ route: CompiledRoute, _ resolver: DestinationResolver, _ upstream: UpstreamRuntime?
    ) throws(StartupError) -> RouteRuntime.Destination {
        switch route.destination {
        case .relay:
            let isVendor = upstream?.spec.kind == .harbor || upstream?.spec.kind == .swr
            return isVendor && route.credentialUse == .upstream ? .bufferedRelay : .relay
        case .local(let name):
            guard let endpoint = resolver.endpoints[name] else {
                throw StartupError(route.id, "there is no local endpoint \(name)")
            }
            return .local(endpoint)
        case .translate(let name, _):
            guard let translation = TranslationName(rawValue: name) else {
                throw StartupError(route.id, "there is no translation \(name)")
            }
            return .translate(translation)
        case .redirect(let origin, let status):
            return .redirect(origin: origin, status: status)
        case .answer(let answer):
            switch answer.content {
            case .body(let text, let type):
                return .answer(LocalResponse(status: answer.status, contentType: type, body: Array(text.utf8)))
            case .refusal(let code, let message):
                return .refusal(GatewayError(code, message: message))
            }
        case .folder(let folder):
            return .folder(
                StaticFolder(
                    directory: folder.directory, index: folder.index, fallback: folder.fallback, cache: folder.cache))
        }
    }
}
