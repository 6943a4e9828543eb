import Domain
import Routing

/// A test of a policy for one role, ready to run.
package struct PolicyTest: Sendable {
    package let name: String
    /// `anonymous`, or the name of a role with a number.
    package let role: String
    let position: SourcePosition
    let request: TestRequest
    let number: RoleNumber?
    let expected: TestDeclaration.Expectation

    /// One for each role that the declaration names.
    static func compile(
        _ declaration: TestDeclaration, _ roles: RoleTable, _ log: inout FindingLog
    ) -> [PolicyTest] {
        declaration.cases.compactMap { one in
            var number: RoleNumber?
            if one.role.value != RoleTable.anonymous {
                number = roles.numbered.first { $0.name == one.role.value }?.number
                guard number != nil else {
                    let known = roles.numbered.map(\.name) + [RoleTable.anonymous]
                    log.add(
                        "no caller can have the role \"\(one.role.value)\""
                            + Suggestion.text(for: one.role.value, among: known), at: one.role.position)
                    return nil
                }
            }
            return PolicyTest(
                name: declaration.name.value, role: one.role.value, position: one.role.position,
                request: declaration.request, number: number, expected: one.expected)
        }
    }

    /// - Parameter known: the features that there are.
    static func checkFeatures(_ tests: [TestDeclaration], _ known: [String: Bool], _ log: inout FindingLog) {
        for name in tests.flatMap(\.features) where known[name.value] == nil {
            let hint = Suggestion.text(for: name.value, among: known.keys)
            log.add("unknown feature \"\(name.value)\"" + hint, at: name.position)
        }
    }

    /// - Parameter isComplete: whether `known` are all routes that there are.
    static func checkRoutes(_ tests: [PolicyTest], _ known: Set<String>, _ isComplete: Bool, _ log: inout FindingLog) {
        guard isComplete else { return }
        for test in tests {
            guard let route = test.expected.route, !known.contains(route.value) else { continue }
            log.add(
                "unknown route \"\(route.value)\"" + Suggestion.text(for: route.value, among: known), at: route.position
            )
        }
    }

    /// What is wrong with an outcome; `nil` when it is as expected.
    func complaint(_ outcome: PolicyOutcome) -> String? {
        var wrong: [String] = []
        if let isAllowed = expected.isAllowed, isAllowed != outcome.isAllowed {
            wrong.append("\(isAllowed ? "allow" : "deny") expected")
        }
        if let reason = expected.reason?.value, reason != outcome.reason?.rawValue {
            wrong.append("reason \(reason) expected")
        }
        if let route = expected.route?.value, route != outcome.route?.id { wrong.append("route \(route) expected") }
        if let rule = expected.rule, rule != outcome.rule { wrong.append("rule \(rule) expected") }
        if let upstream = expected.upstream, upstream != outcome.upstreamPath {
            wrong.append("upstream \(upstream) expected")
        }
        guard !wrong.isEmpty else { return nil }
        return "\(wrong.joined(separator: ", ")); it is \(outcome.summary)"
    }
}
