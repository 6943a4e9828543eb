import Domain
import HTTPWire
import NIOCore

/// One request to a local endpoint: gathers the body, lets the endpoint work off the loop, and answers with what it
/// gives.
final class EndpointCall: ExchangeHandler {
    private unowned let client: ClientConnection
    /// Outlives the client, as the endpoint's work may.
    private let loop: LoopContext
    private let endpoint: any LocalEndpoint
    private var request: LocalRequest
    private var isCancelled = false

    init(client: ClientConnection, endpoint: any LocalEndpoint, request: LocalRequest) {
        self.client = client
        loop = client.loop
        self.endpoint = endpoint
        self.request = request
    }

    func start(_ arrived: ArrivedBody) {
        if let payload = arrived.payload { request.body = payload }
        if arrived.isComplete {
            run()
        } else if client.reader.head.expectsContinue, arrived.payload == nil {
            client.sendContinue()
        }
    }

    func body(_ payload: ByteBuffer) {
        request.body.writeImmutableBuffer(payload)
    }

    func bodyPause() {}

    func bodyEnded(trailers: FieldSection?) {
        if let error = client.loop.gatekeeper.reconsider(client) {
            client.refuse(error)
            return
        }
        request.principal = client.record.principal
        run()
    }

    func cancel() {
        isCancelled = true
        request.presence.leave()
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { client.phase == .body ? .requestTimeout : .overloaded }

    private func run() {
        let eventLoop = loop.eventLoop
        let request = request
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let endpoint = endpoint
        loop.endpointTasks[ObjectIdentifier(self)] = Task {
            let result: Result<LocalResponse, GatewayError>
            do throws(GatewayError) {
                result = .success(try await endpoint.respond(to: request))
            } catch {
                result = .failure(error)
            }
            // Back to the connection's loop, where alone the box may be opened.
            eventLoop.execute { bound.value.finish(result) }
        }
    }

    private func finish(_ result: Result<LocalResponse, GatewayError>) {
        loop.endpointTasks[ObjectIdentifier(self)] = nil
        defer { loop.settleDrain() }
        guard !isCancelled else { return }
        switch result {
        case .success(let response): client.answer(Answer(response))
        case .failure(let error): client.refuse(error)
        }
    }
}
