/// Finds rules of one route that can decide nothing: their author believes that they do.
struct ReachabilityCheck {
    let route: RouteDeclaration
    let access: AccessCompiler.Access

    func report(_ log: inout FindingLog) {
        let allow = zip(route.allow.filter { $0.mode == .enforce }, access.allow).map { ($0, $1) }
        let deny = zip(route.deny.filter { $0.mode == .enforce }, access.deny).map { ($0, $1) }
        reportRepeated(allow.filter { !$0.1.isPlain }, &log)
        reportRepeated(deny, &log)
        let anybody = allow.first { $0.1.isForAnybody && $0.1.isPlain }
        for (place, (declaration, rule)) in allow.enumerated() {
            if let anybody, anybody.1 !== rule {
                log.add("this has no effect: \(anybody.1.label) lets anybody in", at: declaration.position)
                continue
            }
            if let wider = allow.enumerated().first(where: { $0.offset != place && covers($0, place, rule) })?.element {
                log.add("this has no effect: \(wider.1.label) lets these callers in already", at: declaration.position)
            } else if !rule.isForAnybody,
                let wall = deny.first(where: { $0.1.isPlain && rule.roles & ~$0.1.roles == 0 && rule.roles != 0 })
            {
                log.add("this has no effect: \(wall.1.label) refuses all these callers", at: declaration.position)
            }
        }
        for (declaration, rule) in deny

        where rule.asksWho && !allow.isEmpty && (anybody != nil || allow.allSatisfy({ $0.1.isForAnybody })) {
            log.add(
                "this has no effect: the route allows \"anonymous\", so no token is looked at and nobody is known",
                at: declaration.position)
        }
    }

    /// Rules that say the same, or of whom nothing is refused that would be allowed.
    private func reportRepeated(_ rules: [(RuleDeclaration, AccessRule)], _ log: inout FindingLog) {
        var seen: [String: String] = [:]
        for (declaration, rule) in rules {
            if let other = seen[rule.text] {
                log.add("this has no effect: \(other) says the same", at: declaration.position)
            } else {
                seen[rule.text] = rule.label
            }
        }
    }

    /// Whether a rule that asks for nothing but roles lets in all whom this one could; of two equal ones the first.
    private func covers(
        _ other: (offset: Int, element: (RuleDeclaration, AccessRule)), _ place: Int, _ rule: AccessRule
    ) -> Bool {
        let wider = other.element.1
        guard wider.isPlain, wider.isForAnybody == rule.isForAnybody, rule.roles != 0 || rule.isForAnybody,
            rule.roles & ~wider.roles == 0
        else { return false }
        return !rule.isPlain || rule.roles != wider.roles || other.offset < place
    }
}
