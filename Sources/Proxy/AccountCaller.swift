import Domain
import HTTPWire
import NIOCore
import Policy
import Translation

/// Asks one upstream in one name, for one exchange: one call after the other, each whole. A credential that has run out
/// is renewed, once. Confined to its event loop.
final class AccountCaller {
    /// In whose name.
    enum Name {
        /// Header lines that are the same for each request: a fixed credential, or none.
        case fixed([UInt8])
        case account(ActingAccount)
    }

    private unowned let client: ClientConnection
    let upstream: UpstreamRuntime
    private let name: Name
    /// Whose credential it is: that of the upstream itself, or of the service whose users it keeps.
    private let spec: UpstreamSpec
    /// Header lines that the route's policy sets.
    private let common: [UInt8]
    /// Written down at the start: the client may be at its next request when the last call is made.
    private let requestID: ByteBuffer
    private var inquiry: UpstreamInquiry?
    private var credential: UpstreamCredential?
    private var hasRenewed = false
    private var hasStarted = false
    /// Grows when what is under way does not count any more.
    private var turn = 0

    init(
        client: ClientConnection, upstream: UpstreamRuntime, name: Name, common: [UInt8],
        credentialsOf spec: UpstreamSpec? = nil
    ) {
        self.spec = spec ?? upstream.spec
        self.client = client
        self.upstream = upstream
        self.name = name
        self.common = common
        var requestID = ByteBuffer()
        client.record.id.write(into: &requestID, head: client.reader.head)
        self.requestID = requestID
    }

    /// Whether the upstream has of late accepted the credential. `then` gets it, or why there is no credential.
    func prepare(then: @escaping (Result<Bool, GatewayError>) -> Void) {
        guard case .account(let account) = name else {
            then(.success(upstream.isCredentialProven(now: .now())))
            return
        }
        withCredential { [self] result in
            then(
                result.map { credential in
                    client.loop.credentials.isProven(credential, of: account, on: spec)
                })
        }
    }

    /// Makes the call. A 401 comes back only when a renewed credential got one as well.
    func call(_ call: UpstreamCall, then: @escaping (Result<UpstreamReply, GatewayError>) -> Void) {
        switch name {
        case .fixed(let lines): send(call, .lines(lines), then)
        case .account:
            withCredential { [self] result in
                switch result {
                case .success(let credential): send(call, .held(credential), then)
                case .failure(let error): then(.failure(error))
                }
            }
        }
    }

    /// What an answer said about the credential.
    func note(isProven: Bool) {
        switch name {
        case .fixed: upstream.credential(isProven: isProven, now: .now())
        case .account(let account):
            guard isProven, let credential else { return }
            client.loop.credentials.prove(credential, of: account, on: spec)
        }
    }

    func cancel() {
        turn += 1
        inquiry?.cancel()
        inquiry = nil
    }

    private func withCredential(_ then: @escaping (Result<UpstreamCredential, GatewayError>) -> Void) {
        guard case .account(let account) = name else { return }
        let turn = turn
        client.loop.credentials.get(account, on: spec) { [self] result in
            guard turn == self.turn else { return }
            if case .success(let credential) = result { self.credential = credential }
            then(result)
        }
    }

    private func send(
        _ call: UpstreamCall, _ credential: InquiryCredential,
        _ then: @escaping (Result<UpstreamReply, GatewayError>) -> Void
    ) {
        let message = UpstreamInquiry.Message.make(call, to: upstream, credential, common: common) {
            [requestID] buffer in
            buffer.writeImmutableBuffer(requestID)
        }
        let inquiry = UpstreamInquiry(upstream.pool, message, budget: client.loop.replies) { [self] result in
            self.inquiry = nil
            received(result, call, credential, then)
        }
        self.inquiry = inquiry
        if !hasStarted { client.record.upstreamStarted = .now() }
        hasStarted = true
        inquiry.start()
    }

    private func received(
        _ result: Result<UpstreamReply, GatewayError>, _ call: UpstreamCall, _ credential: InquiryCredential,
        _ then: @escaping (Result<UpstreamReply, GatewayError>) -> Void
    ) {
        guard case .success(let reply) = result, reply.status == 401, case .account(let account) = name,
            case .held(let held) = credential
        else {
            then(result)
            return
        }
        let isRenewed = hasRenewed
        hasRenewed = true
        self.credential = nil
        let turn = turn
        client.loop.credentials.refused(held, of: account, on: spec, isRenewed: isRenewed) { [self] in
            guard turn == self.turn else { return }
            if isRenewed { then(result) } else { self.call(call, then: then) }
        }
    }
}
