import Domain
import HTTPWire
import NIOCore
import Policy

/// Gathers the body of a request that a rule judges by it; only then is there a decision, and only with it does anything
/// go on. Bounded by the route's body limit and, as a whole, by its timeout.
final class BodyGate: ExchangeHandler {
    private unowned let client: ClientConnection
    private let route: RouteRuntime
    private var bytes = ByteBuffer()
    /// Bytes that the loop counts as held here.
    private var counted = 0

    init(client: ClientConnection, route: RouteRuntime) {
        self.client = client
        self.route = route
    }

    func start(_ arrived: ArrivedBody) {
        if let payload = arrived.payload { take(payload) }
        guard client.handler === self else { return }
        if arrived.isComplete {
            decide(trailers: arrived.trailers)
        } else if client.reader.head.expectsContinue, arrived.payload == nil {
            client.sendContinue()
        }
    }

    func body(_ payload: ByteBuffer) {
        take(payload)
    }

    /// Each body is bounded; all of them together are too.
    private func take(_ payload: ByteBuffer) {
        counted += payload.readableBytes
        client.loop.gatheredBytes += payload.readableBytes
        guard client.loop.gatheredBytes <= LoopContext.mostGathered else {
            client.fail(GatewayError(.overloaded, detail: "bodies that rules look at"))
            return
        }
        if bytes.readableBytes == 0 { bytes = payload } else { bytes.writeImmutableBuffer(payload) }
    }

    private func release() {
        client.loop.gatheredBytes -= counted
        counted = 0
    }

    func bodyPause() {}

    func bodyEnded(trailers: FieldSection?) {
        decide(trailers: trailers)
    }

    func cancel() {
        release()
        bytes = ByteBuffer()
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { .requestTimeout }

    private func decide(trailers: FieldSection?) {
        release()
        client.handler = nil
        client.record.awaitsDecision = false
        switch client.loop.gatekeeper.admit(client, route, body: Array(bytes.readableBytesView)) {
        case .admitted(let permit, let route):
            let whole = ArrivedBody(
                payload: bytes.readableBytes > 0 ? bytes : nil, isComplete: true, trailers: trailers)
            client.start(permit, route, whole)
        case .refused(let error): client.refuse(error)
        case .awaitsBody: client.refuse(GatewayError(.internal, detail: "a body was read and is still asked for"))
        }
    }
}
