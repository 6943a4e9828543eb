import Domain
import Policy

extension PolicyDesk {
    /// Why a request is decided as it is. Noteworthy when it is refused.
    package func explain(_ question: PolicyQuestion) throws(Refusal) -> PolicyReport {
        let who = try question.who()
        var principal: Principal?
        if who.role != Self.anonymous {
            principal = ruleset.principal(who.role, who.caller)
            guard principal != nil else {
                let hint = Suggestion.nearest(to: who.role, among: roles).map { ": did you mean \($0)?" } ?? ""
                throw Refusal(usage: "no caller can have the role \"\(who.role)\"\(hint)")
            }
        }
        let explanation = ruleset.explain(try question.request(), as: principal)
        return PolicyReport(
            lines(explanation, question, role: who.role), Document(explanation),
            isNoteworthy: !explanation.outcome.isAllowed)
    }

    private func lines(_ explanation: Explanation, _ question: PolicyQuestion, role: String) -> [String] {
        var lines = ["\(question.text) as \(role)"]
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
        for (place, rule) in explanation.rules.enumerated() {
            lines.append("\(place == 0 ? "rules    " : "         ")  \(rule.label) { \(rule.text) }: \(rule.verdict)")
            lines += rule.comparisons.map { "               \($0)" }
        }
        lines.append(decision(explanation.outcome))
        if let destination = explanation.destination { lines.append("upstream   \(destination)") }
        lines += explanation.notes.map { "note       \($0)" }
        return lines
    }

    private func decision(_ outcome: PolicyOutcome) -> String {
        guard let reason = outcome.reason else { return "decision   allow, by \(outcome.rule ?? "")" }
        let rule = outcome.rule.map { $0 == "default" ? ", as nothing allows it" : ", by \($0)" } ?? ""
        return "decision   \(reason.status) \(reason.rawValue)\(rule): \(outcome.message ?? reason.message)"
    }

    private struct Document: Encodable {
        struct Candidate: Encodable { let route, match, verdict: String }
        struct Rule: Encodable {
            let label, text, verdict: String
            let comparisons: [String]
        }

        let path, query, targetFault: String?
        let candidates: [Candidate]
        let rules: [Rule]
        let decision: String
        let reason: String?
        let status: Int?
        let route, rule, upstream: String?
        let notes: [String]

        init(_ explanation: Explanation) {
            path = explanation.path
            query = explanation.query
            targetFault = explanation.targetFault
            candidates = explanation.candidates.map {
                Candidate(route: $0.route, match: $0.match, verdict: $0.verdict)
            }
            rules = explanation.rules.map {
                Rule(label: $0.label, text: $0.text, verdict: $0.verdict, comparisons: $0.comparisons)
            }
            let outcome = explanation.outcome
            decision = outcome.isAllowed ? "allow" : "deny"
            reason = outcome.reason?.rawValue
            status = outcome.reason?.status
            route = outcome.route?.id
            rule = outcome.rule
            upstream = explanation.destination
            notes = explanation.notes
        }
    }
}
