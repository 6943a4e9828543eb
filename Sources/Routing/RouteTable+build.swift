package import Domain

/// Two routes that one path would reach, without a structure that says which.
package struct RouteOverlap: Hashable, Sendable {
    /// Positions in the list that the table was to be built from; `first` stands earlier.
    package let first: Int
    package let second: Int
    package let problem: String
}

package struct RouteOverlaps: Error, Sendable {
    package let overlaps: [RouteOverlap]
}

extension RouteTable {
    package struct Entry: Sendable {
        package let pattern: RoutePattern
        package let methods: [RequestMethod]
        package let conditions: MatchConditions
        package let layout: RouteLayout
        /// Whether it stands for there being nothing: then it takes its methods, and makes no path known to others.
        package let isNothing: Bool

        package init(
            _ pattern: RoutePattern, methods: [RequestMethod], conditions: MatchConditions = .none,
            isNothing: Bool = false
        ) {
            self.pattern = pattern
            self.methods = methods
            self.conditions = conditions
            self.isNothing = isNothing
            layout = RouteLayout(pattern)
        }
    }

    /// Builds the table of what one kind of host may reach; a route's position in `entries` is what a match returns.
    /// Reports every overlap at once.
    ///
    /// - Parameter host: `nil` for hosts that no route names.
    package static func build(_ entries: [Entry], for host: HostPattern? = nil) throws(RouteOverlaps) -> RouteTable {
        var builder = RouteTableBuilder()
        var reachable: [Int] = []
        for (position, entry) in entries.enumerated() {
            guard let rank = entry.conditions.rank(for: host) else { continue }
            reachable.append(position)
            builder.insert(entry, at: position, hostRank: rank)
        }
        builder.settleVariants(entries)
        guard builder.overlaps.isEmpty else { throw RouteOverlaps(overlaps: builder.overlaps) }
        let rivals = builder.rivals(of: entries, reachable)
        guard rivals.isEmpty else { throw RouteOverlaps(overlaps: rivals) }
        return builder.table(entries)
    }
}

extension MatchConditions {
    /// How narrowly the conditions name this host: 0 for any host, `nil` when they do not let it in.
    fileprivate func rank(for host: HostPattern?) -> Int? {
        if hosts.isEmpty { return 0 }
        guard let host else { return nil }
        return hosts.filter { $0.covers(host) }.map(\.rank).max()
    }
}
