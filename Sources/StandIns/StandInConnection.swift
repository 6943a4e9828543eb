import Domain
import HTTPWire
import NIOCore

/// One client of a `StandInServer`: requests in, answers out, in order. Confined to its event loop.
final class StandInConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Asks the connection to close as soon as nothing is left to write.
    struct Finish: Sendable {}

    /// What a stand-in reads of one body; far above every JSON document of the APIs that are stood in for.
    static let bodyLimit = 16 << 20

    private let respond: @Sendable (StandInRequest) -> StandInResponse
    private var buffer = ByteBuffer()
    private var reader = RequestReader()
    private var pending: Pending?
    private var answersInFlight = 0
    private var isFinishing = false
    /// Nothing is answered any more, and nothing read.
    private var isStalled = false

    /// A request whose body is still coming.
    private struct Pending {
        let request: StandInRequest
        let keepsAlive: Bool
        let isOldVersion: Bool
        var reader: BodyReader
        var body = ByteBuffer()
    }

    init(respond: @escaping @Sendable (StandInRequest) -> StandInResponse) {
        self.respond = respond
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinishing, !isStalled else { return }
        var received = unwrapInboundIn(data)
        buffer.writeBuffer(&received)
        do throws(WireFault) {
            while !isFinishing, !isStalled, try readRequest(context) {}
        } catch {
            refuse(error.code.status, context)
        }
    }

    /// True when a whole request was taken from the buffer and answered.
    private func readRequest(_ context: ChannelHandlerContext) throws(WireFault) -> Bool {
        var current: Pending
        if let pending {
            current = pending
        } else {
            guard try reader.read(&buffer) else { return false }
            if case .length(let count) = reader.head.framing, count > Self.bodyLimit {
                refuse(413, context)
                return false
            }
            current = begin(reader.head)
            if reader.head.expectsContinue { write("HTTP/1.1 100 Continue\r\n\r\n", context) }
        }
        pending = nil
        while !current.reader.isComplete, var payload = try current.reader.read(&buffer) {
            current.body.writeBuffer(&payload)
            if current.body.readableBytes > Self.bodyLimit {
                refuse(413, context)
                return false
            }
        }
        guard current.reader.isComplete else {
            pending = current
            return false
        }
        answer(current, context)
        return true
    }

    private func begin(_ head: RequestHead) -> Pending {
        let section = head.fields
        let request = StandInRequest(
            method: section.text(head.methodName), target: section.text(head.target),
            fields: section.lines.map { (section.text($0.name), section.text($0.value)) })
        return Pending(
            request: request, keepsAlive: head.keepsAlive, isOldVersion: head.minorVersion == 0,
            reader: BodyReader(head.framing))
    }

    private func answer(_ pending: Pending, _ context: ChannelHandlerContext) {
        let request = StandInRequest(
            method: pending.request.method, target: pending.request.target, fields: pending.request.fields,
            body: Array(pending.body.readableBytesView))
        var response = respond(request)
        if pending.isOldVersion { response.isChunked = false }
        write(response, isHead: request.method == "HEAD", keepsAlive: pending.keepsAlive, context)
        switch response.ending {
        case .whole: if !pending.keepsAlive { finish(context) }
        case .cut: finish(context)
        case .stalled: isStalled = true
        }
    }

    private func refuse(_ status: Int, _ context: ChannelHandlerContext) {
        write(StandInResponse(status: status), isHead: false, keepsAlive: false, context)
        finish(context)
    }

    private func write(
        _ response: StandInResponse, isHead: Bool, keepsAlive: Bool, _ context: ChannelHandlerContext
    ) {
        if response.ending == .cut(after: nil) || response.ending == .stalled(after: nil) { return }
        var head = "HTTP/1.1 \(response.status) \(ReasonPhrase.of(response.status))\r\n"
        for (name, value) in response.fields { head += "\(name): \(value)\r\n" }
        if response.isChunked {
            head += "Transfer-Encoding: chunked\r\n"
        } else if !isHead || !response.body.isEmpty {
            head += "Content-Length: \(response.body.count)\r\n"
        }
        head += keepsAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n"
        var bytes = ByteBuffer(string: head)
        if !isHead {
            if response.isChunked, !response.body.isEmpty { bytes.write(chunkSize: response.body.count) }
            switch response.ending {
            case .whole:
                bytes.writeBytes(response.body)
                guard response.isChunked else { break }
                bytes.writeStaticString(response.body.isEmpty ? "0\r\n\r\n" : "\r\n0\r\n\r\n")
            case .cut(let count), .stalled(let count): bytes.writeBytes(response.body.prefix(count ?? 0))
            }
        }
        write(bytes, context)
    }

    private func write(_ text: StaticString, _ context: ChannelHandlerContext) {
        write(ByteBuffer(staticString: text), context)
    }

    private func write(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        answersInFlight += 1
        // Handler and context belong to this loop, which is also where the promise is fulfilled.
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(bytes)).whenComplete { _ in
            let (connection, context) = bound.value
            connection.answersInFlight -= 1
            if connection.isFinishing, connection.answersInFlight == 0 { context.close(promise: nil) }
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        isFinishing = true
        if answersInFlight == 0 { context.close(promise: nil) }
    }

    /// A client that does not read is not read from either.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: context.channel.isWritable)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is Finish { finish(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
