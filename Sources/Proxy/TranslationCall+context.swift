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
                try await HarborScope.found(source, principal, on: spec)
            } then: { [self] scope in
                if let scope { beginOnHarbor(scope) } else { refuse(GatewayError(.accountMissing)) }
            }
        case .harbor where isLimited && principal != nil && name == .projectCreate:
            ask { (source, principal) async throws(GatewayError) in
                try await source.facts([.account], about: principal, on: spec)
            } then: { [self] facts in
                if case .known(_, let account) = facts.account {
                    beginOnHarbor(nil, grant: HarborGrant(account: account, maker: spec.userName))
                } else {
                    refuse(GatewayError(.accountMissing))
                }
            }
        case .swr:
            ask { (source, principal) async throws(GatewayError) in
                try await source.keptProjects(of: isLimited ? principal.namespace : nil, on: spec.name)
            } then: { [self] kept in
                // Those with numbers are of a Harbor that was under this name once.
                let projects = kept.filter { $0.number == 0 }
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

    private func beginOnHarbor(_ scope: HarborScope?, grant: HarborGrant? = nil) {
        caller.prepare { [self] result in
            switch result {
            case .success(let isProven):
                make(
                    .harbor(
                        HarborContext(
                            registryAddress: caller.upstream.registryAddress, ceiling: client.loop.services.listCeiling,
                            credentialProven: isProven, scope: scope, grant: grant)))
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
    /// What belongs to the principal's namespace; `nil` when that has no account.
    fileprivate static func found(
        _ source: any RegistryFactSource, _ principal: Principal, on spec: UpstreamSpec
    ) async throws(GatewayError) -> HarborScope? {
        let facts = try await source.facts([.account, .projects], about: principal, on: spec)
        guard case .known(_, let name) = facts.account, let projects = facts.projects else { return nil }
        // Facts are some seconds old, and leave out what has been made since.
        let kept = try await source.keptProjects(of: principal.namespace, on: spec.name)
        let granted = kept.lazy.filter { $0.number > 0 }.map { ($0.number, $0.name) }
        return HarborScope(
            owner: name, names: projects.names, numbers: projects.numbers,
            granted: Dictionary(granted, uniquingKeysWith: { first, _ in first }))
    }
}

extension UpstreamSpec {
    /// The registry's name of the upstream's own account, as far as the policy says it.
    fileprivate var userName: String? {
        switch credentials {
        case .basic(let user, _), .session(let user, _): user
        case .none, .token, .signature, .iam: nil
        }
    }
}
