import Domain
import HTTPWire
package import NIOCore

/// One connection to an upstream: writes the requests of one exchange at a time and reads their responses.
/// Confined to its event loop.
package final class UpstreamConnection: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// More interim responses than that to one request are an attack or a fault.
    private static let interimLimit = 8

    /// Strong, and so a cycle while the connection is idle, which ends when it closes: a pool that has been retired must
    /// outlive the last event of its last connection.
    private let pool: UpstreamPool
    private var context: ChannelHandlerContext?
    private var reader = ResponseReader()
    private var body: BodyReader?
    private var splice = BodySplice()
    private var received = ByteBuffer()
    private var exchange: (any UpstreamExchange)?
    private var toHead = false
    private var requestSent = false
    private var keepsAlive = false
    private var interims = 0
    private var isBroken = false
    private var isReadPaused = false
    private var isReadPending = false
    private(set) var idleDeadline: LoopDeadline?
    /// The place in the pool's stack of idle connections.
    var idlePlace = -1
    /// Whether the pool counts it among its open connections.
    var isCounted = false

    init(pool: UpstreamPool) {
        self.pool = pool
    }

    // MARK: What an exchange does

    /// Takes the connection for one exchange.
    func lease(to exchange: any UpstreamExchange) {
        self.exchange = exchange
        requestSent = false
        keepsAlive = false
        interims = 0
        idleDeadline?.disarm()
    }

    /// Writes a request head, and what comes of the body in the same buffer. `toHead`: it is a HEAD request.
    /// `isComplete`: that is the whole request, and it is sent; otherwise `flush` sends it.
    package func start(head: ByteBuffer, toHead: Bool, isComplete: Bool) {
        self.toHead = toHead
        requestSent = isComplete
        if isComplete {
            context?.writeAndFlush(wrapOutboundOut(head), promise: nil)
        } else {
            context?.write(wrapOutboundOut(head), promise: nil)
        }
    }

    /// Writes body bytes; `flush` sends them.
    package func write(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    package func flush() {
        context?.flush()
    }

    /// Bytes that are written and wait for the upstream to take more.
    package var waitingBytes: Int { context?.waitingBytes ?? 0 }

    /// Bytes that have not arrived at the upstream.
    package var unsentBytes: Int { context?.unsentBytes ?? 0 }

    /// Where a body goes as it is. Nothing may wait.
    package func sink(_ pipe: SplicePipe) -> SpliceSink? { context?.spliceSink(pipe) }

    /// Sends `rest`, and calls when nothing waits any more; never when the connection is closed before.
    package func send(_ rest: ByteBuffer, then: @escaping () -> Void) {
        guard let context else { return }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess(then)
        context.writeAndFlush(wrapOutboundOut(rest), promise: sent)
    }

    /// The request's last byte was written.
    package func requestEnded() {
        requestSent = true
    }

    package var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Back-pressure from the client: stop or go on reading the response.
    package func pauseReading() {
        isReadPaused = true
    }

    package func resumeReading() {
        guard isReadPaused else { return }
        isReadPaused = false
        if isReadPending {
            isReadPending = false
            context?.read()
        }
    }

    /// Gives the exchange up: the connection is closed, so that the upstream never takes what was sent of an unfinished
    /// request for a whole one.
    package func abandon() {
        exchange = nil
        context?.close(promise: nil)
    }

    // MARK: Channel events

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        idleDeadline = pool.deadlines.add(self)
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        if let idleDeadline { pool.deadlines.remove(idleDeadline) }
        idleDeadline = nil
        pool.closed(self)
    }

    package func read(context: ChannelHandlerContext) {
        if isReadPaused { isReadPending = true } else { context.read() }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var incoming = unwrapInboundIn(data)
        guard exchange != nil else {
            // Bytes that nobody asked for: the next request's answer could not be told from them.
            context.close(promise: nil)
            return
        }
        if received.readableBytes == 0 {
            received = incoming
        } else {
            received.discardReadBytes()
            received.writeBuffer(&incoming)
        }
        do {
            try readResponse()
        } catch {
            fail(GatewayError(.upstreamMalformed, detail: "\(pool.endpoint.name): \(error.rawValue)"))
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        exchange?.upstreamPause()
        spliceBody(context)
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        exchange?.upstreamWritability(context.channel.isWritable)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        // From here on it is not counted, and so not parked.
        pool.closed(self)
        guard exchange != nil else { return }
        do throws(WireFault) {
            if isBroken { throw .bodyCutShort }
            if var body {
                try body.end()
                end(trailers: nil)
                return
            }
            // Part of an answer came: the request was seen, and is not sent again.
            let code: GatewayError.Code = reader.isInsideHead || interims > 0 ? .upstreamMalformed : .upstreamClosed
            fail(GatewayError(code, detail: "\(pool.endpoint.name): closed before its answer"))
        } catch {
            fail(GatewayError(.upstreamClosed, detail: "\(pool.endpoint.name): \(error.rawValue)"))
        }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The socket's own error; what it means for the exchange is decided when the channel is inactive. A reset is not
        // the end of a body that lasts until the connection ends.
        isBroken = body != nil
        context.close(promise: nil)
    }

    // MARK: The response

    private func readResponse() throws(WireFault) {
        while let exchange {
            if body == nil {
                guard try reader.read(&received, toHead: toHead) else { break }
                if reader.head.isInterim {
                    try readInterim(exchange)
                    continue
                }
                keepsAlive = reader.head.keepsAlive
                body = BodyReader(reader.head.framing)
                exchange.upstreamHead(reader.head)
                // The exchange may have given the connection up.
                if self.exchange == nil { return }
            }
            if let payload = try body?.read(&received) {
                exchange.upstreamBody(payload)
                if self.exchange == nil { return }
            }
            guard body?.isComplete == true else { break }
            end(trailers: body?.trailers)
            return
        }
    }

    private func readInterim(_ exchange: any UpstreamExchange) throws(WireFault) {
        interims += 1
        // 101 answers an Upgrade, and none is ever forwarded.
        guard interims <= Self.interimLimit, reader.head.status != 101 else { throw .statusLine }
        exchange.upstreamInterim(reader.head)
    }

    /// What the socket has of a long body goes on without being looked at.
    private func spliceBody(_ context: ChannelHandlerContext) {
        guard let exchange, let remaining = body?.remaining, splice.suits(remaining), !isReadPaused,
            let sink = exchange.upstreamSink(), let moved = splice.turn(context, remaining: remaining, to: sink)
        else { return }
        body?.skip(moved.count)
        exchange.upstreamSpliced(moved.count, rest: moved.rest)
        if moved.isBroken {
            fail(GatewayError(.internal, detail: "\(pool.endpoint.name): bytes were lost in a pipe"))
        }
    }

    private func end(trailers: FieldSection?) {
        guard let exchange else { return }
        self.exchange = nil
        body = nil
        if let context { splice.end(context) }
        isReadPaused = false
        // Reusable only when nothing is left on either side: otherwise the next exchange would read this one's rest.
        let isReusable =
            keepsAlive && requestSent && received.readableBytes == 0 && isCounted
        received = ByteBuffer()
        reader.head.release()
        // Parked before the end is told, so that the client's next request finds this connection; unless others wait
        // for it: they are served after this exchange has wound up.
        if isReusable, !pool.hasWaiting {
            pool.release(self)
            exchange.upstreamEnd(trailers: trailers)
        } else {
            exchange.upstreamEnd(trailers: trailers)
            if isReusable { pool.release(self) } else { context?.close(promise: nil) }
        }
    }

    private func fail(_ error: GatewayError) {
        guard let exchange else { return }
        self.exchange = nil
        context?.close(promise: nil)
        exchange.upstreamFailed(error)
    }
}

extension UpstreamConnection: DeadlineHolder {
    /// Idle for too long.
    package func deadlinePassed(now: NIODeadline) {
        guard exchange == nil else { return }
        pool.closed(self)
        context?.close(promise: nil)
    }

    func becomeIdle() {
        idleDeadline?.at = pool.deadlines.lastPass + pool.limits.idle
        if isReadPending {
            isReadPending = false
            context?.read()
        }
    }

    func close() {
        context?.close(promise: nil)
    }
}
