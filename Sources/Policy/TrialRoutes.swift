import Domain
import Routing

/// Routes in shadow mode, each beside the enforced one that it would replace.
///
/// Such a route serves nothing. Without an enforced route of the very same match its requests would fall to a wider
/// route, or to none, and its author might believe them guarded: that is an error.
struct TrialRoutes {
    private struct Key: Hashable {
        let shape: RouteShape
        let method: String
        let hosts: Set<HostPattern>
        let fields: [[UInt8]: MatchConditions.Test]
        let query: [[UInt8]: MatchConditions.Test]
    }

    private let trials: [(declaration: RouteDeclaration, entry: RouteTable.Entry)]

    init(_ trials: [(RouteDeclaration, RouteTable.Entry)]) {
        self.trials = trials
    }

    /// Ids of the shadow routes, by the place of the enforced route.
    func match(
        _ enforced: [(declaration: RouteDeclaration, entry: RouteTable.Entry)], _ log: inout FindingLog
    ) -> [Int: String] {
        guard !trials.isEmpty else { return [:] }
        var places: [Key: Int] = [:]
        for (place, route) in enforced.enumerated() {
            for key in keys(of: route.entry) { places[key] = place }
        }
        var found: [Int: String] = [:]
        for trial in trials {
            let id = trial.declaration.id
            checkRules(of: trial.declaration, &log)
            let served = Set(keys(of: trial.entry).map { places[$0] })
            guard served.count == 1, let place = served.first, let place,
                enforced[place].entry.methods.count == trial.entry.methods.count
            else {
                log.add(
                    "the route \"\(id.value)\" is in shadow mode and no enforced route has the same match: its requests "
                        + "would go to a wider route", at: id.position)
                continue
            }
            if let other = found[place] {
                log.add("the route \"\(other)\" stands in shadow mode beside the same one already", at: id.position)
                continue
            }
            found[place] = id.value
            checkRules(of: enforced[place].declaration, &log)
        }
        return found
    }

    /// A route is tried whole, as it would be in force, in the place of the one that it stands beside and of the rules that
    /// are tried there.
    private func checkRules(of route: RouteDeclaration, _ log: inout FindingLog) {
        for rule in route.allow + route.deny where rule.mode == .shadow {
            log.add(
                "a rule in shadow mode beside or inside a route in shadow mode is never looked at", at: rule.position)
        }
    }

    private func keys(of entry: RouteTable.Entry) -> [Key] {
        entry.methods.map { method in
            Key(
                shape: entry.pattern.shape, method: method.name, hosts: Set(entry.conditions.hosts),
                fields: entry.conditions.fields, query: entry.conditions.query)
        }
    }
}
