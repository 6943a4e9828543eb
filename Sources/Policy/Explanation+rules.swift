import Domain
import Routing

extension CompiledRoute {
    /// - Parameter hasRegistry: whether there is one to be asked.
    func explainRules(
        _ request: TestRequest, _ principal: Principal?, role: String, _ target: borrowing RequestTarget,
        _ registry: ImaginedRegistry, hasRegistry: Bool
    ) -> [Explanation.Rule] {
        var circumstances = request.caller.circumstances
        if (deny + allow + trialDeny + trialAllow).contains(where: \.readsBody) {
            circumstances.body = try? readBody(request.body)
        }
        circumstances.facts = answers(registry, principal, circumstances, target)
        var rules: [Explanation.Rule] = []
        for rule in deny + allow + trialDeny + trialAllow {
            // Rules for anybody are asked without a name, the others with one.
            let asked = rule.isForAnybody ? nil : principal
            let facts = ConditionFacts(principal: asked, layout: layout, circumstances: circumstances)
            var comparisons: [String] = []
            for test in rule.when?.tests ?? [] {
                let holds = test.holds(facts, target)
                let values = test.values(facts, target).joined(separator: ", ")
                comparisons.append("\(test.text): \(holds ? "true" : "false")\(values.isEmpty ? "" : " (\(values))")")
            }
            let verdict: String
            var live = ""
            if principal == nil, !rule.isFor(nil) {
                verdict = "needs a token"
            } else if !rule.isFor(asked) {
                verdict = "is not about this caller"
                if let asked { comparisons = rule.comparisons(asked, role: role) }
            } else if !rule.isOpen(circumstances) {
                verdict = "does not hold here and now"
                comparisons = rule.comparisons(circumstances)
            } else {
                let isUnread = rule.readsBody && circumstances.body == nil
                verdict =
                    isUnread
                    ? "cannot be told: the body is not as declared"
                    : rule.when?.holds(facts, target) ?? true ? "holds" : "does not hold"
                let isUnasked = rule.readsFacts && !readsFacts && hasRegistry
                live =
                    rule.readsBody && !readsBody
                    ? Explanation.unreadBody : isUnasked ? Explanation.unaskedRegistry : ""
            }
            let isTrial = trialDeny.contains { $0 === rule } || trialAllow.contains { $0 === rule }
            rules.append(
                Explanation.Rule(
                    label: rule.label, text: rule.text, verdict: verdict + (isTrial ? " (in shadow mode\(live))" : ""),
                    comparisons: comparisons))
        }
        return rules
    }

    /// What the registry says to everything that the rules ask, whether or not the decision hangs on it. One without
    /// accounts is asked, as what it says of an account that it does not know is another answer.
    private func answers(
        _ registry: ImaginedRegistry, _ principal: Principal?, _ circumstances: Circumstances,
        _ target: borrowing RequestTarget
    ) -> RegistryFacts {
        guard !registry.knowsAccounts else { return registry.facts }
        var known = circumstances
        let tests = (deny + allow + trialDeny + trialAllow).flatMap { $0.when?.tests ?? [] }
        // Twice: what a label belongs to is one question, whose that is the next.
        for _ in 0..<2 {
            let facts = ConditionFacts(principal: principal, layout: layout, circumstances: known)
            var questions: [FactQuestion] = []
            for test in tests { _ = Condition.test(test).truth(facts, target, .unanswered, &questions) }
            known.facts.answer(questions, from: registry.facts, knowsAccounts: false)
        }
        return known.facts
    }
}
