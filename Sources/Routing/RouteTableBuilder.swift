import Domain

/// Grows the nodes of a route table, then lays them out.
struct RouteTableBuilder {
    struct Edge: Hashable {
        let parent: Int32
        let literal: [UInt8]
    }

    struct Leaf {
        /// By `RequestMethod.rawValue`; -1 where the method is not taken.
        var routes = [Int32](repeating: -1, count: RouteTable.methodCount)

        /// Any of its routes, to name the leaf in a message.
        var anyRoute: Int { Int(routes.first { $0 >= 0 } ?? 0) }
    }

    private(set) var nodes = [RouteTable.Node()]
    private(set) var edges: [Edge: Int32] = [:]
    /// The literal children of each node, in the order of the policy.
    private(set) var children: [Int32: [Int32]] = [:]
    private(set) var leaves: [Leaf] = []
    private(set) var overlaps: [RouteOverlap] = []

    mutating func insert(_ entry: RouteTable.Entry, at position: Int) {
        let pattern = entry.pattern
        var node: Int32 = 0
        let rest = pattern.segments.firstIndex { if case .rest = $0 { true } else { false } }
        for segment in pattern.segments[..<(rest ?? pattern.segments.count)] {
            node = step(from: node, segment)
        }
        if let rest {
            node = restChild(of: node)
            for segment in pattern.segments[(rest + 1)...].reversed() {
                node = step(from: node, segment)
            }
        }
        if pattern.endsInSlash || pattern.takesEitherEnding {
            take(entry.methods, at: node, \.slashLeaf, route: position)
        }
        if !pattern.endsInSlash {
            take(entry.methods, at: node, \.leaf, route: position)
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
        _ methods: [RequestMethod], at node: Int32, _ ending: WritableKeyPath<RouteTable.Node, Int32>, route: Int
    ) {
        if nodes[Int(node)][keyPath: ending] < 0 {
            leaves.append(Leaf())
            nodes[Int(node)][keyPath: ending] = Int32(truncatingIfNeeded: leaves.count - 1)
        }
        let leaf = Int(nodes[Int(node)][keyPath: ending])
        for method in methods {
            let taken = Int(leaves[leaf].routes[Int(method.rawValue)])
            if taken >= 0, taken != route {
                let problem = "both take \(method.name) on the same path"
                if overlaps.last.map({ $0.first != taken || $0.second != route }) ?? true {
                    overlaps.append(RouteOverlap(first: taken, second: route, problem: problem))
                }
            } else {
                leaves[leaf].routes[Int(method.rawValue)] = Int32(truncatingIfNeeded: route)
            }
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
        return RouteTable(
            nodes: nodes,
            slots: slots,
            literals: literals,
            leafRoutes: leaves.flatMap(\.routes),
            leafAllow: leaves.map { leaf in
                RequestMethod.routable.filter { leaf.routes[Int($0.rawValue)] >= 0 }.map(\.name).joined(separator: ", ")
            },
            layouts: entries.map(\.layout))
    }
}
