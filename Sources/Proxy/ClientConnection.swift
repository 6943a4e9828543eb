import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Telemetry
import Upstream

/// One client connection: reads requests one after the other, has each admitted, hands it to what serves it, and reads
/// the next only when the answer is out, so that pipelined requests are answered in order. Confined to its event loop.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a client may still send after an answer that closes the connection; more is cut. Enough for what was in
    /// flight, so that the close does not become a reset that takes the answer away (RFC 9112 §9.6).
    static let lingerBytes = 256 << 10

    enum Phase {
        /// Between requests, or inside a head.
        case head
        /// The request's body is arriving.
        case body
        /// The request is complete, its answer is not.
        case answering
        /// The last answer is written: what still arrives is thrown away until the client closes.
        case lingering
        case closed
    }

    let loop: LoopContext
    private(set) var context: ChannelHandlerContext?
    var reader: RequestReader
    var target = RequestTarget()
    var record = ExchangeRecord()
    /// The value of `Allow`, when the method was refused.
    var allowedMethods = ""
    var phase = Phase.head
    var received = ByteBuffer()
    var bodyReader = BodyReader(.none)
    var splice = BodySplice()
    /// How far the exchange had come when somebody had enough for now; `nil` when nobody has had.
    var progress: Int?
    /// What of the last answer had not arrived when that was last looked at; `nil`: it was not.
    var unsentBefore: Int?
    var handler: (any ExchangeHandler)?
    private(set) var deadline: LoopDeadline?
    private var isAdvancing = false
    /// Whether the client takes more; below `RelayBuffers.waterMark`.
    private(set) var isWritable = true
    private(set) var isReadPaused = false
    private var isReadPending = false
    private var lingered = 0
    private(set) var isInsideHead = false
    /// There is no head to look at: it could not be read.
    private(set) var isHeadUnread = true
    /// The peer's address and port, as text; made when first needed.
    private(set) lazy var address = context?.channel.remoteAddress.map(Self.text) ?? "unknown"
    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `Via` for this client.
    private(set) lazy var forwardedLines = Self.forwardedLines(context?.channel.remoteAddress)
    private(set) lazy var relay = Relay(client: self)
    /// The peer's address, as rules look at it.
    private(set) lazy var peer = context?.remoteAddress?.ipAddress.flatMap { IPAddress(parsing: $0) }

    init(loop: LoopContext) {
        self.loop = loop
        reader = RequestReader(limits: loop.services.wireLimits)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        guard loop.hasRoom else {
            phase = .closed
            context.close(promise: nil)
            return
        }
        let deadline = loop.deadlines.add(self)
        // The first head is due from the start: a connection that says nothing is not idle, it is idling.
        deadline.at = .now() + loop.services.deadlines.requestHead
        self.deadline = deadline
        loop.opened(self)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var incoming = unwrapInboundIn(data)
        switch phase {
        case .lingering:
            lingered += incoming.readableBytes
            if lingered > Self.lingerBytes { close() }
            return
        case .closed:
            return
        case .head, .body, .answering:
            if received.readableBytes == 0 {
                received = incoming
            } else {
                // What was consumed is given back first, or a connection that is never quite empty grows without end.
                received.discardReadBytes()
                received.writeBuffer(&incoming)
            }
            advance()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard phase == .body else { return }
        handler?.bodyPause()
        if phase == .body { spliceBody(context) }
    }

    func read(context: ChannelHandlerContext) {
        if isReadPaused { isReadPending = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if !isWritable { noteProgress() }
        handler?.clientWritability(isWritable)
        guard isWritable else { return }
        switch phase {
        case .head:
            // It reads what it has been sent: not idle.
            if !isInsideHead { extendDeadline(loop.services.deadlines.keepAlive) }
            resumeReading()
            advance()
        case .lingering: extendDeadline(loop.services.deadlines.bodyIdle)
        case .body, .answering, .closed: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let deadline { loop.deadlines.remove(deadline) }
        deadline = nil
        // A head that went out keeps its status; 499 says that none did.
        if record.status == 0 { record.status = GatewayError.Code.clientGone.status }
        close(because: GatewayError(.clientGone))
        // Last: a stop that waits for nobody but this client waits on if he leaves a change behind.
        loop.closed(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A socket error: the peer is gone, and `channelInactive` follows.
        context.close(promise: nil)
    }

    // MARK: Reading

    /// Goes on as far as the received bytes and the running exchange allow.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while true {
            switch phase {
            case .head:
                // A client that does not read its answers gets no more of them made.
                guard isWritable else {
                    pauseReading()
                    return
                }
                guard readHead() else { return }
            case .body: guard readBody() else { return }
            case .answering:
                // The next request waits in the socket, not here.
                if received.readableBytes > 0 { pauseReading() }
                return
            case .lingering, .closed:
                received = ByteBuffer()
                return
            }
        }
    }

    private func readHead() -> Bool {
        guard received.readableBytes > 0 else { return false }
        do {
            guard try reader.read(&received) else {
                if !isInsideHead, received.readableBytes > 0 {
                    isInsideHead = true
                    deadline?.at = .now() + loop.services.deadlines.requestHead
                }
                return false
            }
        } catch {
            begin(now: .now())
            record.id = .made(loop.nextRequestID())
            refuse(GatewayError(error.code, detail: error.rawValue))
            return true
        }
        begin(now: .now())
        isInsideHead = false
        isHeadUnread = false
        serve()
        return true
    }

    func begin(now: NIODeadline) {
        record = ExchangeRecord()
        record.started = now
        progress = nil
        unsentBefore = nil
        isHeadUnread = true
        phase = .body
    }

    /// Judges the request in `reader.head` and hands it over. What has arrived of the body is read before anything
    /// leaves for the upstream, so that a malformed one that came with its head never does.
    private func serve() {
        bodyReader = BodyReader(reader.head.framing, limits: loop.services.wireLimits)
        record.id = RequestID(reader.head, made: loop.nextRequestID())
        record.method = reader.head.method
        record.target = reader.head.target
        let first: ByteBuffer?
        do {
            first = try bodyReader.read(&received)
        } catch {
            refuse(GatewayError(error.code, detail: error.rawValue))
            return
        }
        if bodyReader.isComplete { phase = .answering }
        let arrived = ArrivedBody(
            payload: first, isComplete: bodyReader.isComplete, trailers: bodyReader.trailers)
        record.bytesIn = first?.readableBytes ?? 0
        switch loop.gatekeeper.admit(self) {
        case .refused(let error):
            refuse(error)
        case .admitted(let permit, let route):
            deadline?.at = phase == .body ? bodyDeadline(route, now: record.started) : record.started + route.timeout
            start(permit, route, arrived)
        case .waits(let route, let wait):
            record.awaitsDecision = true
            deadline?.at = phase == .body ? bodyDeadline(route, now: record.started) : record.started + route.timeout
            let gate = DecisionGate(client: self, route: route, wait: wait)
            handler = gate
            gate.start(arrived)
        }
    }

    /// For the next piece of the body; for the whole of it where it is gathered before anything is done.
    func bodyDeadline(_ route: RouteRuntime, now: NIODeadline) -> NIODeadline {
        let next = now + route.idle
        return route.gathersBody || record.awaitsDecision ? min(next, record.started + route.timeout) : next
    }

    func bodyTooLarge(_ route: RouteRuntime) -> GatewayError? {
        guard let limit = route.bodyLimit else { return nil }
        var count = record.bytesIn
        if case .length(let declared) = reader.head.framing { count = declared }
        return count > limit ? Self.bodyTooLarge(limit) : nil
    }

    private static func bodyTooLarge(_ limit: Int) -> GatewayError {
        GatewayError(.bodyTooLarge, message: "the request body may have \(limit) bytes at most")
    }

    private func readBody() -> Bool {
        guard received.readableBytes > 0, let handler else { return false }
        do {
            let payload = try bodyReader.read(&received)
            if bodyReader.isComplete {
                phase = .answering
                if let context { splice.end(context) }
            }
            let now = NIODeadline.now()
            if let route = record.route {
                deadline?.at = phase == .body ? bodyDeadline(route, now: now) : now + route.timeout
            }
            if let payload { deliver(payload, to: handler) }
            if phase == .answering, self.handler != nil { handler.bodyEnded(trailers: bodyReader.trailers) }
        } catch {
            fail(GatewayError(error.code, detail: error.rawValue))
        }
        return true
    }

    private func deliver(_ payload: ByteBuffer, to handler: any ExchangeHandler) {
        record.bytesIn += payload.readableBytes
        if let limit = record.route?.bodyLimit, record.bytesIn > limit {
            fail(Self.bodyTooLarge(limit))
        } else {
            handler.body(payload)
        }
    }

    func pauseReading() {
        isReadPaused = true
    }

    func resumeReading() {
        guard isReadPaused else { return }
        isReadPaused = false
        if isReadPending {
            isReadPending = false
            context?.read()
        }
    }
}
