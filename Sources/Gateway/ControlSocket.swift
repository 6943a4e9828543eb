import Domain
import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// How a command tells the running gateway that the store has changed: a Unix socket in the state directory, for its
/// owner alone. Whoever connects gets `done` as soon as every event loop knows what the store knows, or `failed` when it could not be read.
struct ControlSocket: Sendable {
    private let channel: any Channel
    private let callers: Callers

    static func path(in stateDirectory: String) -> String { "\(stateDirectory)/control.sock" }

    /// `sun_path` of unix(7), its NUL included.
    private static let longestPath = 107

    /// Listens until the channel is closed. `nil` when there cannot be a socket, which is logged: changes by commands
    /// then take up to a second.
    static func listen(
        _ stateDirectory: String, feed: IdentityFeed, group: any EventLoopGroup, logger: Logger
    ) async -> ControlSocket? {
        let path = path(in: stateDirectory)
        guard path.utf8.count <= longestPath else {
            logger.warning("no control socket: its path is too long", metadata: ["path": "\(path)"])
            return nil
        }
        // What a killed process left. Of two that live the later one takes the name; the former finds out by its clock.
        unlink(path)
        let callers = Callers()
        do {
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Caller(feed: feed, callers: callers))
                    }
                }
                .bind(unixDomainSocketPath: path).get()
            chmod(path, 0o600)
            return ControlSocket(channel: channel, callers: callers)
        } catch {
            logger.warning("no control socket", metadata: ["path": "\(path)", "error": "\(error)"])
            return nil
        }
    }

    /// Takes no more callers, and returns when those that are there have their answer.
    func end() async {
        try? await channel.close()
        await callers.left()
    }

    enum Reply: Sendable {
        case done, failed
        /// No gateway runs with this state directory.
        case nobody
    }

    /// Tells the running gateway, if there is one, and waits until it knows.
    static func tell(_ stateDirectory: String) -> Reply {
        let path = path(in: stateDirectory)
        guard path.utf8.count <= longestPath else { return .failed }
        let line = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard line >= 0 else { return .failed }
        defer { close(line) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        for side in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(line, SOL_SOCKET, side, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(line, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { return errno == ENOENT || errno == ECONNREFUSED ? .nobody : .failed }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(line, &bytes, bytes.count)
        return count > 0 && String(decoding: bytes.prefix(count), as: UTF8.self).hasPrefix("done") ? .done : .failed
    }
}

/// How many callers have no answer yet, so that the event loops outlive them.
private final class Callers: Sendable {
    private let state = Mutex((count: 0, waiting: CheckedContinuation<Void, Never>?.none))

    func entered() { state.withLock { $0.count += 1 } }

    func leave() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count -= 1
            guard state.count == 0 else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    func left() async {
        await withCheckedContinuation { continuation in
            let isNow = state.withLock { state in
                guard state.count > 0 else { return true }
                state.waiting = continuation
                return false
            }
            if isNow { continuation.resume() }
        }
    }
}

/// One connection: says how it went, and closes.
private final class Caller: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let feed: IdentityFeed
    private let callers: Callers

    init(feed: IdentityFeed, callers: Callers) {
        self.feed = feed
        self.callers = callers
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        let (feed, callers) = (feed, callers)
        callers.entered()
        Task {
            let reply: String
            do {
                try await feed.catchUp()
                reply = await feed.lacksKeys ? "failed\n" : "done\n"
            } catch {
                reply = "failed\n"
            }
            try? await channel.writeAndFlush(ByteBuffer(string: reply))
            try? await channel.close()
            callers.leave()
        }
    }
}
