import NIOCore
import NIOPosix
import Synchronization

/// One end of a TCP connection in a test: sends bytes as they are given and keeps every byte that comes.
///
/// Waiting is for bytes or for the end of the connection, never for time; a wait that takes too long fails with what
/// has come so far. One wait at a time.
final class Wire: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    /// Far above what anything takes here, for machines that do many things at once.
    static let patience = TimeAmount.seconds(20)

    enum End: Sendable {
        /// The peer said that it sends no more.
        case closed
        case reset
    }

    /// What was waited for did not come.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// Looks at the bytes that have come: how many of them make up what is waited for; `nil` while more are needed.
    typealias Measure = @Sendable (_ bytes: [UInt8], _ hasEnded: Bool) throws -> Int?

    private struct Waiter {
        let measure: Measure
        let continuation: CheckedContinuation<[UInt8], any Error>
        let id: Int
    }

    private struct State {
        var channel: (any Channel)?
        var unread: [UInt8] = []
        var total = 0
        var end: End?
        var waiter: Waiter?
        var waits = 0
    }

    private let state = Mutex(State())
    private let hasBegun: @Sendable (Wire) -> Void

    /// - Parameter hasBegun: called when the first bytes come.
    init(hasBegun: @escaping @Sendable (Wire) -> Void = { _ in }) {
        self.hasBegun = hasBegun
    }

    /// - Parameters:
    ///   - reads: whether bytes are taken as they come; otherwise only after `startReading`.
    ///   - receiveBuffer: of the kernel, in bytes; `nil` leaves it to the kernel, which takes megabytes.
    ///   - local: the address to come from, such as `127.0.0.2`; `nil` leaves it to the kernel.
    static func connect(
        to address: SocketAddress, reads: Bool = true, receiveBuffer: Int? = nil, from local: String? = nil
    ) async throws -> Wire {
        let wire = Wire()
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { $0.pipeline.addHandler(wire) }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        if let local { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: local, port: 0)) }
        _ = try await bootstrap.connect(to: address).get()
        return wire
    }

    // MARK: Sending

    /// Returns when the kernel has taken the bytes.
    func send(_ bytes: [UInt8]) async throws {
        try await channel().writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Sends `piece` again and again until `count` bytes are gone or the peer takes no more of them.
    /// - Returns: how many the kernel took.
    func pour(_ count: Int, piece: [UInt8] = [UInt8](repeating: UInt8(ascii: "."), count: 64 << 10)) async -> Int {
        var sent = 0
        while sent < count {
            let next = min(piece.count, count - sent)
            do { try await send(Array(piece.prefix(next))) } catch { break }
            sent += next
        }
        return sent
    }

    func startReading() async throws {
        try await channel().setOption(.autoRead, value: true).get()
    }

    /// Takes what one read gives, on a connection that does not read by itself.
    func readOnce() async throws {
        let channel = try channel()
        try await channel.eventLoop.submit { channel.read() }.get()
    }

    /// Says that nothing more is sent.
    func finish() async throws {
        try await channel().close(mode: .output).get()
    }

    func close() async {
        try? await channel().close().get()
    }

    /// Closes so that the peer is told of a broken connection.
    func reset() async throws {
        let channel = try channel()
        if let provider = channel as? any SocketOptionProvider {
            try await provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close().get()
    }

    // MARK: Receiving

    /// How many bytes have come since the start.
    var total: Int { state.withLock(\.total) }

    /// What has come and nobody has asked for.
    var unread: [UInt8] { state.withLock(\.unread) }

    /// Takes exactly `count` bytes.
    func bytes(_ count: Int) async throws -> [UInt8] {
        try await take { bytes, _ in bytes.count >= count ? count : nil }
    }

    /// Takes everything up to the end of the connection.
    func rest() async throws -> [UInt8] {
        try await take { bytes, hasEnded in hasEnded ? bytes.count : nil }
    }

    /// How the connection ends; what comes before that stays unread.
    func end() async throws -> End {
        _ = try await take { _, hasEnded in hasEnded ? 0 : nil }
        guard let end = state.withLock(\.end) else { throw Missing(description: "no end") }
        return end
    }

    func take(_ measure: @escaping Measure) async throws -> [UInt8] {
        let loop = try channel().eventLoop
        return try await withCheckedThrowingContinuation { continuation in
            let id = state.withLock { state in
                state.waits += 1
                state.waiter = Waiter(measure: measure, continuation: continuation, id: state.waits)
                return state.waits
            }
            serve()
            loop.scheduleTask(in: Self.patience) { self.giveUp(id) }
        }
    }

    private func channel() throws -> any Channel {
        guard let channel = state.withLock(\.channel) else { throw Missing(description: "not connected") }
        return channel
    }

    /// Hands over what is waited for, when it is there.
    private func serve() {
        let answer: (Waiter, Result<[UInt8], any Error>)? = state.withLock { state in
            guard let waiter = state.waiter else { return nil }
            let result = Result { try waiter.measure(state.unread, state.end != nil) }
            switch result {
            case .success(nil) where state.end == nil: return nil
            case .success(nil):
                state.waiter = nil
                return (
                    waiter, .failure(Missing(description: "the connection ended after \(Self.shown(state.unread))"))
                )
            case .success(let count?):
                state.waiter = nil
                let taken = Array(state.unread.prefix(count))
                state.unread.removeFirst(count)
                return (waiter, .success(taken))
            case .failure(let error):
                state.waiter = nil
                return (waiter, .failure(error))
            }
        }
        if let (waiter, result) = answer { waiter.continuation.resume(with: result) }
    }

    private func giveUp(_ id: Int) {
        let late: (Waiter, [UInt8])? = state.withLock { state in
            guard let waiter = state.waiter, waiter.id == id else { return nil }
            state.waiter = nil
            return (waiter, state.unread)
        }
        guard let (waiter, unread) = late else { return }
        waiter.continuation.resume(throwing: Missing(description: "in \(Self.patience): only \(Self.shown(unread))"))
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(400), as: UTF8.self)
        return "\(bytes.count) bytes \(text.debugDescription)"
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        state.withLock { $0.channel = channel }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let isFirst = state.withLock { state in
            defer { state.total += buffer.readableBytes }
            state.unread.append(contentsOf: buffer.readableBytesView)
            return state.total == 0
        }
        if isFirst { hasBegun(self) }
        serve()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { ended(.closed) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ended(.reset)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended(.closed)
    }

    private func ended(_ end: End) {
        state.withLock { if $0.end == nil { $0.end = end } }
        serve()
    }
}
