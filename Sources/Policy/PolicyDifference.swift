import Domain
import Routing

/// What changes for callers from one policy to another: for every kind of request that either of them knows, which route
/// takes it, what each role may do, and what the gateway does with it.
///
/// Found by asking both policies the same requests (`Comparison`), so that it does not matter how a policy is written.
package struct PolicyDifference: Sendable {
    package struct Cell: Sendable {
        package let role: String
        package let old: RoleAccess
        package let new: RoleAccess
        package let change: RoleAccess.Change
    }

    /// Something that a route does beside letting callers in. Never holds a secret.
    package struct Property: Sendable {
        package let name: String
        package let old: String
        package let new: String
    }

    package struct Row: Sendable {
        /// Such as `DELETE /v1/repository/image`, with an example where not every path of the pattern is meant.
        package let request: String
        /// `nil` where the request leads to no route.
        package let oldRoute: String?
        package let newRoute: String?
        package let oldDestination: String
        package let newDestination: String
        /// Names of parameters aside.
        package let leadsElsewhere: Bool
        package let cells: [Cell]
        package let properties: [Property]
    }

    package let rows: [Row]

    package init(from old: Ruleset, to new: Ruleset) {
        var comparison = Comparison(old, new)
        for place in old.routes.indices { comparison.ask(old.routes[place], old.patterns[place]) }
        for place in new.routes.indices { comparison.ask(new.routes[place], new.patterns[place]) }
        rows = comparison.rows
    }
}

extension Ruleset {
    /// Where a route leads, in words that two policies have in common.
    package func summary(of route: CompiledRoute) -> String {
        switch route.destination {
        case .local(let name): "local \(name)"
        case .translate(let name, let upstream): "\(name) on \(upstream.map { upstreams[$0].name } ?? "the registry")"
        case .relay(let upstream): upstreams[upstream].name + (route.template.map { " \($0.text)" } ?? "")
        case .redirect(let origin, let status): "redirect \(status) \(origin)\(route.template.map(\.text) ?? "")"
        case .answer(let answer): "answer \(answer.status)"
        case .folder(let folder): "folder \(folder.directory)"
        }
    }
}
