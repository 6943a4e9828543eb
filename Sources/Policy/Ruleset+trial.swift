package import Domain
package import Routing

/// What a policy would say that is only tried.
package enum TrialWord: Hashable, Sendable {
    case allow
    case refuse(GatewayError.Code)
    /// It hangs on a body that was not read, or on what no registry was asked.
    case unknown
}

/// What was found out about a request for the decision in force.
package struct TrialEvidence: Sendable {
    /// `nil`: it was not read.
    package let body: [UInt8]?
    /// What a registry said about the caller.
    package let facts: RegistryFacts?
    /// Which registry that was.
    package let registry: UpstreamSpec?

    package init(body: [UInt8]? = nil, facts: RegistryFacts? = nil, registry: UpstreamSpec? = nil) {
        self.body = body
        self.facts = facts
        self.registry = registry
    }
}

extension Ruleset {
    /// What would come of a request if this route of this policy were in force. Nothing is read or asked for that: what the
    /// decision in force did not need is not known here either.
    ///
    /// - Parameters:
    ///   - principal: `nil` for somebody without a token.
    ///   - circumstances: address and time; the evidence has the rest.
    ///   - isTrial: counts the route's rules in shadow mode.
    package func tryOut(
        _ route: CompiledRoute, _ principal: Principal?, _ target: borrowing RequestTarget,
        _ circumstances: Circumstances, _ evidence: TrialEvidence, isTrial: Bool = false
    ) -> TrialWord {
        let place = factPlace(of: route, for: principal)
        var known = circumstances
        known.facts = answers(evidence, from: place)
        // The body, then the registry, of which one answer may lead to another question.
        for _ in 0..<4 {
            switch route.judge(caller: principal, target, known, isTrial: isTrial) {
            case .allow: return wayUpstream(route, principal, known.facts.account, isTrial: isTrial)
            case .refuse(let refusal): return .refuse(refusal.code)
            case .needsBody:
                guard let body = evidence.body else { return .unknown }
                do throws(GatewayError) {
                    known.body = try route.readBody(body)
                } catch {
                    return .refuse(error.code)
                }
            case .needsFacts(let questions):
                guard let place else {
                    // As `decide` does: without a registry there is nothing that is the caller's own.
                    known.facts.answer(questions, from: RegistryFacts())
                    continue
                }
                return upstreams[place].isOff ? .refuse(.upstreamOff) : .unknown
            }
        }
        return .unknown
    }

    /// Another registry may have another account of the namespace, and projects of the same names.
    private func answers(_ evidence: TrialEvidence, from place: Int?) -> RegistryFacts {
        guard let facts = evidence.facts, let asked = evidence.registry, let place else { return RegistryFacts() }
        let own = upstreams[place]
        return own.site == asked.site && own.kind == asked.kind ? facts : RegistryFacts()
    }

    /// For a caller whom the rules let in.
    private func wayUpstream(
        _ route: CompiledRoute, _ principal: Principal?, _ account: RegistryFacts.Account, isTrial: Bool
    ) -> TrialWord {
        let place = upstreamPlace(of: route, for: principal)
        if let place, upstreams[place].isOff { return .refuse(.upstreamOff) }
        // With such a rule in force nobody's account goes upstream.
        if isTrial, route.credentialUse == .upstream, route.trialAllow.contains(where: \.isForAnybody) { return .allow }
        switch acting(on: route, upstream: place, for: principal, account) {
        case .acting: return .allow
        case .lacksAccount: return .refuse(.accountMissing)
        case .needsAccount: return .unknown
        }
    }
}
