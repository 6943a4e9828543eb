import Domain
import Routing

extension PolicyAudit {
    /// Which routes lie around others.
    struct Surroundings {
        private let ruleset: Ruleset
        /// What each pattern has at its places, in the order of the routes.
        private let places: [[PatternPlace]]
        /// Only routes of the very same hosts are compared.
        private let indices: [[HostPattern]: PatternIndex]
        private let callers: [(number: RoleNumber?, name: String)]

        init(_ ruleset: Ruleset) {
            self.ruleset = ruleset
            places = ruleset.patterns.map(\.places)
            var indices: [[HostPattern]: PatternIndex] = [:]
            for (number, route) in ruleset.routes.enumerated() {
                indices[route.conditions.hosts, default: PatternIndex()].insert(places[number], number)
            }
            self.indices = indices
            callers = [(nil, RoleTable.anonymous)] + ruleset.roles.numbered.map { ($0.number, $0.name) }
        }

        /// The routes that requests here would take without this one, and the roles that this one adds; `nil` when it adds
        /// none. Whoever wrote the wider route may believe that it guards everything below it.
        func wider(_ place: Int) -> String? {
            let route = ruleset.routes[place]
            guard PolicyAudit.doesSomething(route) else { return nil }
            let around = around(place)
            var found: [String] = []
            for method in route.methods {
                // One that only says that there is nothing keeps nobody out.
                guard let nearest = around.first(where: { $0.methods.contains(method) }),
                    PolicyAudit.doesSomething(nearest)
                else { continue }
                let added = callers.filter { caller in
                    route.access(of: caller.number) != .never && nearest.access(of: caller.number) == .never
                }
                let text = "\(nearest.id) keeps out \(added.map(\.name).joined(separator: ", "))"
                if !added.isEmpty, !found.contains(text) { found.append(text) }
            }
            return found.isEmpty ? nil : found.joined(separator: "; ")
        }

        /// The routes that take every path of this one, the one first that goes before the others.
        private func around(_ place: Int) -> [CompiledRoute] {
            let route = ruleset.routes[place]
            var target = RequestTarget()
            guard let index = indices[route.conditions.hosts],
                (try? target.read(Array(ruleset.patterns[place].sample.utf8).span)) != nil
            else { return [] }
            var around: [(route: CompiledRoute, rank: [Int])] = []
            for number in index.around(places[place])
            where number != place && Self.reaches(places[number], allOf: places[place]) {
                let other = ruleset.routes[number]
                // A value that is not of its type is no path of the other's: it would be 404 there.
                guard ruleset.patterns[number].compare(target) == .same, other.takes(target),
                    route.conditions.implies(other.conditions)
                else { continue }
                around.append((other, Self.rank(of: places[number]) + [-other.conditions.weight]))
            }
            return around.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.route)
        }

        /// Whether what is one or many segments in a pattern holds all that is so in another one. Literals are another
        /// question.
        private static func reaches(_ wider: [PatternPlace], allOf other: [PatternPlace]) -> Bool {
            guard let inside = other.firstIndex(of: .rest) else { return true }
            guard let around = wider.firstIndex(of: .rest) else { return false }
            return around <= inside && wider.count - around <= other.count - inside
        }

        /// The lower goes before: at each segment a literal, then one, then many. Behind its end a pattern has less to say
        /// than any that goes on.
        private static func rank(of places: [PatternPlace]) -> [Int] {
            places.map { place in
                switch place {
                case .literal: 0
                case .one: 1
                case .rest: 2
                }
            } + [3]
        }
    }
}
