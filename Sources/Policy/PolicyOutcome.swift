package import Domain
package import Routing

/// What a policy says to one request, judged without a network.
package struct PolicyOutcome: Sendable {
    /// `nil` when none matched.
    package let route: CompiledRoute?
    package let isAllowed: Bool
    /// `nil` for a permit.
    package let reason: GatewayError.Code?
    /// The rule that decided; `nil` when none did.
    package let rule: String?
    package let message: String?
    /// The rebuilt target, of a relay or a redirect.
    package let upstreamTarget: String?
    /// The same without the path of the upstream's URL, which is not the policy's.
    let upstreamPath: String?

    init(route: CompiledRoute?, refusal code: GatewayError.Code, rule: String? = nil, message: String? = nil) {
        self.route = route
        isAllowed = false
        reason = code
        self.rule = rule
        self.message = message
        upstreamTarget = nil
        upstreamPath = nil
    }

    init(route: CompiledRoute, rule: AccessRule, upstreamTarget: String?, basePath: String) {
        self.route = route
        isAllowed = true
        reason = nil
        self.rule = rule.label
        message = nil
        self.upstreamTarget = upstreamTarget
        upstreamPath = upstreamTarget.map { $0.hasPrefix(basePath) ? String($0.dropFirst(basePath.count)) : $0 }
    }

    package var summary: String {
        let place = route.map { " by \($0.id)" } ?? ""
        guard let reason else { return "allow by \(rule ?? "")" }
        return "deny (\(reason.rawValue))" + (rule.map { $0 == "default" ? place : " by \($0)" } ?? place)
    }
}

extension Ruleset {
    /// Judges a request as the gateway would, but for what only a running one knows: whether an upstream is switched off,
    /// how often the caller came, and whose account goes upstream.
    ///
    /// - Parameters:
    ///   - principal: `nil`: without a token.
    ///   - premise: which registry is asked.
    package func outcome(
        _ request: TestRequest, as principal: Principal?, _ premise: RegistryPremise = .standard
    ) -> PolicyOutcome {
        var target = RequestTarget()
        do throws(TargetFault) {
            try target.read(Array(request.target.utf8).span)
        } catch {
            return PolicyOutcome(route: nil, refusal: .malformedTarget, message: "\(error.rawValue)")
        }
        switch self.route(for: target, method: request.method, TestFields(request.fields)) {
        case .refused(let code, _): return PolicyOutcome(route: nil, refusal: code)
        case .route(let route): return outcome(of: route, request, principal, target, premise)
        }
    }

    private func outcome(
        of route: CompiledRoute, _ request: TestRequest, _ principal: Principal?, _ target: borrowing RequestTarget,
        _ premise: RegistryPremise
    ) -> PolicyOutcome {
        let judgement: Judgement
        do throws(GatewayError) {
            judgement = try judgeToTheEnd(route, request, principal, target, premise)
        } catch {
            return PolicyOutcome(route: route, refusal: error.code, message: error.message)
        }
        switch judgement {
        case .allow(let rule):
            let upstream = route.template.map { String(decoding: $0.target(for: target, route.layout), as: UTF8.self) }
            return PolicyOutcome(
                route: route, rule: rule, upstreamTarget: upstream,
                basePath: self.upstream(of: route, for: principal)?.address?.basePath ?? "")
        case .refuse(let refusal):
            return PolicyOutcome(route: route, refusal: refusal.code, rule: refusal.rule, message: refusal.message)
        case .needsBody, .needsFacts:
            return PolicyOutcome(route: route, refusal: .internal)
        }
    }

    /// Whether some route of this path and method asks for a host, a field or a parameter: a log that has none of them does
    /// not tell which route it was.
    package func dependsOnFields(_ request: TestRequest) -> Bool {
        var target = RequestTarget()
        guard (try? target.read(Array(request.target.utf8).span)) != nil else { return false }
        for (route, pattern) in zip(routes, patterns)
        where !route.conditions.isEmpty && route.methods.contains(request.method) {
            if pattern.compare(target) == .same { return true }
        }
        return false
    }

    /// A caller of this role, as a test or a question describes it; `nil` for a role that nobody has.
    package func principal(_ role: String, _ caller: TestCaller) -> Principal? {
        roles.numbered.first { $0.name == role }.map { principal($0.number, caller) }
    }

    package func principal(_ number: RoleNumber, _ caller: TestCaller) -> Principal {
        Principal(userID: caller.id, name: caller.user, role: number, namespace: caller.namespace, session: "")
    }
}

extension Ruleset {
    /// The same for a route of this ruleset.
    func judgeToTheEnd(
        _ route: CompiledRoute, _ request: TestRequest, _ principal: Principal?, _ target: borrowing RequestTarget,
        _ premise: RegistryPremise
    ) throws(GatewayError) -> Judgement {
        try route.judgeToTheEnd(
            request, principal, target, imagined(request.caller, principal, on: route, premise))
    }
}

extension CompiledRoute {
    /// As a gateway judges: with the body and with what the registry says, each when it is asked for.
    ///
    /// - Parameter isTrial: counts the rules in shadow mode as well.
    /// - Throws: what is wrong with the body.
    func judgeToTheEnd(
        _ request: TestRequest, _ principal: Principal?, _ target: borrowing RequestTarget,
        _ registry: ImaginedRegistry, isTrial: Bool = false
    ) throws(GatewayError) -> Judgement {
        var circumstances = request.caller.circumstances
        var judgement = judge(caller: principal, target, circumstances, isTrial: isTrial)
        // The body, then what the registry says, of which one thing may lead to another.
        for _ in 0..<4 {
            switch judgement {
            case .allow, .refuse: return judgement
            case .needsBody: circumstances.body = try readBody(request.body)
            case .needsFacts(let questions):
                circumstances.facts.answer(questions, from: registry.facts, knowsAccounts: registry.knowsAccounts)
            }
            judgement = judge(caller: principal, target, circumstances, isTrial: isTrial)
        }
        return judgement
    }
}

/// The fields of a request that is only imagined.
package struct TestFields: FieldSource {
    private let fields: [String: [String]]

    package init(_ fields: [String: [String]]) {
        self.fields = fields
    }

    package func hostName() -> String {
        HostPattern.name(inField: fields["host"]?.first ?? "")
    }

    package func reading(_ name: [UInt8]) -> FieldReading {
        let values = fields[String(decoding: name, as: UTF8.self)] ?? []
        return values.count > 1 ? .ambiguous : values.first.map { .value(Array($0.utf8)) } ?? .absent
    }
}
