import Domain
import Policy

extension PolicyDesk {
    /// Why a request is decided as it is. Noteworthy when it is refused.
    package func explain(_ question: PolicyQuestion) throws(Refusal) -> PolicyReport {
        let ruleset = try ruleset(for: question)
        let who = try question.who()
        var principal: Principal?
        if who.role != Self.anonymous {
            principal = ruleset.principal(who.role, who.caller)
            guard principal != nil else {
                let hint = Suggestion.nearest(to: who.role, among: roles).map { ": did you mean \($0)?" } ?? ""
                throw Refusal(usage: "no caller can have the role \"\(who.role)\"\(hint)")
            }
        }
        let request = try question.request()
        let explanation = ruleset.explain(request, as: principal)
        let caller = Caller(request.caller, role: who.role)
        return PolicyReport(
            ["\(question.text) as \(caller.text)"] + lines(explanation), Document(explanation, caller),
            isNoteworthy: !explanation.isAllowed)
    }

    private func lines(_ explanation: Explanation) -> [String] {
        var lines: [String] = []
        guard let path = explanation.path else {
            return lines + ["path       refused: \(explanation.targetFault ?? "")", decision(explanation.outcome)]
        }
        lines.append("path       \(path)" + (explanation.query.map { "  query \($0)" } ?? ""))
        if explanation.candidates.isEmpty { lines.append("routes     none resembles this path") }
        for (place, candidate) in explanation.candidates.enumerated() {
            lines.append(
                "\(place == 0 ? "routes   " : "         ")  \(candidate.route): \(candidate.match): \(candidate.verdict)"
            )
        }
        if let registry = explanation.registry { lines.append("registry   \(registry)") }
        for (place, rule) in explanation.rules.enumerated() {
            lines.append("\(place == 0 ? "rules    " : "         ")  \(rule.label) { \(rule.text) }: \(rule.verdict)")
            lines += rule.comparisons.map { "               \($0)" }
        }
        lines.append(decision(explanation.outcome))
        if let destination = explanation.destination { lines.append("upstream   \(destination)") }
        for (place, edit) in explanation.headers.enumerated() {
            lines.append("\(place == 0 ? "headers  " : "         ")  \(edit)")
        }
        lines += explanation.notes.map { "note       \($0)" }
        if let gateway = explanation.gateway {
            lines.append("gateway    \(gateway.code.status) \(gateway.code.rawValue): \(gateway.message)")
        }
        return lines
    }

    private func decision(_ outcome: PolicyOutcome) -> String {
        guard let reason = outcome.reason else { return "decision   allow, by \(outcome.rule ?? "")" }
        let rule = outcome.rule.map { $0 == "default" ? ", as nothing allows it" : ", by \($0)" } ?? ""
        return "decision   \(reason.status) \(reason.rawValue)\(rule): \(outcome.message ?? reason.message)"
    }

    private struct Caller: Encodable {
        let role: String
        @OrNull var user: String?
        @OrNull var namespace: String?
        @OrNull var id: Int64?
        @OrNull var address: String?
        let time: String

        init(_ caller: TestCaller, role: String) {
            let hasToken = role != PolicyDesk.anonymous
            self.role = role
            user = hasToken ? caller.user : nil
            namespace = hasToken && !caller.namespace.isEmpty ? caller.namespace : nil
            id = hasToken ? caller.id : nil
            address = caller.address?.description
            time = TestCaller.text(ofMoment: caller.now ?? TestCaller.standardTime)
        }

        var text: String {
            var parts = [role]
            if let user { parts.append("user \(user)") }
            if let id { parts.append("id \(id)") }
            if user != nil { parts.append("namespace \(namespace ?? "none")") }
            return (parts + ["address \(address ?? "none")", "time \(time)"]).joined(separator: ", ")
        }
    }

    /// What is decided, in the words of the decision log.
    private struct Decision: Encodable {
        let decision: String
        @OrNull var reason: String?
        @OrNull var status: Int?

        init(_ code: GatewayError.Code?) {
            decision = code.map { $0.isPolicyDenial ? "deny" : "reject" } ?? "allow"
            reason = code?.rawValue
            status = code?.status
        }
    }

    private struct Document: Encodable {
        struct Candidate: Encodable { let route, match, verdict: String }
        struct Rule: Encodable {
            let label, text, verdict: String
            let comparisons: [String]
        }

        let caller: Caller
        @OrNull var path: String?
        @OrNull var query: String?
        @OrNull var targetFault: String?
        let candidates: [Candidate]
        @OrNull var registry: String?
        let rules: [Rule]
        /// What a gateway answers.
        let decision: String
        @OrNull var reason: String?
        @OrNull var status: Int?
        /// What the rules alone say.
        let verdict: Decision
        @OrNull var route: String?
        @OrNull var rule: String?
        @OrNull var upstream: String?
        let headers: [String]
        let notes: [String]

        init(_ explanation: Explanation, _ caller: Caller) {
            self.caller = caller
            path = explanation.path
            query = explanation.query
            targetFault = explanation.targetFault
            candidates = explanation.candidates.map {
                Candidate(route: $0.route, match: $0.match, verdict: $0.verdict)
            }
            rules = explanation.rules.map {
                Rule(label: $0.label, text: $0.text, verdict: $0.verdict, comparisons: $0.comparisons)
            }
            registry = explanation.registry
            let outcome = explanation.outcome
            let answer = Decision(explanation.reason)
            decision = answer.decision
            reason = answer.reason
            status = answer.status
            verdict = Decision(outcome.reason)
            route = outcome.route?.id
            rule = outcome.rule
            upstream = explanation.destination
            headers = explanation.headers
            notes = explanation.notes + (explanation.gateway.map { [$0.message] } ?? [])
        }
    }
}
