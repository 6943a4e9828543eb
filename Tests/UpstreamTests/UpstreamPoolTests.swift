import NIOCore
import NIOEmbedded
import Testing

@testable import Upstream

/// What the pool decides before any socket is there; the rest is tested through a whole gateway (`PoolTests`).
@Suite("An upstream pool")
struct UpstreamPoolTests {
    private func pool(_ limits: PoolLimits, _ loop: EmbeddedEventLoop) -> (UpstreamPool, [UpstreamConnection]) {
        let pool = UpstreamPool(
            UpstreamEndpoint(name: "test", host: "127.0.0.1", port: 1), limits: limits, loop: loop,
            deadlines: LoopDeadlines())
        return (pool, (0..<3).map { _ in UpstreamConnection(pool: pool) })
    }

    @Test("the connection that was used last is leased first")
    func lastUsedFirst() {
        let (pool, connections) = pool(PoolLimits(connections: 0), EmbeddedEventLoop())
        for connection in connections { pool.release(connection) }
        let exchange = RecordingExchange()
        #expect(pool.lease(exchange) == nil)
        #expect(exchange.connection === connections[2])
        #expect(pool.counts.idle == 2)
    }

    @Test("an idle connection that closes leaves the others in their places", arguments: 0..<3)
    func idleCloses(place: Int) {
        let (pool, connections) = pool(PoolLimits(connections: 0), EmbeddedEventLoop())
        for connection in connections { pool.release(connection) }
        pool.closed(connections[place])
        pool.closed(connections[place])
        var leased: [UpstreamConnection] = []
        for _ in 0..<2 {
            let exchange = RecordingExchange()
            _ = pool.lease(exchange)
            if let connection = exchange.connection { leased.append(connection) }
        }
        let left = connections.enumerated().filter { $0.offset != place }.map(\.element)
        #expect(leased.count == 2 && leased[0] === left[1] && leased[1] === left[0])
        #expect(pool.counts.idle == 0)
    }

    @Test("those that wait are served in order, a retry before them, and one that left not at all")
    func queue() {
        let (pool, connections) = pool(PoolLimits(connections: 0, waiting: 4), EmbeddedEventLoop())
        let names = ["first", "gone", "second", "retry"]
        let exchanges = names.map { _ in RecordingExchange() }
        _ = pool.lease(exchanges[0])
        let gone = pool.lease(exchanges[1])
        _ = pool.lease(exchanges[2])
        _ = pool.lease(exchanges[3], fresh: true)
        #expect(pool.counts.waiting == 4)
        gone?.cancel()
        gone?.cancel()
        #expect(pool.counts.waiting == 3)
        var order: [String] = []
        for (name, exchange) in zip(names, exchanges) { exchange.ready = { _ in order.append(name) } }
        for connection in connections { pool.release(connection) }
        #expect(order == ["retry", "first", "second"])
        #expect(pool.counts.waiting == 0)
    }

    @Test("one more than may wait is refused at once; a place that a cancelled one leaves is free")
    func fullQueue() {
        let (pool, _) = pool(PoolLimits(connections: 0, waiting: 1), EmbeddedEventLoop())
        let (first, second, third) = (RecordingExchange(), RecordingExchange(), RecordingExchange())
        let ticket = pool.lease(first)
        #expect(pool.lease(second) == nil)
        #expect(second.trace == ["failed upstream-busy"])
        ticket?.cancel()
        #expect(pool.lease(third) != nil)
        #expect(third.trace.isEmpty)
    }

    @Test("waiting too long ends the wait of those whose time is up, and of no others")
    func queueTime() {
        let limits = PoolLimits(connections: 0, connect: .seconds(5))
        let (pool, _) = pool(limits, EmbeddedEventLoop())
        let early = RecordingExchange()
        let start = NIODeadline.now()
        _ = pool.lease(early)
        pool.deadlines.pass(now: start + .seconds(4))
        #expect(early.trace.isEmpty)
        pool.deadlines.pass(now: .now() + .seconds(6))
        #expect(early.trace == ["failed upstream-timeout"])
        #expect(pool.counts.waiting == 0)
    }

    @Test("a pool that shuts down fails those that wait and takes no more")
    func shutDown() {
        let (pool, _) = pool(PoolLimits(connections: 0), EmbeddedEventLoop())
        let (waiting, late) = (RecordingExchange(), RecordingExchange())
        _ = pool.lease(waiting)
        pool.shutDown()
        #expect(waiting.trace == ["failed draining"])
        #expect(pool.lease(late) == nil)
        #expect(late.trace.count == 1)
    }
}
