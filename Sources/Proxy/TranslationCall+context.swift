import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Translation

/// What the translator has to know beside the request: found out before it is made.
extension TranslationCall {
    func begin() {
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
}

extension HarborScope {
    /// `nil` when the namespace has no account.
    fileprivate init?(_ facts: RegistryFacts) {
        guard case .known(_, let name) = facts.account, let projects = facts.projects else { return nil }
        self.init(owner: name, names: projects.names, numbers: projects.numbers)
    }
}
