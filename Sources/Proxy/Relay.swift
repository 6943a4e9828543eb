import Domain
import HTTPWire
import NIOCore
import Policy
import Telemetry
import Upstream

/// Relays one admitted request to its upstream and the answer back, both streamed: a slow reader on either side pauses
/// the other. One a connection, used again; confined to its event loop.
final class Relay: ExchangeHandler {
    /// A body that came with its head and is at most this large travels in the head's buffer: copying it costs less
    /// than one more entry in the write queue.
    private static let joinLimit = 4 << 10

    unowned let client: ClientConnection
    var state = ExchangeState(hasBody: false, isIdempotent: false)
    var route: RouteRuntime?
    private var target: [UInt8] = []
    var connection: UpstreamConnection?
    private var ticket: UpstreamTicket?
    /// Body bytes that arrived before the upstream connection was there; at most one read.
    private var early: ByteBuffer?
    private var trailers: FieldSection?
    /// The response head, waiting for the bytes that came with it.
    var pendingHead: ByteBuffer?
    private var pendingStatus = 0
    var delivery = ResponseRewrite.Delivery.same
    private var keepsAlive = false
    /// Bytes of a spliced body wait for the client or for the upstream, and none is read until they are out.
    var awaitsClient = false
    var awaitsUpstream = false
    /// The gateway's own credential goes along, so what the upstream says about it stays here.
    private var usesCredential: Bool { route?.usesCredential ?? false }

    init(client: ClientConnection) {
        self.client = client
    }

    /// Begins. The permit is the ticket: without one that the policy evaluator made there is no call of this method, and
    /// the target that goes upstream is the one inside it.
    func start(permit: consuming Permit, route: RouteRuntime, arrived: ArrivedBody) {
        let head = client.reader.head
        state = ExchangeState(hasBody: !head.framing.isEmpty, isIdempotent: head.method.isIdempotent)
        if arrived.isComplete { state.requestCompleted() }
        self.route = route
        target = permit.upstreamTarget
        early = arrived.payload
        trailers = arrived.trailers
        pendingHead = nil
        awaitsClient = false
        awaitsUpstream = false
        lease(fresh: false)
        // What arrives before the upstream is there waits in the socket.
        if self.route != nil, connection == nil, state.request == .receiving { client.pauseReading() }
    }

    private func lease(fresh: Bool) {
        guard let pool = route?.upstream?.pool else {
            client.fail(GatewayError(.upstreamOff))
            return
        }
        // A lease may end at once, and a retry inside it may have left a ticket of its own.
        if let queued = pool.lease(self, fresh: fresh) { ticket = queued }
    }

    // MARK: From the client

    func body(_ payload: ByteBuffer) {
        guard let connection else {
            // Between two connections: what comes now is the rest of one read.
            client.pauseReading()
            if early == nil { early = payload } else { early?.writeImmutableBuffer(payload) }
            return
        }
        write(payload, to: connection)
    }

    func bodyPause() {
        guard let connection else { return }
        connection.flush()
        // The flush may have failed, and ended the exchange.
        if self.connection === connection, !connection.isWritable { client.pauseReading() }
    }

    func bodyEnded(trailers: FieldSection?) {
        state.requestCompleted()
        self.trailers = trailers
        guard let connection else { return }
        writeEnd(to: connection)
        connection.flush()
    }

    func cancel() {
        ticket?.cancel()
        ticket = nil
        connection?.abandon()
        connection = nil
        route = nil
        early = nil
        pendingHead = nil
    }

    func clientWritability(_ isWritable: Bool) {
        guard isWritable, !awaitsClient else { return }
        extendDeadline()
        connection?.resumeReading()
    }

    var stalled: GatewayError.Code {
        // Its answer is waiting for it.
        if state.response == .started, awaitsClient || !client.isWritable { return .requestTimeout }
        let takesMore = !awaitsUpstream && (connection?.isWritable ?? false)
        return state.request == .receiving && takesMore ? .requestTimeout : .upstreamTimeout
    }

    private func write(_ payload: ByteBuffer, to connection: UpstreamConnection) {
        state.bodySent()
        guard client.reader.head.framing == .chunked else {
            connection.write(payload)
            return
        }
        connection.write(client.loop.chunkStart(payload.readableBytes))
        connection.write(payload)
        connection.write(client.loop.chunkEnd)
    }

    private func writeEnd(to connection: UpstreamConnection) {
        if client.reader.head.framing == .chunked {
            // The last chunk makes even an empty body whole: the upstream may act on it.
            state.bodySent()
            connection.write(
                client.loop.lastChunk(
                    trailers, without: RequestRewrite.removed, route?.policy.headers.request.removed ?? [],
                    dropsClaims: true))
        }
        connection.requestEnded()
    }
}

extension Relay: UpstreamExchange {
    func upstreamReady(_ connection: UpstreamConnection, reused: Bool) {
        // Without a route it was cancelled while it waited.
        guard let route else { return connection.abandon() }
        ticket = nil
        self.connection = connection
        awaitsUpstream = false
        state.sent(onReused: reused)
        if !client.loop.services.accessLog.isOff { client.record.upstreamStarted = .now() }
        sendHead(to: connection, route)
    }

    private func sendHead(to connection: UpstreamConnection, _ route: RouteRuntime) {
        let head = client.reader.head
        let rewrite = RequestRewrite(
            upstreamLines: route.requestLines, clientLines: client.forwardedLines,
            passesCredentials: route.policy.credentialUse == .client,
            removedNames: route.policy.headers.request.removed, isBodyThere: state.request == .complete)
        var buffer = client.loop.takeBuffer()
        rewrite.write(head, target: target, id: client.record.id, into: &buffer)
        if let early, head.framing != .chunked, early.readableBytes <= Self.joinLimit {
            state.bodySent()
            buffer.writeImmutableBuffer(early)
            self.early = nil
        }
        let isWhole = state.request == .complete && early == nil && head.framing != .chunked
        connection.start(head: buffer, toHead: head.method == .head, isComplete: isWhole)
        client.loop.giveBack(buffer)
        if isWhole { return }
        if let early { write(early, to: connection) }
        early = nil
        if state.request == .complete {
            writeEnd(to: connection)
        } else {
            client.resumeReading()
        }
        connection.flush()
    }

    func upstreamInterim(_ head: ResponseHead) {
        let request = client.reader.head
        guard request.minorVersion == 1 else { return }
        var buffer = ByteBuffer()
        let edit = route?.policy.headers.response ?? .init()
        ResponseRewrite.writeInterim(head, edit: edit, links: route?.links, request: request, into: &buffer)
        client.write(buffer)
        client.flush()
    }

    func upstreamHead(_ head: ResponseHead) {
        guard let route, let upstream = route.upstream else { return }
        if usesCredential, head.status == 401 {
            // The upstream refused the gateway, not the client: a 401 would make the client drop its own session.
            client.fail(
                GatewayError(.upstreamCredential, detail: "\(upstream.pool.endpoint.name) answered 401"))
            return
        }
        let request = client.reader.head
        delivery = ResponseRewrite.delivery(head, minorVersion: request.minorVersion)
        keepsAlive = client.keepsAlive && delivery != .untilClose
        pendingStatus = head.status
        var buffer = client.loop.takeBuffer()
        ResponseRewrite.write(
            head, delivery: delivery, connection: .init(keepsAlive: keepsAlive, minorVersion: request.minorVersion),
            // A registry opens sessions for anybody: none is the client's.
            hidesCredential: usesCredential || upstream.spec.kind != nil, edit: route.policy.headers.response,
            links: route.links, date: client.loop.dateLine(), id: client.record.id, request: request, into: &buffer)
        pendingHead = buffer
    }

    func upstreamBody(_ payload: ByteBuffer) {
        let count = payload.readableBytes
        client.record.bytesOut += count
        if delivery != .chunked, count <= Self.joinLimit, pendingHead != nil {
            pendingHead?.writeImmutableBuffer(payload)
            return
        }
        writePendingHead()
        if delivery == .chunked {
            client.write(client.loop.chunkStart(count))
            client.write(payload)
            client.write(client.loop.chunkEnd)
        } else {
            client.write(payload)
        }
    }

    func upstreamPause() {
        writePendingHead()
        guard state.response == .started else { return }
        client.flush()
        if let route { client.extendDeadline(route.idle) }
        if !client.isWritable { connection?.pauseReading() }
    }

    func upstreamEnd(trailers: FieldSection?) {
        startResponse()
        state.responseCompleted()
        connection = nil
        let edit = route?.policy.headers.response
        route = nil
        let keepsAlive = keepsAlive && state.mayKeepAlive
        if delivery == .chunked {
            writePendingHead()
            let last = client.loop.lastChunk(
                trailers, without: ResponseRewrite.removed, edit?.removed ?? [], dropsClaims: false)
            client.exchangeEnded(keepsAlive: keepsAlive, last: last)
        } else if let head = pendingHead.take() {
            client.loop.giveBack(head)
            client.exchangeEnded(keepsAlive: keepsAlive, last: head)
        } else {
            client.exchangeEnded(keepsAlive: keepsAlive, last: nil)
        }
    }

    func upstreamFailed(_ error: GatewayError) {
        guard route != nil else { return }
        connection = nil
        ticket = nil
        switch state.upstreamLost(isClosed: error.code == .upstreamClosed && pendingHead == nil) {
        case .retry: lease(fresh: true)
        case .answer, .cut: client.fail(error)
        }
    }

    func upstreamWritability(_ isWritable: Bool) {
        guard isWritable else { return client.noteProgress() }
        guard route != nil, !awaitsUpstream else { return }
        extendDeadline()
        client.resumeReading()
    }

    /// Bytes moved: the exchange gets its time again. An upstream that has the whole request may think for as long as
    /// the route allows, which can be longer than a body may pause.
    func extendDeadline() {
        guard let route else { return }
        let isWaiting = state.request == .complete && state.response == .waiting
        client.extendDeadline(isWaiting ? route.timeout : route.idle)
    }

    private func writePendingHead() {
        guard let head = pendingHead else { return }
        startResponse()
        pendingHead = nil
        send(head)
    }

    /// The head goes out now: from here on there is no other answer.
    private func startResponse() {
        guard pendingHead != nil else { return }
        state.responseStarted()
        client.record.status = pendingStatus
    }

    private func send(_ head: ByteBuffer) {
        client.write(head)
        client.loop.giveBack(head)
    }
}
