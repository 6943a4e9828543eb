import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Translation

/// Carries out one translation: makes the calls that the translator asks for through the loop's own pool, one after the
/// other, and answers with what it says at the end. Confined to its event loop.
final class TranslationCall: ExchangeHandler {
    private unowned let client: ClientConnection
    private let name: TranslationName
    private let caller: AccountCaller
    /// Asks who the users of the upstream are; `nil` where that cannot be asked.
    private let identity: AccountCaller?
    /// Asks the upstream as its own account.
    private let administration: AccountCaller
    private let parameters: [String: String]
    /// Made when all that it reads is there.
    private var translator: (any Translator)?
    /// Of the client, where the call is in it.
    private var body = ByteBuffer()
    /// When the answer is due, however many calls are still to be made.
    private var end = NIODeadline.now() + total
    /// Front ends and proxies give up after two minutes, and then nobody learns what was done.
    private static let total = TimeAmount.seconds(100)
    /// Grows when what is under way does not count any more.
    private var turn = 0
    /// Set when the client is gone from a change that is seen to its end all the same: keeps what it needs of the client.
    private var lingering: ClientConnection?
    private var isCancelled = false
    /// Who asked, once the request is whole.
    private var principal: Principal?

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

    /// The translator may know more than the error: what was done before it.
    func conclude(_ error: GatewayError) -> Bool {
        guard !isCancelled, let step = translator?.failed(error) else { return false }
        turn += 1
        for caller in callers { caller.cancel() }
        perform(step)
        return true
    }

    /// What was asked of a registry that knows no owners cannot be taken back by hanging up: a project that was made and is
    /// not kept would be nobody's, for ever. So that is seen to its end, within the same time, and only nobody is told.
    func cancel() {
        if lingering == nil, name.changesProjects, caller.upstream.spec.kind == .swr, translator != nil {
            lingering = client
            let bound = NIOLoopBound(self, eventLoop: client.loop.eventLoop)
            // On the same loop, where alone it is used.
            client.loop.eventLoop.scheduleTask(deadline: end) { bound.value.cancel() }
            return
        }
        lingering = nil
        isCancelled = true
        turn += 1
        for caller in callers { caller.cancel() }
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { client.phase == .body ? .requestTimeout : .upstreamTimeout }

    private var callers: [AccountCaller] { [caller, administration] + (identity.map { [$0] } ?? []) }

    // MARK: What the translator has to know

    private func begin() {
        end = .now() + Self.total
        extendDeadline()
        let spec = caller.upstream.spec
        principal = client.record.principal
        let isLimited = principal?.role != .systemAdmin
        switch spec.kind {
        // Nobody in particular sees what Harbor shows to anybody.
        case .harbor where isLimited && principal != nil && name.needsScope:
            ask { (source, principal) async throws(GatewayError) in
                try await source.facts([.account, .projects], about: principal, on: spec)
            } then: { [self] facts in
                guard let scope = HarborScope(facts) else {
                    client.refuse(GatewayError(.accountMissing))
                    return
                }
                beginOnHarbor(scope)
            }
        case .swr:
            ask { (source, principal) async throws(GatewayError) in
                try await source.keptProjects(of: isLimited ? principal.namespace : nil, on: spec.name)
            } then: { [self] projects in
                make(
                    .swr(
                        SWRContext(
                            ceiling: client.loop.services.listCeiling, projects: projects, seesAll: !isLimited)))
            }
        case .cvat:
            make(
                .cvat(
                    CVATContext(
                        origin: "http://\(caller.upstream.authority)", externalURL: client.loop.externalURL)))
        case .harbor, nil:
            beginOnHarbor(nil)
        }
    }

    private func beginOnHarbor(_ scope: HarborScope?) {
        caller.prepare { [self] result in
            switch result {
            case .success(let isProven):
                make(
                    .harbor(
                        HarborContext(
                            registryAddress: caller.upstream.registryAddress, ceiling: client.loop.services.listCeiling,
                            credentialProven: isProven,
                            scope: scope)))
            case .failure(let error): refuse(error)
            }
        }
    }

    /// Asks about the caller's namespace, off the loop.
    private func ask<Value: Sendable>(
        _ question: @escaping @Sendable (any RegistryFactSource, Principal) async throws(GatewayError) -> Value,
        then: @escaping (Value) -> Void
    ) {
        guard let source = client.loop.services.registry?.facts, let principal else {
            client.refuse(GatewayError(.internal, detail: "\(name.rawValue): nobody to ask, or to ask about"))
            return
        }
        let turn = turn
        Errand.run(on: client.loop) { () async throws(GatewayError) in
            try await question(source, principal)
        } then: { [self] result in
            guard turn == self.turn else { return }
            switch result {
            case .success(let value): then(value)
            case .failure(let error): refuse(error)
            }
        }
    }

    private func make(_ context: RegistryContext) {
        do throws(GatewayError) {
            var translator = try name.translator(
                TranslationRequest(
                    query: client.target.queryText() ?? "", body: Array(body.readableBytesView),
                    contentType: client.reader.head.fields.value(.contentType), parameters: parameters,
                    principal: principal), context)
            body = ByteBuffer()
            let step = translator.begin()
            self.translator = translator
            perform(step)
        } catch {
            client.refuse(error)
        }
    }

    // MARK: Its steps

    private func perform(_ step: TranslationStep) {
        if lingering != nil, step.isLast {
            client.loop.forgetFacts(after: nil) {}
            cancel()
            return
        }
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
            client.refuse(error)
        case .partial(let error, let data): afterChange { [self] in client.refuse(error, data: data) }
        case .keep(let change): keep(change)
        }
    }

    /// Each call has the time that the route gives to one, and all of them a bound.
    private func extendDeadline() {
        if lingering == nil, let route = client.record.route { client.extendDeadline(min(route.timeout, end - .now())) }
    }

    private func settle(_ result: Result<UpstreamReply, GatewayError>, _ call: UpstreamCall) {
        guard !isCancelled else { return }
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
            if !conclude(error) { refuse(error) }
        }
    }

    private func keep(_ change: ProjectChange) {
        guard let source = client.loop.services.registry?.facts, let principal else {
            client.refuse(GatewayError(.internal, detail: "\(name.rawValue): nowhere to keep a project"))
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
        }
    }

    /// What a project list held a moment ago may be otherwise now.
    private func afterChange(_ answer: @escaping () -> Void) {
        guard name.changesProjects else {
            answer()
            return
        }
        turn += 1
        let turn = turn
        client.loop.forgetFacts(after: principal) { [self] in
            if turn == self.turn { answer() }
        }
    }

    private func refuse(_ error: GatewayError) {
        if !isCancelled { client.refuse(error) }
    }
}

extension HarborScope {
    /// `nil` when the namespace has no account.
    fileprivate init?(_ facts: RegistryFacts) {
        guard case .known(_, let name) = facts.account, let projects = facts.projects else { return nil }
        self.init(owner: name, names: projects.names, numbers: projects.numbers)
    }
}
