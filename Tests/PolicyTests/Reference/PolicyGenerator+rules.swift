extension PolicyGenerator {
    /// The rules of a route, such that the compiler finds little to complain about: which rules have no effect is for
    /// other tests.
    mutating func rules(of route: ReferenceRoute) -> (allow: [ReferenceRule], deny: [ReferenceRule]) {
        var allow: [ReferenceRule] = []
        let forAnybody = chance(30)
        for place in 0..<Int.random(in: 1...3, using: &random) {
            let label = "\(route.id).allow[\(place)]"
            var rule = forAnybody && place == 0 ? anybody(label, route) : named(label, route, isDenial: false)
            rule.isShadow = place > 0 && chance(20)
            allow.append(rule)
            if rule.isOpenToAll { break }
        }
        var deny: [ReferenceRule] = []
        // Where nobody is asked for a name, a denial that asks for one would be without effect.
        let asksNobody = allow.allSatisfy { $0.isForAnybody || $0.isShadow } || allow[0].isOpenToAll
        for place in 0..<(chance(50) ? 0 : Int.random(in: 1...2, using: &random)) {
            let label = "\(route.id).deny[\(place)]"
            var rule = asksNobody ? nameless(label, route) : named(label, route, isDenial: true)
            rule.isShadow = chance(20)
            deny.append(rule)
        }
        return (allow, deny)
    }

    private mutating func anybody(_ label: String, _ route: ReferenceRoute) -> ReferenceRule {
        var rule = chance(10) ? ReferenceRule(label: label) : nameless(label, route)
        rule.roles = ["anonymous"]
        return rule
    }

    /// A rule that does not ask who is calling.
    private mutating func nameless(_ label: String, _ route: ReferenceRoute) -> ReferenceRule {
        var rule = ReferenceRule(label: label)
        if chance(50) { rule.ranges = some(of: ReferenceRange.some, atMost: 2) }
        if rule.ranges.isEmpty || chance(40) { rule.when = condition(route, knowsCaller: false) }
        limit(&rule)
        return rule
    }

    private mutating func named(_ label: String, _ route: ReferenceRoute, isDenial: Bool) -> ReferenceRule {
        var rule = ReferenceRule(label: label)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: rule.users = some(of: ["ann", "bob", "cho"], atMost: 2)
        case 1: rule.namespaces = some(of: ["ns1", "ns2"], atMost: 2)
        case 2: rule.ranges = some(of: ReferenceRange.some, atMost: 2)
        case 3, 4: rule.when = condition(route, knowsCaller: true)
        default: rule.roles = some(of: nameable, atMost: 2)
        }
        // A rule with nothing but roles makes others useless.
        if chance(rule.roles.isEmpty ? 0 : 45) { rule.when = condition(route, knowsCaller: true) }
        if rule.users.isEmpty, chance(15) { rule.users = some(of: ["ann", "bob", "cho"], atMost: 2) }
        if rule.namespaces.isEmpty, chance(15) { rule.namespaces = some(of: ["ns1", "ns2"], atMost: 1) }
        if rule.ranges.isEmpty, chance(15) { rule.ranges = some(of: ReferenceRange.some, atMost: 2) }
        if rule.when == nil, chance(isDenial ? 70 : 45) { rule.when = condition(route, knowsCaller: true) }
        limit(&rule)
        return rule
    }

    /// When the rule holds.
    private mutating func limit(_ rule: inout ReferenceRule) {
        if chance(12) { rule.from = ReferenceDay.some[Int.random(in: 0...1, using: &random)] }
        if chance(12) { rule.until = ReferenceDay.some[Int.random(in: 2...3, using: &random)] }
        guard chance(12) else { return }
        let (start, end) = one(of: [(480, 1_080), (1_320, 360), (0, 1_440), (720, 0)])
        rule.hours = ReferenceHours(
            days: some(of: ReferenceHours.days, atMost: 5), start: start, end: end, zone: one(of: [0, 60, -330, 840]))
    }
}

extension ReferenceRule {
    /// Beside it no other rule has an effect.
    fileprivate var isOpenToAll: Bool {
        isForAnybody && ranges.isEmpty && from == nil && until == nil && hours == nil && when == nil
    }
}
