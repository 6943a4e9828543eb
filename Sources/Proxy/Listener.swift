package import Domain
import Glibc
package import NIOCore
import NIOPosix
import Upstream

/// A listening socket of one event loop. Several loops listen on one port by SO_REUSEPORT, so the kernel spreads
/// connections and no loop hands one over.
package enum Listener {
    /// Connections that wait to be accepted; the kernel caps it at `net.core.somaxconn` (4,096 by default).
    private static let backlog: Int32 = 4096

    /// An address that nobody else listens on.
    package struct Reservation: Sendable {
        package let address: SocketAddress
        /// The setting it came from; named when something is wrong.
        package let setting: String

        fileprivate let hold: PortHold?

        package var url: String { Listener.url(address) }
    }

    /// Keeps a port that the system chose from being chosen again, until the listeners have it: bound, not listening.
    fileprivate final class PortHold: Sendable {
        private let descriptor: Int32

        init(_ descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit {
            Glibc.close(descriptor)
        }
    }

    /// `http://` and the address.
    package static func url(_ address: SocketAddress) -> String { "http://\(ClientConnection.text(address))" }

    /// Makes sure that nobody listens there, and finds a free port for port 0. SO_REUSEPORT alone would let two
    /// processes of one user share a port without a word, so a socket without it is bound first.
    ///
    /// - Throws: `StartupError` naming the setting and the address.
    package static func reserve(_ address: SocketAddress, _ setting: String) throws(StartupError) -> Reservation {
        let descriptor = Glibc.socket(address.protocol.rawValue, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw StartupError(setting, "no socket: \(String(cString: strerror(errno)))") }
        let hold = PortHold(descriptor)
        let isChosenHere = address.port == 0
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        let isFree = address.withSockAddr {
            Glibc.bind(descriptor, $0, socklen_t($1)) == 0 && (isChosenHere || Glibc.listen(descriptor, 1) == 0)
        }
        let reason = errno
        if !isFree {
            let name = ClientConnection.text(address)
            throw reason == EADDRINUSE
                ? StartupError(setting, "\(name) is in use", remedy: "choose another port or stop what has it")
                : StartupError(setting, "cannot listen on \(name): \(String(cString: strerror(reason)))")
        }
        guard isChosenHere else { return Reservation(address: address, setting: setting, hold: nil) }
        // From here on our own listeners may join, and nobody else.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, socklen_t(MemoryLayout<Int32>.size))
        var found = address
        found.port = port(of: descriptor)
        return Reservation(address: found, setting: setting, hold: hold)
    }

    private static func port(of descriptor: Int32) -> Int {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { return 0 }
        // `sin_port` and `sin6_port` lie at the same place, in network byte order.
        return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
    }

    /// - Throws: `StartupError` naming the setting and the address.
    package static func bind(_ context: NIOLoopBound<LoopContext>, loop: any EventLoop, to place: Reservation)
        async throws -> any Channel
    {
        let address = place.address
        do {
            return try await ServerBootstrap(group: loop)
                .serverChannelOption(.backlog, value: backlog)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.socketOption(.init(rawValue: SO_REUSEPORT)), value: 1)
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: RelayBuffers.readsAtOnce)
                .childChannelOption(.recvAllocator, value: RelayBuffers.receive)
                .childChannelOption(.writeBufferWaterMark, value: RelayBuffers.waterMark)
                .childChannelInitializer { channel in
                    // The child runs on the listener's loop: the bootstrap has that one loop only.
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ClientConnection(loop: context.value))
                    }
                }
                .bind(to: address).get()
        } catch {
            throw StartupError(place.setting, "cannot listen on \(ClientConnection.text(address)): \(error)")
        }
    }
}
