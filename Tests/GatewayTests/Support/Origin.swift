import NIOCore
import NIOPosix
import Synchronization

/// An upstream that does what a test says, byte by byte: it only accepts connections; the test reads and answers.
///
/// A connection counts once it carries bytes: the gateway also makes some to see whether it can.
final class Origin: Sendable {
    private struct State {
        var listener: (any Channel)?
        var all: [Wire] = []
        /// In the order of their first bytes.
        var begun: [Wire] = []
        var handedOut = 0
        var waiter: CheckedContinuation<Wire, any Error>?
        /// What new connections do.
        var reads: Bool
    }

    private let state: Mutex<State>

    /// - Parameter reads: whether what the gateway sends is taken as it comes.
    static func start(reads: Bool = true) async throws -> Origin {
        let origin = Origin(reads: reads)
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let wire = Wire(hasBegun: origin.begun)
                let reads = origin.state.withLock { state in
                    state.all.append(wire)
                    return state.reads
                }
                return channel.pipeline.addHandler(wire).flatMap { channel.setOption(.autoRead, value: reads) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        origin.state.withLock { $0.listener = listener }
        return origin
    }

    private init(reads: Bool) {
        state = Mutex(State(reads: reads))
    }

    var url: String { "http://\(authority)" }
    var authority: String { "127.0.0.1:\(port)" }
    var port: Int { state.withLock { $0.listener?.localAddress?.port ?? 0 } }

    /// How many connections have carried bytes.
    var connections: Int { state.withLock(\.begun.count) }

    /// The next connection that carries bytes.
    func accept() async throws -> Wire {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await withCheckedThrowingContinuation { continuation in
            let (next, place): (Wire?, Int) = state.withLock { state in
                if state.handedOut < state.begun.count {
                    state.handedOut += 1
                    return (state.begun[state.handedOut - 1], 0)
                }
                state.waiter = continuation
                return (nil, state.handedOut)
            }
            if let next {
                continuation.resume(returning: next)
            } else {
                loop.scheduleTask(in: Wire.patience) { self.giveUp(place) }
            }
        }
    }

    /// Closes the listening socket: the next connect is refused.
    func stopListening() async {
        try? await state.withLock(\.listener)?.close().get()
    }

    func stop() async {
        await stopListening()
        for wire in state.withLock(\.all) { await wire.close() }
    }

    /// On every connection, for an origin that was started without.
    func startReading() async throws {
        let wires = state.withLock { state in
            state.reads = true
            return state.all
        }
        // One that is just being accepted has no channel to ask yet, and has seen the change.
        for wire in wires { try? await wire.startReading() }
    }

    private func begun(_ wire: Wire) {
        let waiter = state.withLock { state in
            state.begun.append(wire)
            guard let waiter = state.waiter else { return nil as CheckedContinuation<Wire, any Error>? }
            state.waiter = nil
            state.handedOut += 1
            return waiter
        }
        waiter?.resume(returning: wire)
    }

    private func giveUp(_ place: Int) {
        let waiter = state.withLock { state in
            guard state.handedOut == place else { return nil as CheckedContinuation<Wire, any Error>? }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(throwing: Wire.Missing(description: "the gateway made no connection"))
    }
}
