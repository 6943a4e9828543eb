import Domain
import HTTPWire
import NIOCore
import Translation
import Upstream

/// One request of the gateway's own: sent whole through the loop's pool, and its answer gathered. Confined to its event
/// loop; used once.
final class UpstreamInquiry: UpstreamExchange {
    /// An answer that is gathered. A page of 100 Harbor repositories has some 40 KB.
    static let replyLimit = 8 << 20

    private let pool: UpstreamPool
    private let message: Message
    private var state: ExchangeState
    private var connection: UpstreamConnection?
    private var ticket: UpstreamTicket?
    private var status = 0
    private var fields: [(name: String, value: String)] = []
    private var reply: [UInt8] = []
    private let budget: MemoryBudget
    /// `nil` once it is answered or called off.
    private var done: ((Result<UpstreamReply, GatewayError>) -> Void)?

    struct Message {
        let method: String
        /// The whole head.
        let head: ByteBuffer
        let body: ByteBuffer
    }

    /// - Parameter done: called once, unless it is cancelled before.
    init(
        _ pool: UpstreamPool, _ message: Message, budget: MemoryBudget,
        done: @escaping (Result<UpstreamReply, GatewayError>) -> Void
    ) {
        self.budget = budget
        self.pool = pool
        self.message = message
        self.done = done
        let isIdempotent = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(message.method)
        state = ExchangeState(hasBody: false, isIdempotent: isIdempotent)
    }

    func start() { lease(fresh: false) }

    func cancel() {
        done = nil
        forgetReply()
        letGo()
    }

    private func forgetReply() {
        budget.giveBack(reply.count)
        reply = []
    }

    private func lease(fresh: Bool) {
        // A lease may end at once, and a retry inside it may have left a ticket of its own.
        if let queued = pool.lease(self, fresh: fresh) { ticket = queued }
    }

    private func letGo() {
        ticket?.cancel()
        ticket = nil
        connection?.abandon()
        connection = nil
    }

    private func finish(_ result: Result<UpstreamReply, GatewayError>) {
        guard let done else { return }
        self.done = nil
        forgetReply()
        done(result)
    }

    func upstreamReady(_ connection: UpstreamConnection, reused: Bool) {
        guard done != nil else {
            connection.abandon()
            return
        }
        ticket = nil
        self.connection = connection
        state.sent(onReused: reused)
        forgetReply()
        var whole = message.head
        whole.writeImmutableBuffer(message.body)
        connection.start(head: whole, toHead: message.method == "HEAD", isComplete: true)
    }

    func upstreamInterim(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead) {
        state.responseStarted()
        status = head.status
        // A name that could be read in two ways is not passed on, as in a relay.
        fields = head.fields.lines.filter { !$0.isAmbiguous }.map {
            (head.fields.text($0.name), head.fields.text($0.value))
        }
    }

    func upstreamBody(_ payload: ByteBuffer) {
        reply.append(contentsOf: payload.readableBytesView)
        let hasRoom = budget.take(payload.readableBytes)
        guard !hasRoom || reply.count > Self.replyLimit else { return }
        letGo()
        finish(
            .failure(
                hasRoom
                    ? GatewayError(
                        .upstreamMalformed, detail: "\(pool.endpoint.name): answer over \(Self.replyLimit) bytes")
                    : GatewayError(.overloaded, detail: "answers that are read whole")))
    }

    func upstreamPause() {}

    func upstreamEnd(trailers: FieldSection?) {
        connection = nil
        finish(.success(UpstreamReply(status: status, fields: fields, body: reply)))
    }

    func upstreamFailed(_ error: GatewayError) {
        guard done != nil else { return }
        connection = nil
        ticket = nil
        switch state.upstreamLost(isClosed: error.code == .upstreamClosed) {
        case .retry: lease(fresh: true)
        case .answer, .cut: finish(.failure(error))
        }
    }

    func upstreamWritability(_ isWritable: Bool) {}
}
