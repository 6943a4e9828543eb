import Domain
import Foundation
import Policy

/// Policies as the gateway would read them, without a gateway: what is wrong with them, or what they say.
package struct PolicyCheck: Sendable {
    package struct Problem: Encodable, Sendable {
        package let file: String
        package let line: Int
        package let column: Int
        package let message: String
        /// As compilers print it, with the line and a caret.
        package let text: String

        private enum CodingKeys: CodingKey {
            case file, line, column, message
        }
    }

    package struct Route: Encodable, Sendable {
        package let id: String
        /// `enforce` or `shadow`.
        package let mode: String
        package let methods: String
        package let path: String
        /// Names of roles as the rules give them, those that include them aside.
        package let allowed: String
        package let destination: String

        /// The id, with a word where nothing is enforced.
        package var label: String { isShadow ? "\(id) (shadow)" : id }
        fileprivate var isShadow: Bool { mode == RuleMode.shadow.rawValue }
    }

    package let directory: String
    package let findings: [Problem]
    /// Those in shadow mode too, each behind the one that it stands beside.
    package let routes: [Route]
    private let identity: String
    private let upstreams: [String]
    private let rules: Int
    private let tests: Int

    /// Reads and compiles. - Parameter environment: where `env:` references look.
    package init(directory: String, environment: [String: String]) {
        self.directory = directory
        do throws(PolicyFindings) {
            let names = PolicyEnvironment.process(environment, endpoints: LocalEndpointName.names)
                .with(Settings.Features(environment: environment))
            let ruleset = try PolicyLoader.load(directory: directory, environment: names)
            findings = []
            identity = ruleset.identity
            upstreams = ruleset.upstreams.map { $0.isOff ? "\($0.name) (off)" : $0.name }
            routes = ruleset.routes.flatMap { route in
                [Route(route, .enforce, in: ruleset)] + (route.twin.map { [Route($0, .shadow, in: ruleset)] } ?? [])
            }
            rules = ruleset.ruleCount
            tests = ruleset.tests.count
        } catch {
            findings = error.findings.map(Problem.init)
            (identity, upstreams, routes, rules, tests) = ("", [], [], 0, 0)
        }
    }

    /// One line: what they are, or how much is wrong.
    package var summary: String {
        guard findings.isEmpty else { return "\(directory): \(findings.count) finding(s): these would be refused" }
        let services = upstreams.isEmpty ? "none" : upstreams.joined(separator: ", ")
        let shadow = routes.filter(\.isShadow).map(\.label)
        return "\(directory): \(routes.count - shadow.count) routes, \(rules) rules, \(tests) tests, "
            + (shadow.isEmpty ? "" : "beside them \(shadow.joined(separator: ", ")), ")
            + "upstreams: \(services), identity \(identity)"
    }

    package func json() throws -> String {
        struct Document: Encodable {
            let directory: String
            let identity: String?
            let routes: Int
            /// Ids of routes in shadow mode, which are not among those.
            let shadow: [String]
            let rules: Int
            let tests: Int
            let findings: [Problem]
        }
        let shadow = routes.filter(\.isShadow).map(\.id)
        return try Self.text(
            Document(
                directory: directory, identity: identity.isEmpty ? nil : identity, routes: routes.count - shadow.count,
                shadow: shadow, rules: rules, tests: tests, findings: findings))
    }

    package func routesJSON() throws -> String {
        if findings.isEmpty { return try Self.text(routes) }
        return try Self.text(["findings": findings])
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension PolicyCheck.Problem {
    init(_ finding: Finding) {
        self.init(
            file: finding.file, line: finding.line, column: finding.column, message: finding.message,
            text: finding.description)
    }
}

extension PolicyCheck.Route {
    fileprivate init(_ route: CompiledRoute, _ mode: RuleMode, in ruleset: Ruleset) {
        id = route.id
        self.mode = mode.rawValue
        methods = route.methods.map(\.name).joined(separator: ",")
        path = route.path
        let roles = ruleset.rolesAllowed(on: route)
        allowed = (route.admitsAnybody ? ["anybody"] + roles : roles).joined(separator: ",")
        switch route.destination {
        case .local(let name): destination = "local \(name)"
        case .translate(let name, let upstream):
            destination = "\(name) on \(upstream.map { ruleset.upstreams[$0].name } ?? "the registry")"
        case .relay(let upstream): destination = ruleset.upstreams[upstream].name
        case .redirect(_, let status): destination = "redirect \(status)"
        case .answer(let answer): destination = "answer \(answer.status)"
        case .folder(let folder): destination = "folder \(folder.directory)"
        }
    }
}
