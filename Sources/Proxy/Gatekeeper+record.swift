import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Telemetry
import Upstream

/// What is said about each decision.
extension Gatekeeper {
    /// Counts the decision and writes its record. - Returns: whether the log took it.
    @discardableResult
    func note(_ client: ClientConnection, rule: String?, error: GatewayError?, _ evidence: Evidence = Evidence())
        -> Bool
    {
        let loop = client.loop
        let slot = client.record.route?.slot ?? .none
        let decision = Self.decision(error?.code)
        loop.metrics.record(route: slot, decision: decision, reason: error?.code)
        let trial = error.map { $0.code.isPolicyDenial } ?? true ? trial(client, evidence) : DecisionRecord.Shadow()
        if let rules = trial.rules {
            loop.metrics.record(route: slot, decision: decision, shadow: rules, source: .rules)
        }
        if let policy = trial.policy {
            loop.metrics.record(route: slot, decision: decision, shadow: policy, source: .policy)
        }
        if let error, error.code.isDenial { audit(client, error) }
        let sink = loop.services.decisionLog
        guard !sink.isOff else { return true }
        let record = DecisionRecord(
            time: WallClock.milliseconds(), ruleset: (client.record.route?.ruleset ?? ruleset.policy).identity,
            route: client.record.route?.policy.id,
            rule: rule, decision: decision, reason: error?.code.rawValue ?? "",
            principal: client.record.principal, method: client.record.method, client: client.address,
            upstream: (client.record.upstream ?? client.record.route?.upstream)?.spec.name, status: error?.code.status,
            shadow: trial)
        return loop.writeLine(
            to: sink, id: client.record.id, target: client.record.target, head: client.reader.head
        ) { id, path, line in
            record.write(requestID: id, path: path, into: &line)
        }
    }

    private static func decision(_ code: GatewayError.Code?) -> LoopMetrics.Decision {
        guard let code else { return .allow }
        return code.isPolicyDenial ? .deny : .reject
    }

    /// Writes who was refused what, and why, into the audit log.
    private func audit(_ client: ClientConnection, _ error: GatewayError) {
        let sink = client.loop.services.auditLog
        guard !sink.isOff else { return }
        var record = AuditRecord(time: WallClock.milliseconds(), event: .refusal, outcome: .failure)
        record.requestID = client.record.id.text(head: client.reader.head)
        record.reason = error.detail.isEmpty ? error.code.rawValue : error.detail
        record.actor = client.record.principal?.name
        record.actorID = client.record.principal?.userID
        record.target = client.record.route?.policy.id
        record.address = client.address
        var line = JSONLine()
        record.write(into: &line)
        sink.append(line)
    }

    /// Asked about what rules decided: of a request that came too often, or is malformed, they have nothing to say.
    ///
    /// What would have been said in shadow mode: by the rules beside the enforced ones, and by a second policy, each on
    /// its own. `nil` for one that is not there.
    private func trial(_ client: ClientConnection, _ evidence: Evidence) -> DecisionRecord.Shadow {
        DecisionRecord.Shadow(
            rules: trialOfRules(client, evidence), policy: shadow.map { trial(of: $0, client, evidence) })
    }

    private func trialOfRules(_ client: ClientConnection, _ evidence: Evidence) -> LoopMetrics.ShadowWord? {
        guard let route = client.record.route?.policy, route.hasTrial else { return nil }
        let own = client.record.route?.ruleset ?? ruleset.policy
        guard let twin = route.twin else { return trial(of: route, own, client, evidence, isTrial: true) }
        guard twin.takes(client.target) else { return .deny }
        return trial(of: twin, own, client, evidence, isTrial: false)
    }

    private func trial(of shadow: Ruleset, _ client: ClientConnection, _ evidence: Evidence) -> LoopMetrics.ShadowWord {
        let head = client.reader.head
        guard client.target.segmentCount > 0 || client.target.endsInSlash else { return .reject }
        switch shadow.route(for: client.target, method: head.method, RequestFields(head: head)) {
        case .refused(let code, _): return Self.word(code)
        case .route(let route): return trial(of: route, shadow, client, evidence, isTrial: false)
        }
    }

    private func trial(
        of route: CompiledRoute, _ ruleset: Ruleset, _ client: ClientConnection, _ evidence: Evidence, isTrial: Bool
    ) -> LoopMetrics.ShadowWord {
        // Whom the policy in force did not ask is looked at here. A name in the record without a token that was found good
        // is only a claim.
        let (principal, isOpen) =
            client.record.token == nil && !client.record.isKnownByPassword
            ? known(client, by: route.authentication) : (client.record.principal, false)
        let found = TrialEvidence(
            body: evidence.body, facts: evidence.facts(about: principal),
            registry: principal.flatMap { client.record.route?.factSource(for: $0) })
        let circumstances = Circumstances(address: client.peer, now: WallClock.milliseconds() / 1_000)
        switch ruleset.tryOut(route, principal, client.target, circumstances, found, isTrial: isTrial) {
        case .allow: return .allow
        // A password that nobody has looked at may be somebody's whom the rules would let in.
        case .refuse(let code): return isOpen && code.isPolicyDenial ? .unknown : Self.word(code)
        case .unknown: return .unknown
        }
    }

    private static func word(_ code: GatewayError.Code) -> LoopMetrics.ShadowWord {
        code.isPolicyDenial ? .deny : .reject
    }
}
