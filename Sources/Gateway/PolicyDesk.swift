import Domain
import Foundation
import Policy

/// Answers questions about policy files without a running gateway, with the code that one runs.
package struct PolicyDesk: Sendable {
    package let directory: String
    let ruleset: Ruleset

    /// Why a question cannot be answered.
    package struct Refusal: Error, Sendable {
        package let lines: [String]
        /// Whether the question itself is wrong, rather than the policy.
        package let isUsage: Bool
        /// What is wrong with the policy; empty for a usage error.
        private let findings: [PolicyCheck.Problem]

        init(_ findings: [Finding]) {
            lines = findings.map(\.description)
            isUsage = false
            self.findings = findings.map(PolicyCheck.Problem.init)
        }

        init(usage line: String) {
            lines = [line]
            isUsage = true
            findings = []
        }

        /// The findings, for who asked for JSON.
        package var json: String { PolicyReport([], ["findings": findings]).json }
    }

    /// Tests that fail do not stand in the way: whoever asks may be looking for the reason.
    ///
    /// - Parameter environment: where `env:` references look.
    package init(directory: String, environment: [String: String]) throws(Refusal) {
        self.directory = directory
        try Self.require(directory: directory)
        let names = PolicyEnvironment.process(environment, endpoints: LocalEndpointName.names)
            .with(Settings.Features(environment: environment))
        do throws(PolicyFindings) {
            ruleset = try PolicyLoader.load(directory: directory, environment: names, runsTests: false)
        } catch {
            throw Refusal(error.findings)
        }
    }

    /// A directory that cannot be read is a wrong question, not a wrong policy.
    package static func require(directory: String) throws(Refusal) {
        guard (try? FileManager.default.contentsOfDirectory(atPath: directory)) != nil else {
            throw Refusal(usage: "the policy directory \(directory) cannot be read")
        }
    }

    static let anonymous = "anonymous"

    /// The roles that a caller can come with, and nobody's.
    var roles: [String] { [Self.anonymous] + ruleset.roles.numbered.map(\.name) }

    /// - Parameter isComplete: asks for every cell of route × role.
    package func test(showsCoverage: Bool, isComplete: Bool) -> PolicyReport {
        struct Document: Encodable {
            struct Cell: Encodable { let route, role: String }
            let tests: Int
            let failures: [PolicyCheck.Problem]
            let cells, covered: Int
            let uncovered: [Cell]
        }
        let findings = ruleset.testFindings()
        let coverage = ruleset.coverage()
        var lines = findings.map(\.description)
        var uncovered: [Document.Cell] = []
        var rows: [[String]] = []
        for route in coverage.routes {
            var row = [route]
            for role in coverage.roles {
                let isCovered = coverage.isCovered(route, role)
                row.append(isCovered ? "yes" : "-")
                if !isCovered { uncovered.append(.init(route: route, role: role)) }
            }
            rows.append(row)
        }
        if showsCoverage || isComplete {
            lines += PolicyReport.table(["ROUTE"] + coverage.roles, rows)
        }
        let covered = coverage.count - uncovered.count
        let share = coverage.count == 0 ? 100 : covered * 100 / coverage.count
        lines.append(
            "\(ruleset.tests.count) tests, \(findings.isEmpty ? "all passed" : "\(findings.count) failed"); "
                + "\(covered) of \(coverage.count) cells of route × role covered (\(share) %)")
        return PolicyReport(
            lines,
            Document(
                tests: ruleset.tests.count, failures: findings.map(PolicyCheck.Problem.init), cells: coverage.count,
                covered: covered, uncovered: uncovered),
            isNoteworthy: !findings.isEmpty || (isComplete && !uncovered.isEmpty))
    }

    package func whoCan(_ question: PolicyQuestion) throws(Refusal) -> PolicyReport {
        struct Row: Encodable { let role, access: String }
        struct Document: Encodable {
            let request: String
            @OrNull var route: String?
            let roles: [Row]
            @OrNull var note: String?
        }
        let request = try question.request()
        let ruleset = try ruleset(for: question)
        // Who asks has no influence on the route.
        let outcome = ruleset.outcome(request, as: nil)
        // A query that two readers may read in two ways is refused whoever asks.
        guard let route = outcome.route, outcome.reason != .malformedTarget else {
            let note = outcome.reason.map { "\($0.status) \($0.rawValue): \(outcome.message ?? $0.message)" } ?? ""
            return PolicyReport(
                ["nobody: \(note)"],
                Document(request: question.text, route: outcome.route?.id, roles: [], note: note))
        }
        let numbers = [nil] + ruleset.roles.numbered.map { Optional($0.number) }
        let rows = zip(roles, numbers).map { Row(role: $0, access: route.access(of: $1).text) }
        var notes: [String] = []
        if ruleset.lacksAccount(route, nil) {
            notes.append(
                ruleset.upstream(of: route)?.kind == .harbor
                    ? "others than system administrators need an account of their namespace at the upstream as well"
                    : "the upstream's own account acts for system administrators only: the others get 403 "
                        + GatewayError.Code.accountMissing.rawValue)
        }
        notes += Self.registryNotes(ruleset, route)
        var lines = ["\(question.text) is the route \(route.id) (\(ruleset.summary(of: route)))"]
        lines += PolicyReport.table(["ROLE", "MAY"], rows.map { [$0.role, $0.access] })
        lines += notes
        let note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        return PolicyReport(lines, Document(request: question.text, route: route.id, roles: rows, note: note))
    }

    package func audit() -> PolicyReport {
        struct Row: Encodable {
            let id, route, detail, explanation, file: String
            let line: Int
        }
        let found = PolicyAudit(ruleset, now: Int64(Date().timeIntervalSince1970)).issues
        let rows = found.map { issue in
            Row(
                id: issue.rule.rawValue, route: issue.route, detail: issue.detail,
                explanation: issue.rule.explanation, file: issue.file, line: issue.line)
        }
        var lines = rows.map { "\($0.file):\($0.line): [\($0.id)] \($0.route): \($0.explanation): \($0.detail)" }
        // What is stale is taken out, never accepted.
        let example = found.first { $0.rule != .staleAcceptance }
        let hint = example.map { "; a route that means one lists its id: accepts: [\($0.rule.rawValue)]" } ?? ""
        lines.append(
            rows.isEmpty
                ? "\(directory): \(ruleset.routes.count) routes, nothing found" : "\(rows.count) finding(s)\(hint)")
        return PolicyReport(lines, rows, isNoteworthy: !rows.isEmpty)
    }

    /// What changes when `other` takes the place of these policies.
    package func difference(to other: PolicyDesk) -> PolicyReport {
        struct Cell: Encodable { let role, old, new, change: String }
        struct Property: Encodable { let name, old, new: String }
        struct Row: Encodable {
            let request: String
            let oldRoute, newRoute: String?
            let oldDestination, newDestination: String
            let leadsElsewhere: Bool
            let cells: [Cell]
            let properties: [Property]
        }
        let rows = PolicyDifference(from: ruleset, to: other.ruleset).rows.map { row in
            Row(
                request: row.request, oldRoute: row.oldRoute, newRoute: row.newRoute,
                oldDestination: row.oldDestination, newDestination: row.newDestination,
                leadsElsewhere: row.leadsElsewhere,
                cells: row.cells.map {
                    Cell(role: $0.role, old: $0.old.text, new: $0.new.text, change: $0.change.rawValue)
                }, properties: row.properties.map { Property(name: $0.name, old: $0.old, new: $0.new) })
        }
        var lines: [String] = []
        for row in rows {
            let ids =
                row.oldRoute == row.newRoute
                ? row.newRoute ?? "" : "\(row.oldRoute ?? "none") -> \(row.newRoute ?? "none")"
            lines.append("\(row.request) [\(ids)]")
            if row.leadsElsewhere {
                lines.append("    leads to \(row.newDestination), before to \(row.oldDestination)")
            }
            for property in row.properties {
                lines.append("    \(property.name): \(property.new), before \(property.old)")
            }
            for cell in row.cells {
                let sign = cell.change == "wider" ? "+" : cell.change == "narrower" ? "-" : "~"
                lines.append("  \(sign) \(cell.role): \(cell.old) -> \(cell.new)")
            }
        }
        let cells = rows.flatMap(\.cells)
        func count(_ change: String) -> Int { cells.count { $0.change == change } }
        lines.append(
            rows.isEmpty
                ? "nothing changes"
                : "\(rows.count) kind(s) of request change: \(count("wider")) cell(s) wider (+), "
                    + "\(count("narrower")) narrower (-), \(count("different")) different (~)")
        return PolicyReport(lines, rows, isNoteworthy: !rows.isEmpty)
    }
}
