import Domain
import Routing

extension Ruleset {
    /// The outcome of each test: what is wrong, or nothing.
    func testResults() -> [(test: PolicyTest, outcome: PolicyOutcome, complaint: String?)] {
        tests.map { test in
            let principal = test.number.map { self.principal($0, test.request.caller) }
            let outcome = outcome(test.request, as: principal)
            return (test, outcome, test.complaint(outcome))
        }
    }

    /// What is wrong with the policy as its tests see it, in their order.
    package func testFindings() -> [Finding] {
        var log = FindingLog()
        runTests(&log)
        return log.findings
    }

    /// A test that fails is a finding like any other: the policy is refused whole.
    func runTests(_ log: inout FindingLog) {
        for (test, _, complaint) in testResults() {
            guard let complaint else { continue }
            log.add("the test \"\(test.name)\" fails as \(test.role): \(complaint)", at: test.position)
        }
    }

    /// Which routes the tests reach as which role.
    package func coverage() -> PolicyCoverage {
        var covered: Set<PolicyCoverage.Cell> = []
        for (test, outcome, _) in testResults() {
            guard let route = outcome.route else { continue }
            covered.insert(PolicyCoverage.Cell(route: route.id, role: test.role))
        }
        let roles = [RoleTable.anonymous] + self.roles.numbered.map(\.name)
        return PolicyCoverage(routes: routes.map(\.id), roles: roles, covered: covered)
    }
}

/// The cells of route × role, and which of them some test looks at.
package struct PolicyCoverage: Sendable {
    package struct Cell: Hashable, Sendable {
        package let route: String
        package let role: String
    }

    package let routes: [String]
    package let roles: [String]
    package let covered: Set<Cell>

    package var count: Int { routes.count * roles.count }

    package func isCovered(_ route: String, _ role: String) -> Bool {
        covered.contains(Cell(route: route, role: role))
    }
}
