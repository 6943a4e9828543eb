package import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server for stand-ins: it reads whole requests with `HTTPWire` and answers them with a function.
///
/// For loopback, tests and the demo: bodies are held in memory, up to `StandInConnection.bodyLimit`. The function is
/// called on an event loop and must not block. Answers that go wrong on purpose need nothing here: give a function
/// that returns them; `StandInResponse.Ending` is for those that break off.
package final class StandInServer: Sendable {
    private let respond: @Sendable (StandInRequest) -> StandInResponse
    private let state = Mutex(State())

    private struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
        var isStopping = false
    }

    package init(respond: @escaping @Sendable (StandInRequest) -> StandInResponse) {
        self.respond = respond
    }

    /// Starts to listen; once only.
    /// - Parameter port: 0 lets the system choose one.
    /// - Returns: the port that it listens on.
    package func start(host: String = "127.0.0.1", port: Int = 0, group: any EventLoopGroup) async throws -> Int {
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StandInConnection(respond: self.respond))
                    self.keep(channel)
                }
            }
            .bind(host: host, port: port).get()
        state.withLock { $0.listener = listener }
        return listener.localAddress?.port ?? port
    }

    /// Stops to listen, lets answers that are being written finish, and closes every connection.
    /// - Parameter grace: how long a client may take to read them.
    package func stop(grace: TimeAmount = .seconds(5)) async {
        let (listener, connections) = state.withLock { state in
            state.isStopping = true
            return (state.listener, Array(state.connections.values))
        }
        try? await listener?.close().get()
        for connection in connections {
            connection.pipeline.fireUserInboundEventTriggered(StandInConnection.Finish())
            connection.eventLoop.scheduleTask(in: grace) { connection.close(promise: nil) }
        }
        for connection in connections { try? await connection.closeFuture.get() }
    }

    private func keep(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isLate = state.withLock { state in
            state.connections[id] = channel
            return state.isStopping
        }
        if isLate { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in
            _ = self.state.withLock { $0.connections.removeValue(forKey: id) }
        }
    }
}
