import Domain

/// Grows the nodes of a route table, then lays them out.
struct RouteTableBuilder {
    struct Edge: Hashable {
        let parent: Int32
        let literal: [UInt8]
    }

    struct Leaf {
        /// By `RequestMethod.rawValue`; empty where the method is not taken, the narrower before the wider.
        var routes = [[Variant]](repeating: [], count: RouteTable.methodCount)

        /// Any of its routes, to name the leaf in a message.
        var anyRoute: Int { routes.lazy.compactMap(\.first).first?.route ?? 0 }

        func contains(_ route: Int) -> Bool { routes.contains { $0.contains { $0.route == route } } }
    }

    struct Variant {
        let route: Int
        /// How narrowly it names the host that the table is for.
        let hostRank: Int
    }

    private(set) var nodes = [RouteTable.Node()]
    private(set) var edges: [Edge: Int32] = [:]
    /// The literal children of each node, in the order of the policy.
    private(set) var children: [Int32: [Int32]] = [:]
    private(set) var leaves: [Leaf] = []
    private(set) var overlaps: [RouteOverlap] = []

    mutating func insert(_ entry: RouteTable.Entry, at position: Int, hostRank: Int) {
        let pattern = entry.pattern
        var node: Int32 = 0
        let rest = pattern.segments.firstIndex { if case .rest = $0 { true } else { false } }
        for segment in pattern.segments[..<(rest ?? pattern.segments.count)] {
            node = step(from: node, segment)
        }
        if let rest {
            if pattern.takesEmptyRest, pattern.takesEitherEnding {
                take(entry.methods, at: node, \.slashLeaf, Variant(route: position, hostRank: hostRank))
            }
            node = restChild(of: node)
            for segment in pattern.segments[(rest + 1)...].reversed() {
                node = step(from: node, segment)
            }
        }
        if pattern.endsInSlash || pattern.takesEitherEnding {
            take(entry.methods, at: node, \.slashLeaf, Variant(route: position, hostRank: hostRank))
        }
        if !pattern.endsInSlash {
            take(entry.methods, at: node, \.leaf, Variant(route: position, hostRank: hostRank))
        }
    }

    func child(of node: Int32, _ literal: [UInt8]) -> Int32? {
        edges[Edge(parent: node, literal: literal)]
    }

    private mutating func step(from node: Int32, _ segment: RoutePattern.Segment) -> Int32 {
        guard case .literal(let literal) = segment else {
            if nodes[Int(node)].parameter < 0 {
                nodes[Int(node)].parameter = append()
            }
            return nodes[Int(node)].parameter
        }
        let edge = Edge(parent: node, literal: literal)
        if let child = edges[edge] { return child }
        let child = append()
        edges[edge] = child
        children[node, default: []].append(child)
        nodes[Int(node)].hasLiterals = true
        return child
    }

    private mutating func restChild(of node: Int32) -> Int32 {
        if nodes[Int(node)].rest < 0 {
            nodes[Int(node)].rest = append()
        }
        return nodes[Int(node)].rest
    }

    private mutating func append() -> Int32 {
        nodes.append(RouteTable.Node())
        return Int32(truncatingIfNeeded: nodes.count - 1)
    }

    private mutating func take(
        _ methods: [RequestMethod], at node: Int32, _ ending: WritableKeyPath<RouteTable.Node, Int32>,
        _ variant: Variant
    ) {
        if nodes[Int(node)][keyPath: ending] < 0 {
            leaves.append(Leaf())
            nodes[Int(node)][keyPath: ending] = Int32(truncatingIfNeeded: leaves.count - 1)
        }
        let leaf = Int(nodes[Int(node)][keyPath: ending])
        for method in methods
        where !leaves[leaf].routes[Int(method.rawValue)].contains(where: { $0.route == variant.route }) {
            leaves[leaf].routes[Int(method.rawValue)].append(variant)
        }
    }

    /// Puts the routes of each path and method in order, and notes those of which no structure says who wins: a host
    /// named more narrowly wins, then whoever asks for more; two that ask for different things have no winner.
    mutating func settleVariants(_ entries: [RouteTable.Entry]) {
        for leaf in leaves.indices {
            for method in RequestMethod.routable where leaves[leaf].routes[Int(method.rawValue)].count > 1 {
                let variants = leaves[leaf].routes[Int(method.rawValue)]
                for (place, one) in variants.enumerated() {
                    for other in variants[(place + 1)...] where one.hostRank == other.hostRank {
                        note(one.route, other.route, method, entries)
                    }
                }
                leaves[leaf].routes[Int(method.rawValue)].sort { one, other in
                    (one.hostRank, entries[one.route].conditions.weight)
                        > (other.hostRank, entries[other.route].conditions.weight)
                }
            }
        }
    }

    private mutating func note(_ one: Int, _ other: Int, _ method: RequestMethod, _ entries: [RouteTable.Entry]) {
        let (conditions, others) = (entries[one].conditions, entries[other].conditions)
        let isDecided =
            conditions.excludes(others) || conditions.implies(others) != others.implies(conditions)
        guard !isDecided else { return }
        let problem =
            "both take \(method.name) on the same path"
            + (conditions.isPlain && others.isPlain ? "" : ", and neither asks for all that the other asks for")
        let overlap = RouteOverlap(first: min(one, other), second: max(one, other), problem: problem)
        if !overlaps.contains(where: { $0.first == overlap.first && $0.second == overlap.second }) {
            overlaps.append(overlap)
        }
    }

    func table(_ entries: [RouteTable.Entry]) -> RouteTable {
        var capacity = 8
        while capacity < edges.count * 2 + 1 {
            capacity *= 2
        }
        var slots = [RouteTable.Slot](repeating: RouteTable.Slot(), count: capacity)
        var literals: [UInt8] = []
        // In the order of the nodes, so that one policy always gives one table.
        for (edge, child) in edges.sorted(by: { $0.value < $1.value }) {
            var hash = LiteralHash(node: Int(edge.parent))
            edge.literal.forEach { hash.combine($0) }
            var position = hash.value & (capacity - 1)
            while slots[position].parent >= 0 {
                position = (position + 1) & (capacity - 1)
            }
            let start = UInt32(truncatingIfNeeded: literals.count)
            literals += edge.literal
            slots[position] = RouteTable.Slot(
                parent: edge.parent, child: child, start: start, end: UInt32(truncatingIfNeeded: literals.count))
        }
        var variants: [[Int32]] = []
        let leafRoutes = leaves.flatMap(\.routes).map { routes -> Int32 in
            guard let first = routes.first else { return -1 }
            if routes.count == 1, entries[first.route].conditions.isPlain { return Int32(first.route) }
            variants.append(routes.map { Int32($0.route) })
            return -1 - Int32(variants.count)
        }
        return RouteTable(
            nodes: nodes, slots: slots, literals: literals, leafRoutes: leafRoutes, variants: variants,
            conditions: entries.map(\.conditions),
            leafAllow: leaves.map { leaf in
                RequestMethod.routable.filter { method in
                    leaf.routes[Int(method.rawValue)].contains { !entries[$0.route].isNothing }
                }.map(\.name).joined(separator: ", ")
            },
            layouts: entries.map(\.layout))
    }
}
