import Domain
import HTTPWire
import NIOCore
import Policy
import Translation

/// Relays one request to a registry's management API in an account's name, both bodies whole: so the request can be
/// signed, or sent once more with a new session, and links in the answer's head can be made the gateway's. What is
/// streamed goes through `Relay`. Confined to its event loop.
final class BufferedRelay: ExchangeHandler {
    private unowned let client: ClientConnection
    private let caller: AccountCaller
    private let target: String
    private var body = ByteBuffer()
    private var isCancelled = false

    /// The permit is the ticket, as in `Relay.start`.
    init(client: ClientConnection, permit: consuming Permit, caller: AccountCaller) {
        self.client = client
        self.caller = caller
        // The permit's target has the upstream's base path in it, a call's has not.
        target = String(decoding: permit.upstreamTarget.dropFirst(caller.upstream.basePath.utf8.count), as: UTF8.self)
    }

    func start(_ arrived: ArrivedBody) {
        if let payload = arrived.payload { body = payload }
        if arrived.isComplete {
            send()
        } else if client.reader.head.expectsContinue, arrived.payload == nil {
            client.sendContinue()
        }
    }

    func body(_ payload: ByteBuffer) { body.writeImmutableBuffer(payload) }

    func bodyPause() {}

    func bodyEnded(trailers: FieldSection?) {
        if let error = client.loop.gatekeeper.reconsider(client) { client.refuse(error) } else { send() }
    }

    func cancel() {
        isCancelled = true
        caller.cancel()
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { client.phase == .body ? .requestTimeout : .upstreamTimeout }

    private func send() {
        if let route = client.record.route { client.extendDeadline(route.timeout) }
        let method = client.reader.head.fields.text(client.reader.head.methodName)
        let isSafe = ["GET", "HEAD", "OPTIONS"].contains(method)
        // A GET may have a body; a registry makes nothing of it.
        let content = body.readableBytes > 0 ? Array(body.readableBytesView) : (isSafe ? nil : [])
        body = ByteBuffer()
        let call = UpstreamCall(
            method: method, target: target, fields: RegistryFields.request(client), body: content)
        guard isSafe, caller.upstream.spec.kind == .harbor else {
            perform(call, isSafe: isSafe)
            return
        }
        // Harbor takes a session that has ended for nobody's, and shows what is public: that would look like success.
        caller.prepare { [self] result in
            switch result {
            case .success(true): perform(call, isSafe: isSafe)
            case .success(false): prove(then: call)
            case .failure(let error): refuse(error)
            }
        }
    }

    private func prove(then call: UpstreamCall) {
        caller.call(.harborCurrentUser) { [self] result in
            switch result {
            // 412 is for robot accounts, whose credential is good.
            case .success(let reply) where reply.status == 200 || reply.status == 412:
                caller.note(isProven: true)
                perform(call, isSafe: true)
            case .success(let reply) where reply.status == 401: answer(reply)
            case .success(let reply):
                refuse(GatewayError(.upstreamMalformed, detail: "users/current: status \(reply.status)"))
            case .failure(let error): refuse(error)
            }
        }
    }

    private func perform(_ call: UpstreamCall, isSafe: Bool) {
        guard !isCancelled else { return }
        caller.call(call) { [self] result in
            guard !isCancelled else { return }
            switch result {
            case .success(let reply) where !isSafe && reply.status < 300:
                client.loop.forgetFacts(after: client.record.principal) { [self] in
                    if !isCancelled { answer(reply) }
                }
            case .success(let reply): answer(reply)
            case .failure(let error): refuse(error)
            }
        }
    }

    private func refuse(_ error: GatewayError) {
        if !isCancelled { client.refuse(error) }
    }

    private func answer(_ reply: UpstreamReply) {
        guard !isCancelled else { return }
        let name = caller.upstream.spec.name
        let type = reply.field("Content-Type")
        if reply.status == 401 || reply.status == 407 {
            // The upstream refused the gateway, not the client: a 401 would make the client drop its own session.
            client.refuse(GatewayError(.upstreamCredential, detail: "\(name) answered \(reply.status)"))
        } else if reply.status >= 400, !reply.body.isEmpty, !RegistryFields.isReadable(type) {
            // The page of a proxy in front of the registry, not the registry's own word.
            client.refuse(GatewayError(.upstreamMalformed, detail: "\(name) answered \(reply.status)"))
        } else {
            client.answer(
                Answer(
                    LocalResponse(
                        status: reply.status, contentType: type ?? "",
                        fields: RegistryFields.response(reply, links: client.record.route?.links),
                        body: reply.body), isHeadOfUnknownLength: client.reader.head.method == .head))
        }
    }
}
