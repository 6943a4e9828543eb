package import Domain
package import Routing

/// The right to carry out one exchange: who may do what, and the very target that goes upstream.
///
/// Only `Ruleset.decide` makes one, and it cannot be copied. A relay that asks for a permit therefore cannot be reached
/// around the policy, nor send anything other than what was judged.
package struct Permit: ~Copyable {
    package let route: CompiledRoute
    /// `nil` for a caller whom a rule for anybody let in.
    package let principal: Principal?
    /// The rule that allowed it, such as `image-list.allow[0]`.
    package let rule: String
    /// The origin-form target for a relay, or the path of a redirect, rebuilt from typed parameters; empty for other
    /// destinations.
    package let upstreamTarget: [UInt8]
    /// In whose name it goes upstream.
    package let acting: ActingAs
    /// The position of the upstream in `Ruleset.upstreams`, chosen by the caller's namespace where the route goes by the
    /// registry; `nil` for an endpoint of the gateway itself.
    package let upstream: Int?

    fileprivate init(
        route: CompiledRoute, principal: Principal?, rule: String, upstreamTarget: [UInt8], acting: ActingAs,
        upstream: Int?
    ) {
        self.acting = acting
        self.upstream = upstream
        self.route = route
        self.principal = principal
        self.rule = rule
        self.upstreamTarget = upstreamTarget
    }
}

/// Why the policy refuses.
package struct Refusal: Hashable, Sendable {
    package let code: GatewayError.Code
    /// Safe for the client; `nil` means the code's own text.
    package let message: String?
    /// The rule that decided; `default` when none allowed it.
    package let rule: String

    package var error: GatewayError { GatewayError(code, message: message) }
}

package enum Verdict: ~Copyable {
    case permit(Permit)
    case refuse(Refusal)
    /// The body has to be read first: ask again with `Circumstances.body`.
    case needsBody
    /// The registry, or the gateway's store of accounts, has to be asked first, about the caller: `Ruleset.factPlace` says
    /// which registry. Ask again with what is said in `Circumstances.facts`, whatever it is.
    case needsFacts([FactQuestion])
}

extension Ruleset {
    /// Decides an exchange whose route is known.
    ///
    /// - Parameters:
    ///   - route: a route of this ruleset that `target` matched.
    ///   - principal: from a verified token; `nil` asks whether anybody may.
    package func decide(
        _ route: CompiledRoute, principal: Principal?, target: borrowing RequestTarget, _ circumstances: Circumstances
    ) -> Verdict {
        switch route.judge(principal, target, circumstances) {
        case .refuse(let refusal): return .refuse(refusal)
        case .needsBody: return .needsBody
        case .needsFacts(let questions): return ask(questions, route, principal, target, circumstances)
        case .allow(let rule):
            let place = upstreamPlace(of: route, for: principal)
            // After the decision, so that a caller who may not use the route does not learn what is configured.
            if let place, upstreams[place].isOff { return .refuse(isOff(place, rule: rule.label)) }
            switch acting(on: route, upstream: place, for: principal, circumstances.facts.account) {
            case .lacksAccount: return .refuse(Refusal(code: .accountMissing, message: nil, rule: rule.label))
            case .needsAccount: return .needsFacts([.account])
            case .acting(let acting):
                return .permit(
                    Permit(
                        route: route, principal: principal, rule: rule.label,
                        upstreamTarget: route.template?.target(for: target, route.layout) ?? [], acting: acting,
                        upstream: place))
            }
        }
    }

    /// - Parameter questions: that nobody has answered.
    private func ask(
        _ questions: [FactQuestion], _ route: CompiledRoute, _ principal: Principal?,
        _ target: borrowing RequestTarget, _ circumstances: Circumstances
    ) -> Verdict {
        guard let place = factPlace(of: route, for: principal) else {
            // Without a registry there is no account and nothing that is the caller's own.
            var answered = circumstances
            answered.facts.answer(questions, from: RegistryFacts())
            return decide(route, principal: principal, target: target, answered)
        }
        if upstreams[place].isOff { return .refuse(isOff(place, rule: "default")) }
        // Whether there is an account says why nothing is the caller's own, and who acts upstream. SWR knows none.
        let asksAccount =
            circumstances.facts.account == .unknown && upstreams[place].kind == .harbor && !questions.contains(.account)
        return .needsFacts(asksAccount ? questions + [.account] : questions)
    }

    private func isOff(_ place: Int, rule: String) -> Refusal {
        let message = "\(GatewayError.Code.upstreamOff.message): \(upstreams[place].name)"
        return Refusal(code: .upstreamOff, message: message, rule: rule)
    }
}
