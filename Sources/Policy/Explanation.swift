package import Domain
import Routing

/// Why a policy decides a request as it does, step by step.
package struct Explanation: Sendable {
    package struct Candidate: Sendable {
        package let route: String
        package let match: String
        /// `taken`, or why it is not.
        package let verdict: String
    }

    package struct Rule: Sendable {
        package let label: String
        package let text: String
        package let verdict: String
        /// What was compared with which values: those of its condition, and of a rule that is not about this caller, here
        /// and now, what it looks at instead.
        package let comparisons: [String]
    }

    /// What a running gateway surely answers where the rules allow.
    package struct GatewayRefusal: Sendable {
        package let code: GatewayError.Code
        package let message: String
    }

    /// Decoded; `nil` when the request's target is refused.
    package var path: String?
    package var query: String?
    package var targetFault: String?
    package var candidates: [Candidate] = []
    package var rules: [Rule] = []
    /// Which upstream is the registry of the caller's namespace, where the route goes by that or its rules ask it.
    package var registry: String?
    package var outcome: PolicyOutcome
    /// `nil` where it does what the rules say.
    package var gateway: GatewayRefusal?
    /// What may come between.
    package var notes: [String] = []
    /// Method and target as they go upstream, or where the request ends; `nil` for what is refused.
    package var destination: String?
    /// Header fields that the route sets and removes on the way there and back.
    package var headers: [String] = []

    /// Said of what is only tried, and looks at a body that a gateway would not read for it.
    static let unreadBody = "; with live traffic unknown, as no rule in force has the body read"
    /// The same of what the registry would have to be asked.
    static let unaskedRegistry = "; with live traffic unknown, unless the registry is asked all the same"

    /// Whether the rules allow it, and a gateway does as they say.
    package var isAllowed: Bool { outcome.isAllowed && gateway == nil }
    /// `nil` for what is allowed.
    package var reason: GatewayError.Code? { outcome.reason ?? gateway?.code }
}

extension Ruleset {
    /// On the registry of the caller's namespace.
    ///
    /// - Parameter principal: `nil`: without a token.
    package func explain(_ request: TestRequest, as principal: Principal?) -> Explanation {
        var explanation = Explanation(outcome: outcome(request, as: principal, .chosen))
        var target = RequestTarget()
        do throws(TargetFault) {
            try target.read(Array(request.target.utf8).span)
        } catch {
            explanation.targetFault = error.rawValue
            return explanation
        }
        explanation.path = target.canonicalPath()
        explanation.query = target.queryText()
        explanation.candidates = candidates(request, target, taken: explanation.outcome.route)
        guard let route = explanation.outcome.route else { return explanation }
        if let twin = route.twin {
            // Behind the one that is taken, which stands first.
            let place = min(1, explanation.candidates.count)
            explanation.candidates.insert(trial(twin, beside: route, request, principal, target), at: place)
        }
        let role = principal.map { roles.name(of: $0.role) ?? "\($0.role.rawValue)" }
        explanation.rules = route.explainRules(
            request, principal, role: role ?? RoleTable.anonymous, target,
            imagined(request.caller, principal, on: route, .chosen),
            hasRegistry: factPlace(of: route, for: principal) != nil)
        explanation.registry = registryName(of: route, for: principal)
        let account = request.caller.stated.account
        explanation.notes = notes(route, principal, account, isAllowed: explanation.outcome.isAllowed)
        guard explanation.outcome.isAllowed else { return explanation }
        explanation.gateway = refusal(route, principal, account)
        // Without an account nothing goes upstream, switched off or not.
        guard !lacksAccount(route, principal, account) else { return explanation }
        explanation.destination = destination(route, request, explanation.outcome, principal, account)
        explanation.headers = route.headers.request.texts("request") + route.headers.response.texts("response")
        return explanation
    }

    /// In the order in which a gateway looks.
    private func refusal(
        _ route: CompiledRoute, _ principal: Principal?, _ account: RegistryFacts.Account
    ) -> Explanation.GatewayRefusal? {
        if let upstream = upstream(of: route, for: principal), upstream.isOff {
            return .init(
                code: .upstreamOff, message: "the upstream \(upstream.name) is switched off in this environment")
        }
        guard lacksAccount(route, principal, account) else { return nil }
        return .init(code: .accountMissing, message: missingAccount(route, principal))
    }

    /// Why nobody acts for a caller.
    private func missingAccount(_ route: CompiledRoute, _ principal: Principal?) -> String {
        guard upstream(of: route, for: principal)?.kind == .harbor else {
            return "the upstream's own account acts for system administrators only"
        }
        return principal?.namespace.isEmpty ?? true
            ? "only a caller with a namespace has an account there"
            : "the namespace has no account there: --as account=NUMBER says that it has"
    }

    /// A route in shadow mode, and what it would say.
    private func trial(
        _ twin: CompiledRoute, beside route: CompiledRoute, _ request: TestRequest, _ principal: Principal?,
        _ target: borrowing RequestTarget
    ) -> Explanation.Candidate {
        func told(_ verdict: String) -> Explanation.Candidate {
            let match = "\(twin.methods.map(\.name).joined(separator: ",")) \(twin.path)"
            return .init(route: twin.id, match: match, verdict: "in shadow mode, \(verdict)")
        }
        guard twin.takes(target) else { return told("a parameter is not of its type") }
        // What no rule in force needs is neither read nor asked for one that is tried.
        let live =
            switch twin.judge(caller: principal, target, request.caller.circumstances) {
            case .needsBody where !route.readsBody: Explanation.unreadBody
            case .needsFacts where !route.readsFacts && factPlace(of: twin, for: principal) != nil:
                Explanation.unaskedRegistry
            default: ""
            }
        guard let judgement = try? judgeToTheEnd(twin, request, principal, target, .chosen) else {
            return told("the body is not as declared\(live)")
        }
        switch judgement {
        case .allow where lacksAccount(twin, principal, request.caller.stated.account):
            return told("would answer 403 \(GatewayError.Code.accountMissing.rawValue)\(live)")
        case .allow(let rule): return told("would allow, by \(rule.label)\(live)")
        case .refuse(let refusal):
            return told("would answer \(refusal.code.status) \(refusal.code.rawValue)\(live)")
        case .needsBody, .needsFacts: return told("cannot be told")
        }
    }

    /// How many routes that only resemble the path are told of.
    private static let mostNeighbours = 5

    private func candidates(
        _ request: TestRequest, _ target: borrowing RequestTarget, taken: CompiledRoute?
    ) -> [Explanation.Candidate] {
        var same: [Explanation.Candidate] = []
        var near: [(agreed: Int, candidate: Explanation.Candidate)] = []
        for (route, pattern) in zip(routes, patterns) {
            let match = "\(route.methods.map(\.name).joined(separator: ",")) \(route.path)"
            switch pattern.compare(target) {
            case .same:
                let verdict = route === taken ? "taken" : whyNot(route, request, target, taken: taken)
                same.append(Explanation.Candidate(route: route.id, match: match, verdict: verdict))
            case .ending:
                let candidate = Explanation.Candidate(
                    route: route.id, match: match, verdict: "differs in the slash at the end")
                near.append((Int.max, candidate))
            case .differs(let agreed, let expected) where agreed > 0:
                let candidate = Explanation.Candidate(
                    route: route.id, match: match, verdict: "has \"\(expected)\" where the path has something else")
                near.append((agreed, candidate))
            case .length(let agreed) where agreed > 0:
                near.append((agreed, .init(route: route.id, match: match, verdict: "has another number of segments")))
            case .differs, .length: continue
            }
        }
        // Neighbours help only who finds no route.
        guard taken == nil else { return same.sorted { $0.verdict == "taken" && $1.verdict != "taken" } }
        let nearest = near.enumerated().sorted { ($1.element.agreed, $0.offset) < ($0.element.agreed, $1.offset) }
        return same + nearest.prefix(Self.mostNeighbours).map(\.element.candidate)
    }

    private func whyNot(
        _ route: CompiledRoute, _ request: TestRequest, _ target: borrowing RequestTarget, taken: CompiledRoute?
    ) -> String {
        if !route.methods.contains(request.method) { return "does not take \(request.method.name)" }
        let fields = TestFields(request.fields)
        let host = fields.hostName()
        if !route.conditions.hosts.isEmpty, !route.conditions.hosts.contains(where: { $0.matches(host) }) {
            return host.isEmpty ? "is for certain hosts: give one with --header host=…" : "is not for the host \(host)"
        }
        switch route.conditions.holdsBesideHost(target, fields) {
        case nil: return "a field or parameter that it looks at stands there twice"
        case false?: return "asks for fields or parameters that the request does not have"
        case true?: break
        }
        if !route.takes(target) { return "a parameter is not of its type" }
        return taken.map { "\($0.id) is more specific" }
            ?? "the path of a more specific route matches, which refuses it"
    }

    /// - Parameter isAllowed: by the rules: whom they refuse no gateway looks for an account for.
    private func notes(
        _ route: CompiledRoute, _ principal: Principal?, _ account: RegistryFacts.Account, isAllowed: Bool
    ) -> [String] {
        var notes: [String] = []
        if isAllowed, let upstream = upstream(of: route, for: principal), upstream.isOff,
            lacksAccount(route, principal, account)
        {
            notes.append(
                "\(missingAccount(route, principal)): where \(upstream.name) is switched on, a gateway answers 403 "
                    + GatewayError.Code.accountMissing.rawValue)
        }
        if let registry, route.readsFacts, factPlace(of: route, for: principal) == nil {
            let own = upstreams[registry.upstream(of: principal?.namespace ?? "")].name
            notes.append("the registry of the caller's namespace is \(own): nothing here is the caller's own")
        }
        if let rate = route.limits.rate {
            notes.append("at most one request each \(rate.interval) per \(rate.per.rawValue), \(rate.burst) at once")
        }
        return notes
    }

    private func destination(
        _ route: CompiledRoute, _ request: TestRequest, _ outcome: PolicyOutcome, _ principal: Principal?,
        _ account: RegistryFacts.Account
    ) -> String {
        let place = upstreamPlace(of: route, for: principal)
        let name = place.map { upstreams[$0].name } ?? ""
        switch route.destination {
        case .local(let endpoint): return "the gateway's own endpoint \(endpoint)"
        case .translate(let call, _): return "\(call), by calls to \(name)"
        case .redirect(let origin, let status): return "\(status) to \(origin)\(outcome.upstreamTarget ?? "")"
        case .answer(let answer): return "a fixed answer \(answer.status)"
        case .folder(let folder): return "files of \(folder.directory)"
        case .relay:
            let acting = acting(on: route, upstream: place, for: principal, account)
            return "\(request.method.name) \(outcome.upstreamTarget ?? "") to \(name), \(text(acting))"
        }
    }

    private func text(_ decision: ActingDecision) -> String {
        guard case .acting(let acting) = decision else { return "with an account that nobody has" }
        return switch acting {
        case .none: "without a credential"
        case .client: "with the client's Authorization and Cookie"
        case .upstream: "with the upstream's own account"
        case .namespace(let namespace): "with the account of the namespace \(namespace)"
        case .named(let place): "with the credential \(credentials[place].name)"
        }
    }
}
