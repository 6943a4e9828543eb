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
        package let methods: String
        package let path: String
        /// Names of roles as the rules give them, those that include them aside.
        package let allowed: String
        package let destination: String
    }

    package let directory: String
    package let findings: [Problem]
    package let routes: [Route]
    private let identity: String
    private let upstreams: [String]

    /// Reads and compiles. - Parameter environment: where `env:` references look.
    package init(directory: String, environment: [String: String]) {
        self.directory = directory
        do throws(PolicyFindings) {
            let names = PolicyEnvironment.process(
                environment, endpoints: Set(LocalEndpointName.allCases.map(\.rawValue)))
            let ruleset = try PolicyLoader.load(directory: directory, environment: names)
            findings = []
            identity = ruleset.identity
            upstreams = ruleset.upstreams.map { $0.isOff ? "\($0.name) (off)" : $0.name }
            routes = ruleset.routes.map { Route($0, in: ruleset) }
        } catch {
            findings = error.findings.map {
                Problem(file: $0.file, line: $0.line, column: $0.column, message: $0.message, text: $0.description)
            }
            (identity, upstreams, routes) = ("", [], [])
        }
    }

    /// One line: what they are, or how much is wrong.
    package var summary: String {
        guard findings.isEmpty else { return "\(directory): \(findings.count) finding(s): these would be refused" }
        let services = upstreams.isEmpty ? "none" : upstreams.joined(separator: ", ")
        return "\(directory): \(routes.count) routes, upstreams: \(services), identity \(identity)"
    }

    package func json() throws -> String {
        struct Document: Encodable {
            let directory: String
            let identity: String?
            let routes: Int
            let findings: [Problem]
        }
        return try Self.text(
            Document(
                directory: directory, identity: identity.isEmpty ? nil : identity, routes: routes.count,
                findings: findings))
    }

    package func routesJSON() throws -> String { try Self.text(routes) }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension PolicyCheck.Route {
    fileprivate init(_ route: CompiledRoute, in ruleset: Ruleset) {
        id = route.id
        methods = route.methods.map(\.name).joined(separator: ",")
        path = route.path
        let roles = ruleset.rolesAllowed(on: route)
        allowed = (route.admitsAnybody ? ["anybody"] + roles : roles).joined(separator: ",")
        switch route.destination {
        case .local(let name): destination = "local \(name)"
        case .translate(let name, let upstream): destination = "\(name) on \(ruleset.upstreams[upstream].name)"
        case .relay(let upstream): destination = ruleset.upstreams[upstream].name
        case .redirect(_, let status): destination = "redirect \(status)"
        case .answer(let answer): destination = "answer \(answer.status)"
        case .folder(let folder): destination = "folder \(folder.directory)"
        }
    }
}
