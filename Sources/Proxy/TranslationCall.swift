import Domain
import HTTPWire
import NIOCore
import Routing
import Translation
import Upstream

/// Carries out one translation: makes the calls that the translator asks for through the loop's own pool, one after the
/// other, and answers with what it says at the end. Confined to its event loop.
final class TranslationCall: ExchangeHandler {
    /// An upstream's answer to one call. A page of 100 Harbor repositories has some 40 KB.
    private static let replyLimit = 8 << 20

    private unowned let client: ClientConnection
    private let name: TranslationName
    private let upstream: UpstreamRuntime
    /// Made when all that it reads is there.
    private var translator: (any Translator)?
    /// Of the client, where the call is in it.
    private var body = ByteBuffer()
    private var connection: UpstreamConnection?
    private var ticket: UpstreamTicket?
    private var call: UpstreamCall?
    /// When the answer is due, however many calls are still to be made.
    private var end = NIODeadline.now() + total
    /// Front ends and proxies give up after two minutes, and then nobody learns what was done.
    private static let total = TimeAmount.seconds(100)
    private var state = ExchangeState(hasBody: false, isIdempotent: true)
    private var status = 0
    private var fields: [(name: String, value: String)] = []
    private var reply: [UInt8] = []

    init(client: ClientConnection, name: TranslationName, upstream: UpstreamRuntime) {
        self.client = client
        self.name = name
        self.upstream = upstream
    }

    func start(_ arrived: ArrivedBody) {
        // What is not asked for is read and dropped, within the route's limit.
        if name.takesBody, let payload = arrived.payload { body = payload }
        if arrived.isComplete {
            begin()
        } else if client.reader.head.expectsContinue {
            client.sendContinue()
        }
    }

    func body(_ payload: ByteBuffer) {
        if name.takesBody { body.writeImmutableBuffer(payload) }
    }

    func bodyPause() {}

    func bodyEnded(trailers: FieldSection?) {
        if let error = client.loop.gatekeeper.reconsider(client) {
            client.refuse(error)
        } else {
            begin()
        }
    }

    private func begin() {
        do throws(GatewayError) {
            var translator = try name.translator(
                query: client.target.queryText() ?? "", body: Array(body.readableBytesView),
                contentType: client.reader.head.fields.value(.contentType), harbor: upstream.harbor(now: .now()))
            body = ByteBuffer()
            end = .now() + Self.total
            let step = translator.begin()
            self.translator = translator
            perform(step)
        } catch {
            client.refuse(error)
        }
    }

    /// The translator may know more than the error: what was done before it.
    func conclude(_ error: GatewayError) -> Bool {
        guard let step = translator?.failed(error) else { return false }
        cancel()
        perform(step)
        return true
    }

    func cancel() {
        ticket?.cancel()
        ticket = nil
        call = nil
        connection?.abandon()
        connection = nil
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { client.phase == .body ? .requestTimeout : .upstreamTimeout }

    private func lease(fresh: Bool) {
        // A lease may end at once, and a retry inside it may have left a ticket of its own.
        if let queued = upstream.pool.lease(self, fresh: fresh) { ticket = queued }
    }

    private func perform(_ step: TranslationStep) {
        switch step {
        case .call(let call):
            self.call = call
            let isIdempotent = ["GET", "HEAD", "PUT", "DELETE"].contains(call.method)
            state = ExchangeState(hasBody: false, isIdempotent: isIdempotent)
            // Each call has the time that the route gives to one, and all of them a bound.
            if let route = client.record.route { client.extendDeadline(min(route.timeout, end - .now())) }
            lease(fresh: false)
        case .answer(let answer):
            client.answer(Answer(LocalResponse(status: answer.status, body: answer.body)))
        case .fail(let error):
            // Found out from more than a status: a list that nobody is logged in for.
            if error.code == .upstreamCredential { upstream.credential(isProven: false, now: .now()) }
            client.refuse(error)
        case .partial(let error, let data):
            client.refuse(error, data: data)
        }
    }
}

extension TranslationCall: UpstreamExchange {
    func upstreamReady(_ connection: UpstreamConnection, reused: Bool) {
        guard let call else {
            connection.abandon()
            return
        }
        ticket = nil
        self.connection = connection
        state.sent(onReused: reused)
        reply = []
        var buffer = ByteBuffer()
        buffer.writeString("\(call.method) \(upstream.basePath)\(call.target) HTTP/1.1\r\n")
        // As the route's decision has it: where anybody is let in, no credential goes.
        buffer.writeBytes(client.record.route?.requestLines ?? upstream.plainLines)
        buffer.writeStaticString("Accept: application/json\r\nVia: 1.1 breakwater\r\nX-Request-Id: ")
        client.record.id.write(into: &buffer, head: client.reader.head)
        buffer.writeStaticString("\r\n")
        for field in call.fields { buffer.writeString("\(field.name): \(field.value)\r\n") }
        if let body = call.body { buffer.writeString("Content-Length: \(body.count)\r\n") }
        buffer.writeStaticString("\r\n")
        if let body = call.body { buffer.writeBytes(body) }
        connection.start(head: buffer, toHead: call.method == "HEAD", isComplete: true)
    }

    func upstreamInterim(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead) {
        state.responseStarted()
        status = head.status
        fields = head.fields.lines.map { (head.fields.text($0.name), head.fields.text($0.value)) }
    }

    func upstreamBody(_ payload: ByteBuffer) {
        reply.append(contentsOf: payload.readableBytesView)
        guard reply.count > Self.replyLimit else { return }
        let error = GatewayError(
            .upstreamMalformed, detail: "\(upstream.pool.endpoint.name): answer over \(Self.replyLimit) bytes")
        if !conclude(error) { client.fail(error) }
    }

    func upstreamPause() {}

    func upstreamEnd(trailers: FieldSection?) {
        connection = nil
        if call?.provesCredential == true, status == 200 || status == 412 {
            upstream.credential(isProven: true, now: .now())
        }
        // Whatever the translation makes of it, which may have found another fault before.
        if status == 401 { upstream.credential(isProven: false, now: .now()) }
        guard let step = translator?.receive(UpstreamReply(status: status, fields: fields, body: reply)) else { return }
        perform(step)
    }

    func upstreamFailed(_ error: GatewayError) {
        guard call != nil else { return }
        connection = nil
        ticket = nil
        switch state.upstreamLost(isClosed: error.code == .upstreamClosed) {
        case .retry: lease(fresh: true)
        case .answer, .cut: if !conclude(error) { client.refuse(error) }
        }
    }

    func upstreamWritability(_ isWritable: Bool) {}
}
