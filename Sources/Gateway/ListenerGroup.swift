import Domain
import NIOCore
import NIOPosix
import Policy
import Proxy
import Telemetry
import Upstream

/// Event loops, each with a context and a listening socket of its own, all on one address.
final class ListenerGroup: Sendable {
    let address: SocketAddress
    private let group: MultiThreadedEventLoopGroup
    private let members: [Member]

    private struct Member: Sendable {
        let loop: any EventLoop
        let context: NIOLoopBound<LoopContext>
        let channel: any Channel
    }

    /// - Parameter connections: that clients may have open, over all loops.
    init(
        _ services: ProxyServices, _ ruleset: Ruleset, _ resolver: DestinationResolver, limits: PoolLimits, loops: Int,
        connections: Int, reserved: Listener.Reservation
    ) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        address = reserved.address
        var members: [Member] = []
        do {
            for loop in group.makeIterator() {
                let context = try await loop.submit {
                    // Made on its loop, where alone it is used.
                    NIOLoopBound(
                        try LoopContext(
                            services: services, ruleset: ruleset, resolver: resolver, poolLimits: limits,
                            connectionLimit: max(1, connections / loops), eventLoop: loop),
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

    /// Merged over all loops.
    func snapshot() async -> MetricsSnapshot {
        var merged = MetricsSnapshot()
        for member in members {
            guard let one = try? await member.loop.submit({ member.context.value.snapshot() }).get() else { continue }
            merged.merge(one)
        }
        return merged
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

    func stop(drain: TimeAmount) async {
        for member in members { try? await member.channel.close() }
        let deadline = NIODeadline.now() + drain
        for member in members {
            let drained = member.loop.flatSubmit {
                let loop = member.loop
                let done = member.context.value.drain()
                let late = loop.scheduleTask(deadline: deadline) {}
                let first = loop.makePromise(of: Void.self)
                done.cascade(to: first)
                late.futureResult.cascade(to: first)
                return first.futureResult
            }
            try? await drained.get()
            try? await member.loop.submit { member.context.value.shutDown() }.get()
        }
        try? await group.shutdownGracefully()
    }
}
