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
        package let layout: RouteLayout

        package init(_ pattern: RoutePattern, methods: [RequestMethod]) {
            self.pattern = pattern
            self.methods = methods
            layout = RouteLayout(pattern)
        }
    }

    /// Builds the table; a route's position in `entries` is what a match returns. Reports every overlap at once.
    package static func build(_ entries: [Entry]) throws(RouteOverlaps) -> RouteTable {
        var builder = RouteTableBuilder()
        for (position, entry) in entries.enumerated() {
            builder.insert(entry, at: position)
        }
        guard builder.overlaps.isEmpty else { throw RouteOverlaps(overlaps: builder.overlaps) }
        let rivals = builder.rivals(of: entries)
        guard rivals.isEmpty else { throw RouteOverlaps(overlaps: rivals) }
        return builder.table(entries)
    }
}
