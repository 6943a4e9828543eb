import Domain
import HTTPWire
import NIOCore
import Policy

/// Holds a request until it can be decided: gathers a body that a rule judges by, has the registry or the store asked,
/// has a password looked at. Only then is there a decision, and only with it does anything go on. Bounded by the route's
/// body limit and, as a whole, by its timeout.
final class DecisionGate: ExchangeHandler {
    /// Who, then the body, then the facts, of which one may lead to another: more is a mistake.
    private static let mostRounds = 6

    private unowned let client: ClientConnection
    private let route: RouteRuntime
    private var wait: DecisionWait
    private var evidence = Evidence()
    private var bytes = ByteBuffer()
    private var isComplete = false
    private var trailers: FieldSection?
    /// Bytes that the loop counts as held here.
    private var counted = 0
    private var rounds = 0
    private var isCancelled = false

    init(client: ClientConnection, route: RouteRuntime, wait: DecisionWait) {
        self.client = client
        self.route = route
        self.wait = wait
    }

    func start(_ arrived: ArrivedBody) {
        isComplete = arrived.isComplete
        trailers = arrived.trailers
        if let payload = arrived.payload { take(payload) }
        guard client.handler === self else { return }
        pursue()
    }

    func body(_ payload: ByteBuffer) {
        take(payload)
    }

    func bodyPause() {}

    func bodyEnded(trailers: FieldSection?) {
        isComplete = true
        self.trailers = trailers
        if case .body = wait { decide() }
    }

    func cancel() {
        isCancelled = true
        release()
        bytes = ByteBuffer()
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code {
        if case .body = wait { return .requestTimeout }
        return .upstreamTimeout
    }

    /// Each body is bounded; all of them together are too.
    private func take(_ payload: ByteBuffer) {
        counted += payload.readableBytes
        guard client.loop.gathered.take(payload.readableBytes) else {
            client.fail(GatewayError(.overloaded, detail: "bodies that rules look at"))
            return
        }
        if bytes.readableBytes == 0 { bytes = payload } else { bytes.writeImmutableBuffer(payload) }
    }

    private func release() {
        client.loop.gathered.giveBack(counted)
        counted = 0
    }

    private func pursue() {
        switch wait {
        case .body:
            if isComplete {
                decide()
            } else {
                if client.reader.head.expectsContinue, bytes.readableBytes == 0 { client.sendContinue() }
                client.resumeReading()
            }
        case .facts(let questions): ask(questions)
        case .caller(let login): look(at: login)
        }
    }

    /// What may still come of the body waits in the socket.
    private func ask(_ questions: [FactQuestion]) {
        guard let source = client.loop.services.registry?.facts, let principal = client.record.principal,
            let upstream = route.factSource(for: principal)
        else {
            refuse(GatewayError(.internal, detail: "facts are asked for, of nobody or about nobody"))
            return
        }
        if !isComplete { client.pauseReading() }
        let known = evidence.facts(about: principal)
        evidence.subject = principal
        Errand.run(on: client.loop) { () async throws(GatewayError) in
            try await source.facts(questions, about: principal, on: upstream)
        } then: { [self] result in
            guard !isCancelled else { return }
            switch result {
            case .success(let facts):
                evidence.facts = known.map { $0.merged(with: facts) } ?? facts
                decide()
            case .failure(let error): refuse(error)
            }
        }
    }

    private func look(at login: PasswordLogin) {
        guard let passwords = client.loop.services.registry?.passwords else {
            refuse(GatewayError(.internal, detail: "nobody looks at passwords"))
            return
        }
        if !isComplete { client.pauseReading() }
        let (user, password) = (login.user, login.password)
        let address = client.context?.remoteAddress?.ipAddress ?? ""
        Errand.run(on: client.loop) { () async throws(GatewayError) in
            try await passwords.caller(user: user, password: password.reveal(), address: address)
        } then: { [self] result in
            guard !isCancelled else { return }
            switch result {
            case .success(let caller):
                client.record.principal = caller.principal
                client.record.passwordVersion = caller.version
                decide()
            case .failure(let error): refuse(error)
            }
        }
    }

    /// `ClientConnection.refuse` writes the decision, since it is still awaited.
    private func refuse(_ error: GatewayError) {
        release()
        client.refuse(error)
    }

    private func decide() {
        rounds += 1
        client.record.awaitsDecision = false
        if case .body = wait { evidence.body = Array(bytes.readableBytesView) }
        switch client.loop.gatekeeper.admit(client, route, evidence) {
        case .admitted(let permit, let route):
            release()
            client.handler = nil
            if isComplete { client.extendDeadline(route.timeout) }
            let arrived = ArrivedBody(
                payload: bytes.readableBytes > 0 ? bytes : nil, isComplete: isComplete, trailers: trailers)
            client.resumeReading()
            client.start(permit, route, arrived)
        case .refused(let error):
            release()
            client.handler = nil
            client.refuse(error)
        case .waits(_, let next):
            client.record.awaitsDecision = true
            guard rounds < Self.mostRounds else {
                refuse(GatewayError(.internal, detail: "what was found out is asked for again"))
                return
            }
            wait = next
            pursue()
        }
    }
}
