import Domain
import Routing

extension PolicyDifference {
    /// Asks two policies the same requests and keeps what they answer differently, each difference once for a pattern and
    /// a method.
    struct Comparison {
        private(set) var rows: [Row] = []
        private let old: Ruleset
        private let new: Ruleset
        private let index: ConditionIndex
        private var asked: Set<String> = []
        private var shown: Set<Shown> = []
        /// Thousands of requests lead to the same two routes.
        private var changes: [Pair: Change] = [:]

        private struct Pair: Hashable {
            let old: Int?
            let new: Int?
        }

        private struct Shown: Hashable {
            let pattern: String
            let method: RequestMethod
            let pair: Pair
            /// Something comes out differently for this very path.
            let isOfPath: Bool
        }

        /// What is found for one method and one combination of fields, over all paths of a pattern.
        private struct Group {
            let shown: Shown
            let change: Change
            let example: String
            var ownPaths: Int
        }

        init(_ old: Ruleset, _ new: Ruleset) {
            self.old = old
            self.new = new
            var index = ConditionIndex()
            for ruleset in [old, new] {
                for (route, pattern) in zip(ruleset.routes, ruleset.patterns) where !route.conditions.isEmpty {
                    index.insert(route.conditions, pattern)
                }
            }
            self.index = index
        }

        /// Every path sample of a route, with all methods and with every combination that concerns the path.
        mutating func ask(_ route: CompiledRoute, _ pattern: RoutePattern) {
            let paths = pattern.samples
            let methods = route.methods + RequestMethod.routable.filter { !route.methods.contains($0) }
            let others = index.conditions(on: paths.map(\.path))
            for fields in RequestFieldsSample.combinations(of: route.conditions, others) {
                ask(paths, pattern.text, methods, fields)
            }
        }

        private mutating func ask(
            _ paths: [(path: String, hasOwnEnding: Bool)], _ pattern: String, _ methods: [RequestMethod],
            _ fields: RequestFieldsSample
        ) {
            let source = TestFields(fields.byName)
            var groups: [Group] = []
            var ownPaths: [RequestMethod: Int] = [:]
            for (path, isOwn) in paths {
                guard asked.insert(path + fields.query + "\n" + fields.text).inserted else { continue }
                var target = RequestTarget()
                guard (try? target.read(Array((path + fields.query).utf8).span)) != nil else { continue }
                for method in methods {
                    let before = old.found(target, method, source)
                    let after = new.found(target, method, source)
                    if before == nil, after == nil { continue }
                    if isOwn { ownPaths[method, default: 0] += 1 }
                    let pair = Pair(old: before?.ordinal, new: after?.ordinal)
                    let change = self.change(pair, before, after)
                    var properties: [Property] = []
                    if change.dependsOnPath, let before, let after {
                        properties = PathDependence.properties(before, old, after, new, target)
                    }
                    guard change.isSome || !properties.isEmpty else { continue }
                    let key = Shown(pattern: pattern, method: method, pair: pair, isOfPath: !properties.isEmpty)
                    if let place = groups.firstIndex(where: { $0.shown == key }) {
                        groups[place].ownPaths += isOwn ? 1 : 0
                    } else if !shown.contains(key) {
                        groups.append(
                            Group(
                                shown: key, change: change.adding(properties), example: path,
                                ownPaths: isOwn ? 1 : 0))
                    }
                }
            }
            for group in groups {
                shown.insert(group.shown)
                let isWhole = group.ownPaths == ownPaths[group.shown.method] && group.ownPaths > 0
                let example = isWhole || group.example == pattern ? "" : " such as \(group.example)"
                let text = "\(group.shown.method.name) \(pattern)\(fields.query)\(fields.text)\(example)"
                rows.append(group.change.row(text))
            }
        }

        private mutating func change(_ pair: Pair, _ before: CompiledRoute?, _ after: CompiledRoute?) -> Change {
            if let known = changes[pair] { return known }
            let change = Change(before, old, after, new)
            changes[pair] = change
            return change
        }
    }
}

extension Ruleset {
    fileprivate func found(
        _ target: borrowing RequestTarget, _ method: RequestMethod, _ fields: TestFields
    ) -> CompiledRoute? {
        if case .route(let route) = route(for: target, method: method, fields) { return route }
        return nil
    }
}
