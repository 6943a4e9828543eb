package import Domain
package import Routing

/// What the rules of a route say about one caller.
package enum Judgement: Sendable {
    /// The rule that lets the caller in.
    case allow(AccessRule)
    case refuse(Refusal)
    /// The body has not been read, and a rule that could decide looks at it, or it has to have certain values.
    case needsBody
    /// A rule that could decide hangs on these, which the registry has not been asked. Bodies are read before.
    case needsFacts([FactQuestion])
}

extension CompiledRoute {
    /// Judges by the rules alone: deny beats allow, and what nothing allows is refused. Without effect and without
    /// allocation beyond what a condition decodes of the query.
    ///
    /// - Parameters:
    ///   - principal: `nil` for somebody without a token: only rules for anybody count then.
    ///   - target: one that matched this route.
    ///   - isTrial: counts the rules in shadow mode as well.
    package func judge(
        _ principal: Principal?, _ target: borrowing RequestTarget, _ circumstances: Circumstances,
        isTrial: Bool = false
    ) -> Judgement {
        for name in queryNames where target.queryReading(name) == .ambiguous {
            let message = "the query has \"\(String(decoding: name, as: UTF8.self))\" twice or in an unclear form"
            return .refuse(Refusal(code: .malformedTarget, message: message, rule: "default"))
        }
        var denial = Finding.none
        look(through: deny, principal, target, circumstances, &denial)
        if isTrial { look(through: trialDeny, principal, target, circumstances, &denial) }
        if let rule = denial.rule {
            let message = rule.reason.map { "\(GatewayError.Code.ruleRefused.message): \($0)" }
            return .refuse(Refusal(code: .ruleRefused, message: message, rule: rule.label))
        }
        var permission = Finding.none
        look(through: allow, principal, target, circumstances, &permission)
        if isTrial { look(through: trialAllow, principal, target, circumstances, &permission) }
        guard permission.mayHold else {
            return .refuse(Refusal(code: refusal(principal, permission), message: nil, rule: "default"))
        }
        // A denial that waits for something matters only where something may allow, as does what a body has to have.
        if denial.waitsForBody || (permission.rule == nil && permission.waitsForBody)
            || (checksBody && circumstances.body == nil)
        {
            return .needsBody
        }
        if let rule = permission.rule {
            return denial.questions.isEmpty ? .allow(rule) : .needsFacts(denial.questions)
        }
        return .needsFacts(permission.questions + denial.questions.filter { !permission.questions.contains($0) })
    }

    /// Judges a caller as a request comes: the rules for anybody first, then, with a token, the others.
    package func judge(
        caller principal: Principal?, _ target: borrowing RequestTarget, _ circumstances: Circumstances,
        isTrial: Bool = false
    ) -> Judgement {
        let tried = isTrial ? trialAllow : []
        let asksWho = admitsPrincipals || tried.contains { !$0.isForAnybody }
        if admitsAnybody || principal == nil || tried.contains(where: \.isForAnybody) {
            let judgement = judge(nil, target, circumstances, isTrial: isTrial)
            guard case .refuse(let refusal) = judgement, asksWho else { return judgement }
            if refusal.code == .malformedTarget || refusal.code == .ruleRefused { return judgement }
            if principal == nil { return .refuse(Refusal(code: .tokenMissing, message: nil, rule: "default")) }
        }
        return judge(principal, target, circumstances, isTrial: isTrial)
    }

    /// What a list of rules has to say.
    private struct Finding {
        /// The first that holds.
        var rule: AccessRule?
        /// One looks at the body, which has not been read.
        var waitsForBody = false
        /// What the registry has not been asked, and some hang on.
        var questions: [FactQuestion] = []
        /// One is about this caller.
        var isAboutCaller = false
        /// One does not hold because the caller's namespace has no account.
        var needsAccount = false

        static let none = Finding()

        var mayHold: Bool { rule != nil || waitsForBody || !questions.isEmpty }
    }

    private func look(
        through rules: [AccessRule], _ principal: Principal?, _ target: borrowing RequestTarget,
        _ circumstances: Circumstances, _ finding: inout Finding
    ) {
        for rule in rules where finding.rule == nil && rule.isFor(principal) {
            finding.isAboutCaller = true
            if rule.isPlain {
                finding.rule = rule
                continue
            }
            guard rule.isOpen(circumstances) else { continue }
            guard let condition = rule.when else {
                finding.rule = rule
                continue
            }
            // Made only here: most rules have no condition, and it costs some reference counts.
            let facts = ConditionFacts(principal: principal, layout: layout, circumstances: circumstances)
            if rule.readsBody, circumstances.body == nil {
                finding.waitsForBody = true
            } else if rule.readsFacts {
                weigh(rule, condition, facts, target, &finding)
            } else if condition.holds(facts, target) {
                finding.rule = rule
            }
        }
    }

    private func weigh(
        _ rule: AccessRule, _ condition: Condition, _ facts: borrowing ConditionFacts,
        _ target: borrowing RequestTarget, _ finding: inout Finding
    ) {
        switch condition.truth(facts, target, .unanswered, &finding.questions) {
        case .yes: finding.rule = rule
        case .open: break
        case .no:
            guard facts.circumstances.facts.account == .none else { break }
            var unasked: [FactQuestion] = []
            if condition.truth(facts, target, .account, &unasked) == .open { finding.needsAccount = true }
        }
    }

    private func refusal(_ principal: Principal?, _ permission: Finding) -> GatewayError.Code {
        if principal == nil, !admitsAnybody { return .tokenMissing }
        guard permission.isAboutCaller else { return .roleRefused }
        return permission.needsAccount ? .accountMissing : .conditionRefused
    }
}
