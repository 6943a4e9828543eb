import Domain
import Policy
import Telemetry

extension PolicyDesk {
    private struct Group: Hashable {
        let method, before, after, route, role: String
        /// Of a shadow report: whose word `after` is.
        var source: LoopMetrics.ShadowSource?
    }

    private struct Tally {
        var count = 0
        var example = ""
    }

    private struct Row: Encodable {
        let method, role, route, before, after, example: String
        let count: Int
        /// In shadow reports only.
        let source: String?
    }

    private struct Document: Encodable {
        let lines, unreadable, undecidable, skipped: Int
        let changes: [Row]
    }

    /// Which recorded decisions these policies would make otherwise. Noteworthy when there are some.
    package func replay(_ logs: [String], progress: (Int) -> Void) throws(Refusal) -> PolicyReport {
        var lines = DecisionLines()
        var groups: [Group: Tally] = [:]
        var undecidable = 0
        var skipped = 0
        for log in logs {
            try lines.read(log, progress: progress) { line in
                switch judge(line) {
                case .same: return
                case .skipped: skipped += 1
                case .undecidable: undecidable += 1
                case .change(let group): note(line, group, in: &groups)
                }
            }
        }
        try lines.require(in: logs)
        let rows = rows(groups)
        var text = PolicyReport.table(
            ["COUNT", "METHOD", "ROUTE", "ROLE", "RECORDED", "WOULD BE", "EXAMPLE"],
            rows.map { ["\($0.count)", $0.method, $0.route, $0.role, $0.before, $0.after, $0.example] })
        if rows.isEmpty { text = [] }
        text.append(
            "\(lines.count) decisions, \(rows.reduce(0) { $0 + $1.count }) would change; "
                + "\(undecidable) depend on a query, body, field, owner or token that is not recorded; "
                + "\(skipped) are not about policies" + unreadable(lines))
        return PolicyReport(
            text,
            Document(
                lines: lines.count, unreadable: lines.unreadable, undecidable: undecidable, skipped: skipped,
                changes: rows), isNoteworthy: !rows.isEmpty)
    }

    private enum Outcome {
        case same, skipped, undecidable
        case change(Group)
    }

    private static let tokens: Set<String> = Set(
        [.tokenMissing, .tokenInvalid, .tokenExpired, .sessionEnded].map(\GatewayError.Code.rawValue))
    /// What a policy refuses for. Every other reason, those to come included, is one that it has no influence on.
    private static let reasons: Set<String> = tokens.union(
        [
            .roleRefused, .conditionRefused, .ruleRefused, .accountMissing, .routeUnknown, .methodNotAllowed,
        ].map(\GatewayError.Code.rawValue))

    private static func isOfPolicies(_ line: DecisionLine) -> Bool {
        line.reason.isEmpty ? line.decision == "allow" : reasons.contains(line.reason)
    }

    private func judge(_ line: DecisionLine) -> Outcome {
        // A path that was cut, or that no gateway writes, cannot be judged.
        guard Self.isOfPolicies(line), let method = RequestMethod(name: line.method),
            line.path.hasPrefix("/"), !line.path.contains("…"), !line.path.contains("#")
        else { return .skipped }
        var request = TestRequest(method: method, target: line.path)
        request.caller.namespace = line.namespace
        request.caller.user = line.user
        request.caller.id = line.userID
        request.caller.address = line.address
        request.caller.now = line.time
        let isKnown = line.role != nil && !Self.tokens.contains(line.reason)
        let principal = isKnown ? line.role.map { ruleset.principal(RoleNumber(rawValue: $0), request.caller) } : nil
        if ruleset.dependsOnFields(request) { return .undecidable }
        let outcome = ruleset.outcome(request, as: principal)
        if let route = outcome.route, route.needsMoreThanTheLog { return .undecidable }
        // Whom anybody's rules let in, or what was refused before, nobody asked for a token: there may have been one.
        if line.role == nil, !Self.tokens.contains(line.reason), outcome.reason == .tokenMissing { return .undecidable }
        var after = outcome.isAllowed ? "allow" : outcome.reason?.isPolicyDenial == true ? "deny" : "reject"
        var reason = outcome.reason?.rawValue ?? ""
        if outcome.isAllowed, let route = outcome.route, ruleset.lacksAccount(route, principal, Self.account(line)) {
            (after, reason) = ("deny", GatewayError.Code.accountMissing.rawValue)
        }
        // Without a valid token the decision is the same whatever was wrong with it.
        if after == line.decision { return .same }
        let role = line.role.map { ruleset.roles.name(of: RoleNumber(rawValue: $0)) ?? "\($0)" } ?? Self.anonymous
        return .change(
            Group(
                method: line.method, before: Self.words(line.decision, line.reason), after: Self.words(after, reason),
                route: Self.routes(line.route, outcome.route?.id), role: role))
    }

    /// Who was refused for want of an account had none then; of all others it is taken that they had one.
    private static func account(_ line: DecisionLine) -> RegistryFacts.Account {
        line.reason == GatewayError.Code.accountMissing.rawValue ? .none : .known(id: 0, name: "")
    }

    /// What rules in shadow mode and a second policy would have decided otherwise, as the gateway recorded it.
    package static func shadowReport(_ logs: [String], progress: (Int) -> Void) throws(Refusal) -> PolicyReport {
        var lines = DecisionLines()
        var groups: [Group: Tally] = [:]
        var compared: [LoopMetrics.ShadowSource: Int] = [:]
        var undecidable: [LoopMetrics.ShadowSource: Int] = [:]
        for log in logs {
            try lines.read(log, progress: progress) { line in
                for (source, shadow) in [
                    (LoopMetrics.ShadowSource.rules, line.shadow.rules), (.policy, line.shadow.policy),
                ] {
                    guard let shadow else { continue }
                    compared[source, default: 0] += 1
                    if shadow == LoopMetrics.ShadowWord.unknown.rawValue {
                        undecidable[source, default: 0] += 1
                        continue
                    }
                    guard shadow != line.decision else { continue }
                    let role = line.role.map { "\($0)" } ?? anonymous
                    let group = Group(
                        method: line.method, before: words(line.decision, line.reason), after: shadow,
                        route: line.route ?? "none", role: role, source: source)
                    note(line, group, in: &groups)
                }
            }
        }
        try lines.require(in: logs)
        let rows = rows(groups)
        var text = PolicyReport.table(
            ["COUNT", "METHOD", "ROUTE", "ROLE", "DECIDED", "SHADOW", "OF", "EXAMPLE"],
            rows.map {
                ["\($0.count)", $0.method, $0.route, $0.role, $0.before, $0.after, $0.source ?? "", $0.example]
            })
        if rows.isEmpty { text = [] }
        text.append(
            "\(lines.count) decisions; "
                + LoopMetrics.ShadowSource.allCases.map { source in
                    let differ = rows.reduce(0) { $0 + ($1.source == source.rawValue ? $1.count : 0) }
                    return "\(compared[source] ?? 0) with a word of \(source.name), \(differ) differ, "
                        + "\(undecidable[source] ?? 0) could not be told"
                }.joined(separator: "; ") + unreadable(lines))
        return PolicyReport(
            text,
            Document(
                lines: lines.count, unreadable: lines.unreadable,
                undecidable: undecidable.values.reduce(0, +), skipped: 0, changes: rows),
            isNoteworthy: !rows.isEmpty)
    }

    private static func note(_ line: DecisionLine, _ group: Group, in groups: inout [Group: Tally]) {
        var tally = groups[group] ?? Tally()
        tally.count += 1
        // The last one: it is the most likely to be found in other logs.
        tally.example = "\(line.path) (\(line.requestID))"
        groups[group] = tally
    }

    private func note(_ line: DecisionLine, _ group: Group, in groups: inout [Group: Tally]) {
        Self.note(line, group, in: &groups)
    }

    private static func rows(_ groups: [Group: Tally]) -> [Row] {
        groups.map { group, tally in
            Row(
                method: group.method, role: group.role, route: group.route, before: group.before, after: group.after,
                example: tally.example, count: tally.count, source: group.source?.rawValue)
        }
        .sorted {
            let left = ($1.count, $0.route, $0.method, $0.role, $0.before + ($0.source ?? ""))
            return left < ($0.count, $1.route, $1.method, $1.role, $1.before + ($1.source ?? ""))
        }
    }

    private func rows(_ groups: [Group: Tally]) -> [Row] { Self.rows(groups) }

    private static func words(_ decision: String, _ reason: String) -> String {
        reason.isEmpty ? decision : "\(decision) (\(reason))"
    }

    private static func routes(_ old: String?, _ new: String?) -> String {
        old == new ? old ?? "none" : "\(old ?? "none") -> \(new ?? "none")"
    }

    private static func unreadable(_ lines: DecisionLines) -> String {
        lines.unreadable == 0 ? "" : "; \(lines.unreadable) lines are none of a decision log"
    }

    private func unreadable(_ lines: DecisionLines) -> String { Self.unreadable(lines) }
}

extension LoopMetrics.ShadowSource {
    fileprivate var name: String {
        switch self {
        case .rules: "rules in shadow mode"
        case .policy: "a second policy"
        }
    }
}
