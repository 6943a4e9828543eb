import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Translation

/// Carries out one translation: makes the calls that the translator asks for through the loop's own pool, one after the
/// other, and answers with what it says at the end. Confined to its event loop.
final class TranslationCall: ExchangeHandler {
    unowned let client: ClientConnection
    let name: TranslationName
    let caller: AccountCaller
    /// Asks who the users of the upstream are; `nil` where that cannot be asked.
    private let identity: AccountCaller?
    /// Asks the upstream as its own account.
    private let administration: AccountCaller
    let parameters: [String: String]
    /// Made when all that it reads is there.
    var translator: (any Translator)?
    /// Of the client, where the call is in it.
    var body = ByteBuffer()
    /// When the answer is due, however many calls are still to be made.
    var end = NIODeadline.now() + total
    /// Front ends and proxies give up after two minutes, and then nobody learns what was done.
    static let total = TimeAmount.seconds(100)
    /// Grows when what is under way does not count any more.
    private(set) var turn = 0
    private var audience = Audience.client
    /// The answer is known, and waits for cached facts to be forgotten.
    private var isAnswering = false
    /// Ends what is seen to its end for nobody.
    private var alarm: Scheduled<Void>?

    /// Who waits for the answer.
    private enum Audience {
        case client
        /// The client is gone from a change that is seen to its end all the same. Keeps what is needed of it.
        case nobody(ClientConnection)
        /// Nothing is done any more.
        case ended
    }
    /// Who asked, once the request is whole.
    var principal: Principal?

    init(
        client: ClientConnection, name: TranslationName, caller: AccountCaller, identity: AccountCaller?,
        administration: AccountCaller, parameters: [String: String]
    ) {
        self.client = client
        self.name = name
        self.caller = caller
        self.identity = identity
        self.administration = administration
        self.parameters = parameters
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

    /// The translator may know more than the error: what was done before it. Where the answer is on its way already, there
    /// is nothing to add.
    func conclude(_ error: GatewayError) -> Bool {
        if isAnswering { return true }
        guard let step = translator?.failed(error) else { return false }
        stop()
        perform(step)
        return true
    }

    /// What was asked of a registry that knows no owners, or for a project in the name of its own account, cannot be
    /// taken back by hanging up: a project that was made and is not kept would be nobody's. So that is seen to its end,
    /// within the same time, and only nobody is told.
    func cancel() {
        guard case .client = audience else { return }
        let isOneAccounts = caller.upstream.spec.kind == .swr || name == .projectCreate
        guard name.changesProjects, isOneAccounts, translator != nil else {
            audience = .ended
            stop()
            return
        }
        audience = .nobody(client)
        let loop = client.loop
        loop.unseen[ObjectIdentifier(self)] = self
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        // On the same loop, where alone it is used.
        alarm = loop.eventLoop.scheduleTask(deadline: end) { bound.value.endUnseen() }
    }

    /// Ends a change that nobody waits for, done or not.
    func endUnseen() {
        guard case .nobody(let client) = audience else { return }
        audience = .ended
        alarm?.cancel()
        alarm = nil
        stop()
        client.loop.ended(self)
    }

    /// What is under way does not count any more.
    private func stop() {
        turn += 1
        for caller in callers { caller.cancel() }
    }

    /// The last of it: to whoever waits.
    private func tell(_ answer: () -> Void) {
        switch audience {
        case .client: answer()
        case .nobody: endUnseen()
        case .ended: break
        }
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { client.phase == .body ? .requestTimeout : .upstreamTimeout }

    private var callers: [AccountCaller] { [caller, administration] + (identity.map { [$0] } ?? []) }

    // MARK: Its steps

    func perform(_ step: TranslationStep) {
        // Spent: from here on there is nothing more to find out, and nothing to see to its end.
        if step.isLast { translator = nil }
        switch step {
        case .call(let call):
            let asked: AccountCaller? =
                switch call.service {
                case .registry: caller
                case .administration: administration
                case .identity: identity
                }
            guard let asked else {
                settle(.failure(GatewayError(.backendUnsupported, detail: "no identity service")), call)
                return
            }
            extendDeadline()
            asked.call(call) { [self] result in settle(result, call) }
        case .answer(let answer):
            afterChange { [self] in
                client.answer(
                    Answer(
                        LocalResponse(
                            status: answer.status, contentType: answer.contentType, fields: answer.fields,
                            body: answer.body)))
            }
        case .fail(let error):
            // Found out from more than a status: a list that nobody is logged in for.
            if error.code == .upstreamCredential { caller.note(isProven: false) }
            refuse(error)
        case .partial(let error, let data): afterChange { [self] in client.refuse(error, data: data) }
        case .keep(let change): keep(change)
        }
    }

    /// Each call has the time that the route gives to one, and all of them a bound.
    func extendDeadline() {
        guard case .client = audience, let route = client.record.route else { return }
        client.extendDeadline(min(route.timeout, end - .now()))
    }

    private func settle(_ result: Result<UpstreamReply, GatewayError>, _ call: UpstreamCall) {
        switch result {
        case .success(let reply):
            if call.service == .registry {
                if call.provesCredential, reply.status == 200 || reply.status == 412 { caller.note(isProven: true) }
                // Whatever the translation makes of it, which may have found another fault before.
                if reply.status == 401 { caller.note(isProven: false) }
            }
            guard let step = translator?.receive(reply) else { return }
            perform(step)
        case .failure(let error):
            if let step = translator?.recover(error) {
                perform(step)
            } else if !conclude(error) {
                refuse(error)
            }
        }
    }

    private func keep(_ change: ProjectChange) {
        guard let source = client.loop.services.registry?.facts, let principal else {
            refuse(GatewayError(.internal, detail: "\(name.rawValue): nowhere to keep a project"))
            return
        }
        let upstream = caller.upstream.spec.name
        let turn = turn
        Errand.run(on: client.loop) { () async throws(GatewayError) in
            try await source.keep(change, of: principal.namespace, on: upstream)
        } then: { [self] result in
            guard turn == self.turn else { return }
            let error: GatewayError? = if case .failure(let error) = result { error } else { nil }
            guard let step = translator?.kept(error) else { return }
            perform(step)
        } after: {
            await source.followUp(change, of: principal.namespace, on: upstream)
        }
    }

    /// What a project list held a moment ago may be otherwise now.
    private func afterChange(_ answer: @escaping () -> Void) {
        guard name.changesProjects, case .client = audience else {
            tell(answer)
            return
        }
        isAnswering = true
        client.loop.forgetFacts(after: principal) { [self] in tell(answer) }
    }

    func refuse(_ error: GatewayError) {
        tell { client.refuse(error) }
    }
}
