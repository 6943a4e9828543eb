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

    fileprivate init(route: CompiledRoute, principal: Principal?, rule: String, upstreamTarget: [UInt8]) {
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
        case .allow(let rule):
            // After the decision, so that a caller who may not use the route does not learn what is configured.
            if let upstream = upstream(of: route), upstream.isOff {
                let message = "\(GatewayError.Code.upstreamOff.message): \(upstream.name)"
                return .refuse(Refusal(code: .upstreamOff, message: message, rule: rule.label))
            }
            // The upstream's own account sees everything: it acts for a system administrator only.
            if route.credentialUse == .upstream, principal?.role != .systemAdmin {
                return .refuse(Refusal(code: .accountMissing, message: nil, rule: rule.label))
            }
            return .permit(
                Permit(
                    route: route, principal: principal, rule: rule.label,
                    upstreamTarget: route.template?.target(for: target, route.layout) ?? []))
        }
    }
}
