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
    private let parameters: [String: String]
    /// Made when all that it reads is there.
    private var translator: (any Translator)?
    /// Of the client, where the call is in it.
    private var body = ByteBuffer()
    /// When the answer is due, however many calls are still to be made.
    private var end = NIODeadline.now() + total
    /// Front ends and proxies give up after two minutes, and then nobody learns what was done.
    private static let total = TimeAmount.seconds(100)
    private var isCancelled = false

    init(
        client: ClientConnection, name: TranslationName, caller: AccountCaller, identity: AccountCaller?,
        parameters: [String: String]
    ) {
        self.client = client
        self.name = name
        self.caller = caller
        self.identity = identity
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
        caller.cancel()
        identity?.cancel()
        perform(step)
        return true
    }

    func cancel() {
        isCancelled = true
        caller.cancel()
        identity?.cancel()
    }

    func clientWritability(_ isWritable: Bool) {}

    var stalled: GatewayError.Code { client.phase == .body ? .requestTimeout : .upstreamTimeout }

    // MARK: What the translator has to know

    private func begin() {
        end = .now() + Self.total
        extendDeadline()
        let spec = caller.upstream.spec
        let principal = client.record.principal
        let isLimited = principal.map { $0.role < .systemAdmin } ?? false
        switch spec.kind {
        case .harbor where isLimited && name.needsScope:
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
                make(.swr(SWRContext(projects: projects, seesAll: !isLimited)))
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
                            registryAddress: caller.upstream.registryAddress, credentialProven: isProven,
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
        guard let source = client.loop.services.registry?.facts, let principal = client.record.principal else {
            client.refuse(GatewayError(.internal, detail: "\(name.rawValue): nobody to ask, or to ask about"))
            return
        }
        Errand.run(on: client.loop) { () async throws(GatewayError) in
            try await question(source, principal)
        } then: { [self] result in
            guard !isCancelled else { return }
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
                    principal: client.record.principal), context)
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
        switch step {
        case .call(let call):
            guard let asked = call.service == .registry ? caller : identity else {
                settle(.failure(GatewayError(.backendUnsupported, detail: "no identity service")), call)
                return
            }
            extendDeadline()
            asked.call(call) { [self] result in settle(result, call) }
        case .answer(let answer):
            noteChange()
            client.answer(
                Answer(
                    LocalResponse(
                        status: answer.status, contentType: answer.contentType, fields: answer.fields,
                        body: answer.body)))
        case .fail(let error):
            // Found out from more than a status: a list that nobody is logged in for.
            if error.code == .upstreamCredential { caller.note(isProven: false) }
            client.refuse(error)
        case .partial(let error, let data):
            noteChange()
            client.refuse(error, data: data)
        case .keep(let change): keep(change)
        }
    }

    /// Each call has the time that the route gives to one, and all of them a bound.
    private func extendDeadline() {
        if let route = client.record.route { client.extendDeadline(min(route.timeout, end - .now())) }
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
        guard let source = client.loop.services.registry?.facts, let principal = client.record.principal else {
            client.refuse(GatewayError(.internal, detail: "\(name.rawValue): nowhere to keep a project"))
            return
        }
        let upstream = caller.upstream.spec.name
        Errand.run(on: client.loop) { () async throws(GatewayError) in
            try await source.keep(change, of: principal.namespace, on: upstream)
        } then: { [self] result in
            guard !isCancelled else { return }
            let error: GatewayError? = if case .failure(let error) = result { error } else { nil }
            guard let step = translator?.kept(error) else { return }
            perform(step)
        }
    }

    /// What a project list held a moment ago may be otherwise now.
    private func noteChange() {
        guard name.changesProjects, let namespace = client.record.principal?.namespace else { return }
        client.loop.forgetFacts(of: namespace)
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
