/// Says what a policy means, as plainly as it can be said: every route is looked at and every rule evaluated, nothing is
/// prepared, cached or short-cut. Slow, and right at a glance.
struct ReferenceEvaluator {
    let policy: ReferencePolicy

    enum Judgement {
        case allow(String)
        case refuse(String, by: String)
        case unread
        /// The registry has to be asked.
        case unasked
    }

    /// - Parameter countsShadow: as if the rules in shadow mode were in force.
    func answer(
        _ request: ReferenceRequest, _ caller: ReferenceCaller?, _ moment: ReferenceMoment, countsShadow: Bool = false
    ) -> ReferenceAnswer {
        let route: ReferenceRoute
        switch ReferenceRouting(routes: policy.routes).route(request) {
        case .route(let found): route = found
        case .refused(let reason): return .refused(reason)
        }
        let one = Case(route: route, request: request, caller: caller, moment: moment, countsShadow: countsShadow)
        // The body is read and the registry asked only when the answer hangs on it, the body first.
        var known = Known()
        for _ in 0..<3 {
            switch judge(one, known) {
            case .allow(let rule): return .allowed(by: rule, route.id)
            case .refuse(let reason, let rule): return .refused(reason, by: rule, route.id)
            case .unread:
                guard let body = read(request.body, of: route) else { return .refused("field", route.id) }
                known.body = body
            case .unasked: known.registryIsAsked = true
            }
        }
        return .refused("what is known is asked for again", route.id)
    }

    /// Whether a rule holds when everything is known. Which of several is named depends on what was asked first.
    func holds(
        _ label: String, _ request: ReferenceRequest, _ caller: ReferenceCaller?, _ moment: ReferenceMoment
    ) -> Bool {
        guard case .route(let route) = ReferenceRouting(routes: policy.routes).route(request),
            let rule = (route.allow + route.deny).first(where: { $0.label == label })
        else { return false }
        let one = Case(route: route, request: request, caller: caller, moment: moment, countsShadow: false)
        let known = Known(body: read(request.body, of: route) ?? [:], registryIsAsked: true)
        let asked = rule.isForAnybody ? nil : caller
        let facts = facts(one, asked, known.body)
        let isDenial = route.deny.contains { $0.label == label }
        return concerns(rule, asked, isDenial: isDenial) && truth(of: rule, moment, facts, known) == .yes
    }

    /// What has been found out so far.
    private struct Known {
        var body: [String: ReferenceValue]?
        var registryIsAsked = false
    }

    private struct Case {
        let route: ReferenceRoute
        let request: ReferenceRequest
        let caller: ReferenceCaller?
        let moment: ReferenceMoment
        let countsShadow: Bool

        func counting(_ rules: [ReferenceRule]) -> [ReferenceRule] {
            countsShadow ? rules : rules.filter { !$0.isShadow }
        }
        var allow: [ReferenceRule] { counting(route.allow) }
        var deny: [ReferenceRule] { counting(route.deny) }
    }

    /// The values of the declared fields that are there; `nil` when the body is not as declared.
    private func read(_ body: ReferenceJSON?, of route: ReferenceRoute) -> [String: ReferenceValue]? {
        guard let body else { return [:] }
        if body.hasTwins { return nil }
        var values: [String: ReferenceValue] = [:]
        for field in route.body {
            do throws(ReferenceBodyField.Refused) {
                values[field.name] = try field.read(body)
            } catch {
                return nil
            }
        }
        return values
    }

    /// The rules for anybody are asked first, then, of somebody with a token, the others.
    private func judge(_ one: Case, _ known: Known) -> Judgement {
        let asked = (one.allow + one.deny).flatMap { $0.when?.queryNames ?? [] }
        if asked.contains(where: one.request.isTwice) { return .refuse("malformed-target", by: "default") }
        let admitsAnybody = one.allow.contains(where: \.isForAnybody)
        let admitsNamed = one.allow.contains { !$0.isForAnybody }
        if admitsAnybody || one.caller == nil {
            let judgement = judge(one, as: nil, known)
            guard case .refuse(let reason, _) = judgement, reason != "rule", admitsNamed else { return judgement }
            if one.caller == nil { return .refuse("token-missing", by: "default") }
        }
        return judge(one, as: one.caller, known)
    }

    private enum Truth { case yes, no, unread, unasked }

    /// Deny beats allow; what nothing allows is refused. What hangs on a body that nobody has read, or on a registry that
    /// nobody has asked, is not known yet.
    private func judge(_ one: Case, as caller: ReferenceCaller?, _ known: Known) -> Judgement {
        let facts = facts(one, caller, known.body)
        let denials = one.deny.filter { concerns($0, caller, isDenial: true) }
        let permissions = one.allow.filter { concerns($0, caller, isDenial: false) }
        func truth(_ rule: ReferenceRule) -> Truth { self.truth(of: rule, one.moment, facts, known) }

        if let denial = denials.first(where: { truth($0) == .yes }) { return .refuse("rule", by: denial.label) }
        let against = denials.map(truth)
        if let permission = permissions.first(where: { truth($0) == .yes }) {
            if against.contains(.unread) { return .unread }
            return against.contains(.unasked) ? .unasked : .allow(permission.label)
        }
        let inFavour = permissions.map(truth)
        guard inFavour.contains(.unread) || inFavour.contains(.unasked) else {
            return .refuse(reason(one, caller, permissions, facts), by: "default")
        }
        return (inFavour + against).contains(.unread) ? .unread : .unasked
    }

    /// Why nobody let the caller in.
    private func reason(
        _ one: Case, _ caller: ReferenceCaller?, _ permissions: [ReferenceRule], _ facts: ReferenceFacts
    ) -> String {
        if caller == nil, !one.allow.contains(where: \.isForAnybody) { return "token-missing" }
        if permissions.isEmpty { return "role" }
        // With an account it might have been otherwise.
        let lacksAccount = permissions.contains { rule in
            guard isOpen(rule, one.moment), let condition = rule.when else { return false }
            return one.moment.owned == nil && condition.asksOwnership && condition.holds(facts.supposing(true))
        }
        return lacksAccount ? "repository-account" : "condition"
    }

    /// Whether the rule is about this caller at all.
    private func concerns(_ rule: ReferenceRule, _ caller: ReferenceCaller?, isDenial: Bool) -> Bool {
        guard let caller else { return isDenial ? !rule.asksWho : rule.isForAnybody }
        if rule.isForAnybody { return false }
        let own = policy.roles.first { $0.number == caller.number }
        let isInRole = rule.roles.isEmpty || rule.roles.contains { named in own.map { includes($0, named) } ?? false }
        let isUser = rule.users.isEmpty || rule.users.contains(caller.user)
        let isInNamespace = rule.namespaces.isEmpty || rule.namespaces.contains(caller.namespace)
        return isInRole && isUser && isInNamespace
    }

    private func includes(_ role: ReferenceRole, _ name: String) -> Bool {
        role.name == name
            || role.includes.contains { inner in
                policy.roles.contains { $0.name == inner && includes($0, name) }
            }
    }

    private func isOpen(_ rule: ReferenceRule, _ moment: ReferenceMoment) -> Bool {
        if let from = rule.from, moment.now < from.start { return false }
        if let until = rule.until, moment.now >= until.start { return false }
        if let hours = rule.hours, !hours.contains(moment.now) { return false }
        return rule.ranges.isEmpty || rule.ranges.contains { range in moment.address.map(range.contains) ?? false }
    }

    private func truth(
        of rule: ReferenceRule, _ moment: ReferenceMoment, _ facts: ReferenceFacts, _ known: Known
    ) -> Truth {
        guard isOpen(rule, moment) else { return .no }
        guard let condition = rule.when else { return .yes }
        if condition.readsBody, known.body == nil { return .unread }
        guard condition.asksOwnership, !known.registryIsAsked else { return condition.holds(facts) ? .yes : .no }
        // In the worst case and in the best.
        if condition.holds(facts.supposing(false)) { return .yes }
        return condition.holds(facts.supposing(true)) ? .unasked : .no
    }

    /// Everything that a condition can name, by its name.
    private func facts(
        _ one: Case, _ caller: ReferenceCaller?, _ body: [String: ReferenceValue]?
    ) -> ReferenceFacts {
        let nulls = (body ?? [:]).filter { $0.value == .null }.keys
        var values = (body ?? [:]).filter { $0.value != .null }
        for (name, value) in ReferenceRouting.parameters(of: one.route, one.request) { values[name] = value }
        for pair in one.request.query {
            values["query." + pair.name] = one.request.queryValue(pair.name).map { .text($0) }
        }
        if let caller {
            values["principal.name"] = .text(caller.user)
            values["principal.id"] = .number(caller.id)
            if !caller.namespace.isEmpty { values["principal.namespace"] = .text(caller.namespace) }
            if let owned = one.moment.owned {
                values["account.id"] = .number(owned.id)
                values["account.name"] = .text(owned.user)
            }
            if let role = policy.roles.first(where: { $0.number == caller.number }) {
                values["principal.role"] = .text(role.name)
            }
        }
        return ReferenceFacts(
            values: values, nulls: Set(nulls), owned: one.moment.owned, labels: one.moment.labels)
    }
}

/// What comes of a request, in the words of the policy's own tests.
struct ReferenceAnswer: Equatable, CustomStringConvertible {
    var isAllowed: Bool
    var reason: String?
    var rule: String?
    var route: String?

    static func allowed(by rule: String, _ route: String) -> ReferenceAnswer {
        ReferenceAnswer(isAllowed: true, reason: nil, rule: rule, route: route)
    }

    static func refused(_ reason: String, by rule: String? = nil, _ route: String? = nil) -> ReferenceAnswer {
        ReferenceAnswer(isAllowed: false, reason: reason, rule: rule, route: route)
    }

    /// Whether all but the rule is the same.
    func names(anotherRuleThan other: ReferenceAnswer) -> Bool {
        isAllowed == other.isAllowed && reason == other.reason && route == other.route && rule != other.rule
    }

    var description: String {
        "\(isAllowed ? "allow" : "deny") reason \(reason ?? "-") rule \(rule ?? "-") route \(route ?? "-")"
    }
}
