extension RouteTableBuilder {
    /// Routes that would be reached if a repository name were read as one segment.
    ///
    /// Upstream a repository name goes as one encoded segment, `team%252Fweb`, and some reader may take it for that: a
    /// value of `{x}` in another route. Where such a route exists and would win, one request has two meanings, so the
    /// policy is refused. Run once at build: every route with a repository name walks the nodes with that name as one
    /// opaque segment and its other parameters as anything.
    func rivals(of entries: [RouteTable.Entry], _ reachable: [Int]) -> [RouteOverlap] {
        var found: [RouteOverlap] = []
        for position in reachable {
            let entry = entries[position]
            guard entry.pattern.parameters.contains(where: { $0.type == .ociRepository }) else { continue }
            let steps = entry.pattern.segments.map { segment in
                switch segment {
                case .literal(let bytes): Step.literal(bytes)
                case .parameter: Step.anything
                case .rest: Step.opaque
                }
            }
            var walk = RivalWalk(builder: self, steps: steps, own: position, endsInSlash: entry.pattern.endsInSlash)
            if let rival = walk.firstRival() {
                found.append(
                    RouteOverlap(
                        first: min(rival, position), second: max(rival, position),
                        problem: "a repository name read as one segment would reach the other route"))
            }
        }
        return found
    }

    enum Step: Hashable {
        case literal([UInt8])
        case anything
        case opaque
    }
}

/// Walks the nodes in the matcher's order until it comes to the route that it began from.
private struct RivalWalk {
    let builder: RouteTableBuilder
    let steps: [RouteTableBuilder.Step]
    let own: Int
    let endsInSlash: Bool
    private var rival: Int?

    init(builder: RouteTableBuilder, steps: [RouteTableBuilder.Step], own: Int, endsInSlash: Bool) {
        self.builder = builder
        self.steps = steps
        self.own = own
        self.endsInSlash = endsInSlash
    }

    mutating func firstRival() -> Int? {
        _ = descend(0, 0, tookOpaque: false)
        return rival
    }

    /// Whether the walk is over.
    private mutating func descend(_ node: Int32, _ index: Int, tookOpaque: Bool) -> Bool {
        let here = builder.nodes[Int(node)]
        guard index < steps.count else { return arrive(here, tookOpaque: tookOpaque) }
        for child in literalChildren(of: node, steps[index])
        where descend(child, index + 1, tookOpaque: tookOpaque) {
            return true
        }
        if here.parameter >= 0,
            descend(here.parameter, index + 1, tookOpaque: tookOpaque || steps[index] == .opaque)
        {
            return true
        }
        return here.rest >= 0 && ascend(here.rest, from: index, end: steps.count, tookOpaque: tookOpaque)
    }

    private mutating func ascend(_ node: Int32, from first: Int, end: Int, tookOpaque: Bool) -> Bool {
        let here = builder.nodes[Int(node)]
        if end - 1 > first {
            let step = steps[end - 1]
            for child in literalChildren(of: node, step)
            where ascend(child, from: first, end: end - 1, tookOpaque: tookOpaque) {
                return true
            }
            if here.parameter >= 0,
                ascend(here.parameter, from: first, end: end - 1, tookOpaque: tookOpaque || step == .opaque)
            {
                return true
            }
        }
        return arrive(here, tookOpaque: tookOpaque)
    }

    private func literalChildren(of node: Int32, _ step: RouteTableBuilder.Step) -> [Int32] {
        switch step {
        case .literal(let bytes): builder.child(of: node, bytes).map { [$0] } ?? []
        case .anything: builder.children[node] ?? []
        case .opaque: []
        }
    }

    private mutating func arrive(_ node: RouteTable.Node, tookOpaque: Bool) -> Bool {
        let index = Int(endsInSlash ? node.slashLeaf : node.leaf)
        guard index >= 0 else { return false }
        let leaf = builder.leaves[index]
        if leaf.contains(own) { return true }
        guard tookOpaque else { return false }
        rival = leaf.anyRoute
        return true
    }
}
