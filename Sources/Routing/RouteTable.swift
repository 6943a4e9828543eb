package import Domain

/// Which route a target takes, decided by the structure of its path.
///
/// At each segment a literal goes before a parameter, and a parameter before a rest parameter, from left to right; what
/// follows a rest parameter is compared from the right in the same order, the longer of two before the shorter. The
/// path is decided first and the method after: a known path with another method is 405, never a weaker route. The order
/// of routes in a file has no influence.
///
/// Immutable. The cost of a match depends on the length of the path, not on the number of routes: literals of all nodes
/// share one hash table that is built from the policy alone, so a client cannot make it collide.
package struct RouteTable: Sendable {
    struct Node: Sendable {
        /// The node behind any one segment.
        var parameter: Int32 = -1
        /// The first node of the suffixes behind a rest parameter.
        var rest: Int32 = -1
        /// The leaf for a path that ends here, without and with a trailing slash.
        var leaf: Int32 = -1
        var slashLeaf: Int32 = -1
        var hasLiterals = false
    }

    /// One entry of the open-addressed hash table of literals.
    struct Slot: Sendable {
        var parent: Int32 = -1
        var child: Int32 = -1
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    let nodes: [Node]
    /// A power of two, at most half full, so that a search always ends.
    let slots: [Slot]
    let literals: [UInt8]
    /// `RequestMethod.routable.count` route positions a leaf; -1 where the method is not taken, and below that the place
    /// of a list in `variants`: -2 for the first.
    let leafRoutes: [Int32]
    /// Routes of one path and method that differ in what else they ask for, the narrower before the wider.
    let variants: [[Int32]]
    /// In the order of the routes.
    let conditions: [MatchConditions]
    /// The methods of a leaf, but for those under which there is nothing; empty where nothing is under any.
    let leafAllow: [String]
    let layouts: [RouteLayout]

    package func layout(of route: Int) -> RouteLayout { layouts[route] }

    package func match(
        _ target: borrowing RequestTarget, method: RequestMethod, _ fields: some FieldSource = NoFields()
    ) -> RouteMatch {
        let leaf = self.leaf(for: target)
        guard leaf >= 0 else { return target.joined.isEmpty ? .unknown : .malformed }
        let isRoutable = Int(method.rawValue) < Self.methodCount
        let found = isRoutable ? leafRoutes[leaf * Self.methodCount + Int(method.rawValue)] : -1
        guard found != -1 else {
            guard hasRoute(leaf, permitting: target) else { return .malformed }
            return leafAllow[leaf].isEmpty ? .unknown : .methodNotAllowed(allow: leafAllow[leaf])
        }
        let route: Int
        if found >= 0 {
            route = Int(found)
        } else {
            switch variant(of: Int(-2 - found), target, fields) {
            case .route(let chosen): route = chosen
            case let other: return other
            }
        }
        guard layouts[route].permitsEncodedSlashes(of: target) else { return .malformed }
        guard layouts[route].accepts(target) else { return .unknown }
        return .route(route)
    }

    /// The first of the routes whose conditions the request meets.
    private func variant(
        of list: Int, _ target: borrowing RequestTarget, _ fields: some FieldSource
    ) -> RouteMatch {
        var found: Int?
        // All are asked: a field that one of them looks at must not be ambiguous, whichever is taken.
        for route in variants[list] {
            guard let holds = conditions[Int(route)].hold(target, fields) else { return .ambiguousField }
            if holds, found == nil { found = Int(route) }
        }
        return found.map { .route($0) } ?? .unknown
    }

    /// What the structure of the path alone leads to; -1 for nothing. A target that was refused has no segments and no
    /// slash.
    func leaf(for target: borrowing RequestTarget) -> Int {
        target.segments.isEmpty && !target.endsInSlash ? -1 : descend(0, 0, target)
    }

    /// Whether a route of the leaf, of whatever method, takes the encoded slashes of the target.
    private func hasRoute(_ leaf: Int, permitting target: borrowing RequestTarget) -> Bool {
        for place in leafRoutes[(leaf * Self.methodCount)..<((leaf + 1) * Self.methodCount)] where place != -1 {
            let routes = place >= 0 ? [place] : variants[Int(-2 - place)]
            if routes.contains(where: { layouts[Int($0)].permitsEncodedSlashes(of: target) }) { return true }
        }
        return false
    }

    static let methodCount = RequestMethod.routable.count

    /// Follows the segments from `index` on; the leaf, or -1. A node is entered at most once a request, since only one
    /// way leads to it.
    private func descend(_ node: Int, _ index: Int, _ target: borrowing RequestTarget) -> Int {
        let here = nodes[node]
        guard index < target.segments.count else {
            return Int(target.endsInSlash ? here.slashLeaf : here.leaf)
        }
        if here.hasLiterals {
            let child = literalChild(of: node, target.segments[index], target)
            if child >= 0 {
                let leaf = descend(child, index + 1, target)
                if leaf >= 0 { return leaf }
            }
        }
        if here.parameter >= 0 {
            let leaf = descend(Int(here.parameter), index + 1, target)
            if leaf >= 0 { return leaf }
        }
        guard here.rest >= 0 else { return -1 }
        return ascend(Int(here.rest), from: index, end: target.segments.count, target)
    }

    /// Follows a suffix from the right, leaving at least one segment for the rest parameter at `first`.
    private func ascend(_ node: Int, from first: Int, end: Int, _ target: borrowing RequestTarget) -> Int {
        let here = nodes[node]
        if end - 1 > first {
            if here.hasLiterals {
                let child = literalChild(of: node, target.segments[end - 1], target)
                if child >= 0 {
                    let leaf = ascend(child, from: first, end: end - 1, target)
                    if leaf >= 0 { return leaf }
                }
            }
            if here.parameter >= 0 {
                let leaf = ascend(Int(here.parameter), from: first, end: end - 1, target)
                if leaf >= 0 { return leaf }
            }
        }
        return Int(target.endsInSlash ? here.slashLeaf : here.leaf)
    }

    private func literalChild(
        of node: Int, _ segment: RequestTarget.Segment, _ target: borrowing RequestTarget
    ) -> Int {
        let text = target.text.span
        let start = Int(segment.start)
        let count = Int(segment.end) - start
        let mask = slots.count - 1
        var hash = LiteralHash(node: node)
        for index in start..<(start + count) {
            hash.combine(text[index])
        }
        var position = hash.value & mask
        while slots[position].parent >= 0 {
            let slot = slots[position]
            if Int(slot.parent) == node, Int(slot.end - slot.start) == count {
                var offset = 0
                while offset < count, literals[Int(slot.start) + offset] == text[start + offset] {
                    offset += 1
                }
                if offset == count { return Int(slot.child) }
            }
            position = (position + 1) & mask
        }
        return -1
    }
}

/// FNV-1a of 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), begun with the parent node.
struct LiteralHash {
    private var state: UInt64

    @inline(__always)
    init(node: Int) {
        state = 0xCBF2_9CE4_8422_2325 ^ (UInt64(truncatingIfNeeded: node) &* 0x9E37_79B9_7F4A_7C15)
    }

    @inline(__always)
    mutating func combine(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Folded, because the low bits alone mix less.
    @inline(__always)
    var value: Int { Int(truncatingIfNeeded: (state ^ (state >> 32)) & 0x7FFF_FFFF) }
}
