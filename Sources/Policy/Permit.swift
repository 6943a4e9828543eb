package import Domain
package import Routing

/// The right to carry out one exchange: who may do what, and the very target that goes upstream.
///
/// Only `Ruleset.decide` makes one, and it cannot be copied. A relay that asks for a permit therefore cannot be reached
/// around the policy, nor send anything other than what was judged.
package struct Permit: ~Copyable {
    package let route: CompiledRoute
    /// `nil` on a route that anybody may use.
    package let principal: Principal?
    /// The rule that allowed it, such as `image-list.allow[0]`.
    package let rule: String
    /// The origin-form target for a relay, rebuilt from typed parameters; empty for other destinations.
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
}

extension Ruleset {
    /// Decides an exchange whose route is known: deny beats allow, and what nothing allows is refused.
    ///
    /// - Parameters:
    ///   - route: a route of this ruleset that `target` matched.
    ///   - principal: from a verified token; not looked at where `route.needsToken` is false.
    ///   - now: Unix seconds.
    package func decide(
        _ route: CompiledRoute, principal: Principal?, target: borrowing RequestTarget, now: Int64
    ) -> Verdict {
        let rule: String
        if route.needsToken {
            guard let principal else { return .refuse(Refusal(code: .tokenMissing, message: nil, rule: "default")) }
            for denial in route.deny where denial.holds(for: principal, at: now) {
                let message = denial.reason.map { "\(GatewayError.Code.ruleRefused.message): \($0)" }
                return .refuse(Refusal(code: .ruleRefused, message: message, rule: denial.label))
            }
            guard let permission = route.allow.first(where: { $0.holds(for: principal, at: now) }) else {
                return .refuse(Refusal(code: .roleRefused, message: nil, rule: "default"))
            }
            rule = permission.label
        } else {
            rule = route.anonymousRule
        }
        // After the decision, so that a caller who may not use the route does not learn what is configured.
        if let upstream = upstream(of: route), upstream.isOff {
            let message = "\(GatewayError.Code.upstreamOff.message): \(upstream.name)"
            return .refuse(Refusal(code: .upstreamOff, message: message, rule: rule))
        }
        return .permit(
            Permit(
                route: route,
                principal: route.needsToken ? principal : nil,
                rule: rule,
                upstreamTarget: route.template?.target(for: target, route.layout) ?? []))
    }
}
