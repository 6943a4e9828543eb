package import Domain
import HTTPWire
import Logging
package import NIOCore
package import Policy
package import Telemetry
package import Tokens
package import Translation
package import Upstream

/// Everything that one event loop owns: its pools, token cache, counters, deadlines and buffers. Nothing in it is
/// shared, so nothing is locked. Confined to its event loop.
package final class LoopContext {
    package let services: ProxyServices
    package let metrics = LoopMetrics()
    let deadlines = LoopDeadlines()
    let tokens = VerifiedTokenCache()
    /// What happened to accounts and sessions since their tokens were issued.
    let standing = SessionStanding()
    let eventLoop: any EventLoop
    var logger: Logger { services.logger }
    var externalURL: String { services.externalURL }
    private(set) var gatekeeper: Gatekeeper
    /// Grows with each change of the keys.
    private(set) var keyEpoch = 0
    private(set) var isDraining = false
    private var ruleset: RulesetRuntime
    private let resolver: DestinationResolver
    private let poolLimits: PoolLimits
    /// Upstreams of former rulesets: exchanges that began under those may still have to log in there. Each is kept until
    /// no such exchange can run any more, and then while a connection to it is open.
    private var retired: [(upstream: UpstreamRuntime, until: NIODeadline)] = []
    /// When the last exchange that began under a former ruleset is over.
    private var lastEnd = NIODeadline.uptimeNanoseconds(0)
    /// What an exchange may take beyond its own time: to be judged before it, and to end what it was at.
    private static let retirement = TimeAmount.seconds(20)
    private let connectionLimit: Int
    private var connections: [ObjectIdentifier: ClientConnection] = [:]
    /// Changes that are seen to their end though their clients have left.
    var unseen: [ObjectIdentifier: TranslationCall] = [:]
    /// Calls of the gateway's own that are under way.
    var ownCalls: [ObjectIdentifier: OwnCall] = [:]
    /// What local endpoints do off the loop; each comes back to it at its end.
    var endpointTasks: [ObjectIdentifier: Task<Void, Never>] = [:]
    /// Bodies that wait for the rest of theirs, to be judged.
    let gathered = MemoryBudget(most: 64 << 20)
    /// Answers that are read whole. Apart, so that clients who hold their bodies back do not keep the gateway from asking.
    let replies = MemoryBudget(most: 64 << 20)
    /// Bodies that go on as they are.
    let pipe = SplicePipe()
    private(set) lazy var credentials = LoopCredentials(loop: self)
    private var requestIDs = RequestIDSource()
    private var buffer = ByteBuffer()
    private var line = JSONLine()
    private var httpDate = HTTPDate()
    private var drained: EventLoopPromise<Void>?
    /// The bytes between two chunks.
    let chunkEnd = ByteBuffer(staticString: "\r\n")
    let lastChunk = ByteBuffer(staticString: "0\r\n\r\n")

    /// On the event loop.
    package init(
        services: ProxyServices, ruleset: Ruleset, shadow: Ruleset?, resolver: DestinationResolver,
        poolLimits: PoolLimits,
        connectionLimit: Int, identity: IdentityState, eventLoop: any EventLoop
    ) throws(StartupError) {
        self.services = services
        self.eventLoop = eventLoop
        self.connectionLimit = connectionLimit
        self.resolver = resolver
        self.poolLimits = poolLimits
        let runtime = try RulesetRuntime(
            ruleset, after: nil, resolver: resolver, limits: poolLimits, services: services, metrics: metrics,
            deadlines: deadlines, eventLoop: eventLoop)
        self.ruleset = runtime
        gatekeeper = Gatekeeper(ruleset: runtime, verifier: identity.verifier, shadow: shadow)
        standing.apply(identity.changes)
        deadlines.start(on: eventLoop) { [metrics] lag in metrics.observeLag(nanoseconds: lag) }
    }

    // MARK: Identity

    /// Takes over what happened to accounts and sessions; from now on no token is judged without it.
    package func apply(_ changes: IdentityChanges) {
        standing.apply(changes)
    }

    /// Verifies with other keys from now on; tokens that only the former ones vouched for count no more.
    package func verify(with verifier: TokenVerifier) {
        gatekeeper = Gatekeeper(ruleset: ruleset, verifier: verifier, shadow: gatekeeper.shadow)
        keyEpoch &+= 1
        tokens.removeAll()
    }

    /// Forgets what no token can be about any more. `now`: Unix seconds.
    package func pruneIdentity(now: Int64) {
        standing.prune(now: now)
    }

    // MARK: Policy

    /// Judges new requests by another ruleset from now on. Exchanges that run end on the one that they began with, and
    /// upstreams that stay as they are keep their connections.
    ///
    /// - Parameter shadow: evaluated beside it, never enforced.
    package func adopt(_ next: Ruleset, shadow: Ruleset?) throws(StartupError) {
        let runtime = try RulesetRuntime(
            next, after: ruleset, resolver: resolver, limits: poolLimits, services: services, metrics: metrics,
            deadlines: deadlines, eventLoop: eventLoop)
        let kept = Set(runtime.upstreams.compactMap { $0.map(ObjectIdentifier.init) })
        let now = NIODeadline.now()
        retired.removeAll { $0.upstream.pool.isEmpty && $0.until <= now }
        // Until the body is there, and from then on; under this ruleset or one before it.
        let timeout = ruleset.routes.map(\.timeout).max() ?? .zero
        lastEnd = max(lastEnd, now + timeout + max(timeout, TranslationCall.total) + Self.retirement)
        for case let former? in ruleset.upstreams where !kept.contains(ObjectIdentifier(former)) {
            former.pool.retire()
            retired.append((former, lastEnd))
        }
        ruleset = runtime
        credentials.removeAll()
        gatekeeper = Gatekeeper(ruleset: runtime, verifier: gatekeeper.verifier, shadow: shadow)
    }

    // MARK: Registries

    /// The caller changed something that cached facts may say otherwise: about his namespace, or, if he may do everything,
    /// about any. `then` follows when they are forgotten, so that his next request is judged by what is.
    func forgetFacts(after principal: Principal?, then: @escaping () -> Void) {
        guard let source = services.registry?.facts, let principal else {
            then()
            return
        }
        let namespace = principal.role == .systemAdmin ? nil : principal.namespace
        Errand.run(on: self) { () async throws(GatewayError) in
            await source.forget(namespace: namespace)
        } then: { _ in
            then()
        }
    }

    /// A credential that this account had may not count any more.
    package func forgetCredential(of account: ActingAccount) { credentials.remove(account) }

    /// Makes a call of the gateway's own. `then` is called on the loop.
    package func call(
        _ call: UpstreamCall, to site: UpstreamSpec.Site, lines: [UInt8],
        then: @escaping (Result<UpstreamReply, GatewayError>) -> Void
    ) {
        let current = ruleset.upstreams.lazy.compactMap { $0 }.first { $0.spec.site == site }
        guard let runtime = current ?? retired.first(where: { $0.upstream.spec.site == site })?.upstream else {
            then(
                .failure(
                    GatewayError(.upstreamOff, message: "\(GatewayError.Code.upstreamOff.message): \(site.name)")))
            return
        }
        let message = UpstreamInquiry.Message.make(call, to: runtime, .lines(lines))
        OwnCall.start(message, to: runtime.pool, on: self, then: then)
    }

    // MARK: Connections

    /// Whether one more client may connect. Beyond the limit a connection is closed at once: descriptors that run out
    /// would stop those that are being served.
    var hasRoom: Bool { connections.count < connectionLimit && !isDraining }

    func opened(_ connection: ClientConnection) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func closed(_ connection: ClientConnection) {
        connections[ObjectIdentifier(connection)] = nil
        settleDrain()
    }

    func ended(_ call: TranslationCall) {
        unseen[ObjectIdentifier(call)] = nil
        settleDrain()
    }

    /// Also what nobody waits for any more is seen to its end: it may be half-way through a change.
    func settleDrain() {
        if connections.isEmpty, unseen.isEmpty, endpointTasks.isEmpty { drained?.succeed() }
    }

    /// Stops keeping connections alive: idle ones close now, the others after the answer they are at. The future
    /// completes when none is left.
    package func drain() -> EventLoopFuture<Void> {
        isDraining = true
        let promise = drained ?? eventLoop.makePromise(of: Void.self)
        drained = promise
        for connection in connections.values { connection.drain() }
        settleDrain()
        return promise.futureResult
    }

    /// Ends what is left, answers or not. Returns what endpoints still do: the loop must not end before that.
    package func shutDown() -> [Task<Void, Never>] {
        for connection in connections.values { connection.end() }
        for call in unseen.values { call.endUnseen() }
        for call in ownCalls.values { call.end(GatewayError(.draining)) }
        for upstream in ruleset.upstreams { upstream?.pool.shutDown() }
        for (upstream, _) in retired { upstream.pool.shutDown() }
        deadlines.stop()
        return Array(endpointTasks.values)
    }

    // MARK: What an exchange needs again and again

    func nextRequestID() -> UInt64 { requestIDs.next() }

    /// An empty buffer for a message head. It is the same one each time unless the one before is still being sent:
    /// give it back after writing it.
    func takeBuffer() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &buffer)
        taken.clear(minimumCapacity: 2048)
        return taken
    }

    func giveBack(_ used: ByteBuffer) {
        buffer = used
    }

    func date() -> String { httpDate.text(at: WallClock.milliseconds() / 1_000) }

    /// The line `Date`, as bytes: nothing is made but once a second.
    func dateLine() -> [UInt8] { httpDate.line(at: WallClock.milliseconds() / 1_000) }

    /// Writes one log line about the request in `head`, without a `String` for what the client sent. - Returns: whether
    /// the log took it.
    @discardableResult
    func writeLine(
        to sink: LogSink, id: RequestID, target: ByteRange, head: RequestHead,
        _ write: (_ id: Span<UInt8>, _ path: Span<UInt8>, inout JSONLine) -> Void
    ) -> Bool {
        var name = ByteBuffer()
        id.write(into: &name, head: head)
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        write(name.readableBytesUInt8Span, bytes.extracting(target.range), &line)
        return sink.append(line)
    }

    // MARK: Observing

    /// The counters and gauges of this loop.
    package func snapshot() -> MetricsSnapshot {
        var gauges: [MetricsSnapshot.Connections] = []
        for case let upstream? in ruleset.upstreams {
            let counts = upstream.pool.counts
            let name = upstream.pool.endpoint.name
            gauges.append(.init(upstream: name, state: "idle", count: counts.idle))
            gauges.append(.init(upstream: name, state: "active", count: counts.active))
            gauges.append(.init(upstream: name, state: "connecting", count: counts.connecting))
            gauges.append(.init(upstream: name, state: "waiting", count: counts.waiting))
        }
        return metrics.snapshot(connections: gauges)
    }

    /// Looks whether each upstream can be reached: `failingUpstreams` knows soon after. A pool that works is left
    /// alone; `thorough` also tries one that has no connection at all.
    package func probe(thorough: Bool) {
        for upstream in ruleset.upstreams { upstream?.pool.probe(thorough: thorough) }
    }

    /// Of the ruleset in force.
    package var upstreams: [UpstreamSpec] { ruleset.policy.upstreams }

    /// Names of upstreams whose last connect failed.
    package func failingUpstreams() -> [String] {
        ruleset.upstreams.compactMap { $0?.pool.isFailing == true ? $0?.pool.endpoint.name : nil }
    }
}
