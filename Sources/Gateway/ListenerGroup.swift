import Domain
import NIOCore
import NIOPosix
import Policy
import Proxy
import Synchronization
import Telemetry
import Tokens
import Upstream

/// Event loops, each with a context and a listening socket of its own, all on one address.
final class ListenerGroup: Sendable {
    let address: SocketAddress
    private let group: MultiThreadedEventLoopGroup
    private let members: [Member]
    private let isStopping = Atomic(false)
    private let isEnded = Atomic(false)
    /// Half the period of a usual readiness probe (Kubernetes: 10 s).
    private static let probeInterval = Duration.seconds(5)

    /// Whether a stop has begun: new traffic should go elsewhere.
    var isDraining: Bool { isStopping.load(ordering: .relaxed) }

    private let turn = Atomic(0)

    struct Member: Sendable {
        let loop: any EventLoop
        let context: NIOLoopBound<LoopContext>
        let channel: any Channel
    }

    /// - Parameter connections: that clients may have open, over all loops.
    init(
        _ services: ProxyServices, _ ruleset: Ruleset, shadow: Ruleset? = nil, _ resolver: DestinationResolver,
        identity: IdentityState,
        limits: PoolLimits, loops: Int, connections: Int, reserved: Listener.Reservation
    ) async throws {
        // Somebody may have taken the port since it was found free.
        _ = try Listener.reserve(reserved.address, reserved.setting)
        group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        address = reserved.address
        var members: [Member] = []
        do {
            for loop in group.makeIterator() {
                let context = try await loop.submit {
                    // Made on its loop, where alone it is used.
                    NIOLoopBound(
                        try LoopContext(
                            services: services, ruleset: ruleset, shadow: shadow, resolver: resolver,
                            poolLimits: limits,
                            connectionLimit: max(1, connections / loops), identity: identity, eventLoop: loop),
                        eventLoop: loop)
                }.get()
                let channel = try await Listener.bind(context, loop: loop, to: reserved)
                members.append(Member(loop: loop, context: context, channel: channel))
            }
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        self.members = members
    }

    /// Each in its turn; `nil` when the loops have ended.
    func nextMember() -> Member? {
        guard !isEnded.load(ordering: .relaxed), !members.isEmpty else { return nil }
        return members[turn.wrappingAdd(1, ordering: .relaxed).oldValue % members.count]
    }

    /// Merged over all loops.
    func snapshot() async -> MetricsSnapshot {
        var merged = MetricsSnapshot()
        for member in members {
            guard let one = try? await member.loop.submit({ member.context.value.snapshot() }).get() else { continue }
            merged.merge(one)
        }
        return merged
    }

    /// As the ruleset in force has them.
    func upstreams() async -> [UpstreamSpec] {
        guard let first = members.first, !isEnded.load(ordering: .relaxed) else { return [] }
        return (try? await first.loop.submit { first.context.value.upstreams }.get()) ?? []
    }

    /// Upstreams that some loop could not reach of late.
    func failingUpstreams() async -> Set<String> {
        var names: Set<String> = []
        for member in members {
            let some = try? await member.loop.submit { member.context.value.failingUpstreams() }.get()
            names.formUnion(some ?? [])
        }
        return names
    }

    /// Returns when every loop judges tokens by these changes too.
    func apply(_ changes: IdentityChanges) async {
        await onEachLoop { $0.apply(changes) }
    }

    /// Returns when every loop verifies tokens with the new keys, and with no others.
    func verify(with verifier: TokenVerifier) async {
        await onEachLoop { $0.verify(with: verifier) }
    }

    /// Returns when no loop uses a credential of this account that it was given before.
    func forget(_ account: ActingAccount) async {
        await onEachLoop { $0.forgetCredential(of: account) }
    }

    func pruneIdentity(now: Int64) async {
        await onEachLoop { $0.pruneIdentity(now: now) }
    }

    /// Returns when every loop judges new requests by this ruleset. Throws, with all loops on the former one, when it
    /// names what this process does not have.
    func adopt(_ ruleset: Ruleset, shadow: Ruleset?) async throws {
        // What one loop can serve they all can, so that only the first may refuse.
        for member in members {
            guard !isEnded.load(ordering: .relaxed) else { return }
            try await member.loop.submit { try member.context.value.adopt(ruleset, shadow: shadow) }.get()
        }
    }

    /// Loops that have ended judge nothing any more; what is given to them would never come back.
    private func onEachLoop(_ body: @escaping @Sendable (LoopContext) -> Void) async {
        guard !isEnded.load(ordering: .relaxed) else { return }
        let done = members.map { member in member.loop.submit { body(member.context.value) } }
        for one in done { try? await one.get() }
    }

    /// Where small services of the process run that have no loop of their own.
    var eventLoops: any EventLoopGroup { group }

    /// Stops accepting, lets what runs finish within `drain`, ends what is left. The loops go on until `end`.
    func quiesce(drain: TimeAmount) async {
        isStopping.store(true, ordering: .relaxed)
        for member in members { try? await member.channel.close() }
        let deadline = NIODeadline.now() + drain
        let drained = members.map { member in
            member.loop.flatSubmit {
                let done = member.context.value.drain()
                let late = member.loop.scheduleTask(deadline: deadline) {}
                // Whichever is first ends the wait; a drain that is done calls the alarm off.
                done.whenComplete { _ in late.cancel() }
                let waited = member.loop.makePromise(of: Void.self)
                late.futureResult.whenComplete { _ in waited.succeed() }
                return waited.futureResult
            }
        }
        for one in drained { try? await one.get() }
        var tasks: [Task<Void, Never>] = []
        for member in members {
            tasks += (try? await member.loop.submit { member.context.value.shutDown() }.get()) ?? []
        }
        // What endpoints still do has no client any more, but it comes back to its loop: at most the queue of logins,
        // some seconds.
        for task in tasks { await task.value }
    }

    /// Ends the event loops; nothing may be asked of them any more.
    func end() async {
        isEnded.store(true, ordering: .relaxed)
        try? await group.shutdownGracefully()
    }

    /// Looks every few seconds whether upstreams can be reached, until cancelled. One loop looks at each of them; the
    /// others only at those that failed them.
    func probeUpstreams() async {
        while !Task.isCancelled {
            for (place, member) in members.enumerated() {
                try? await member.loop.submit { member.context.value.probe(thorough: place == 0) }.get()
            }
            try? await Task.sleep(for: Self.probeInterval)
        }
    }
}
