package import Domain

/// The routes of a policy, by the host that a request names and then by the structure of its path.
///
/// A host sees the routes that name it, exactly or by a suffix, and those that name none. Among them the path decides
/// first; where two have the same path and method, the one that names the host more narrowly wins. So a route for
/// another host never changes what a path means here. Immutable.
package struct RouteTables: Sendable {
    /// For hosts that no route names.
    private let common: RouteTable
    private let byHost: [HostPattern: RouteTable]
    /// The most that a suffix has.
    private let suffixLabels: Int
    /// Each host that a route names has a table with all that it may reach: this bounds their sum.
    private static let mostEntries = 1_000_000

    package enum Fault: Error {
        case overlaps([RouteOverlap])
        case tooManyHosts
    }

    /// A route's position in `entries` is what a match returns. Reports every overlap at once.
    package init(_ entries: [RouteTable.Entry]) throws(Fault) {
        let hosts = Set(entries.flatMap(\.conditions.hosts))
        let common = entries.count { $0.conditions.hosts.isEmpty }
        guard hosts.count * (common + 1) <= Self.mostEntries else { throw .tooManyHosts }
        var overlaps: [RouteOverlap] = []
        var found: [HostPattern?: RouteTable] = [:]
        for host in [nil] + hosts.map(Optional.init).sorted(by: { $0?.name ?? "" < $1?.name ?? "" }) {
            do throws(RouteOverlaps) {
                found[host] = try RouteTable.build(entries, for: host)
            } catch {
                overlaps += error.overlaps.filter { overlap in
                    !overlaps.contains { $0.first == overlap.first && $0.second == overlap.second }
                }
            }
        }
        guard overlaps.isEmpty, let table = found[nil] else { throw .overlaps(overlaps) }
        self.common = table
        suffixLabels = hosts.filter(\.isSuffix).map(\.labels).max() ?? 0
        byHost = Dictionary(uniqueKeysWithValues: found.compactMap { host, table in host.map { ($0, table) } })
    }

    /// Finds the route of a request. Without allocation as long as no route names a host, a field or a parameter.
    package func match(
        _ target: borrowing RequestTarget, method: RequestMethod, _ fields: some FieldSource = NoFields()
    ) -> RouteMatch {
        byHost.isEmpty
            ? common.match(target, method: method, fields)
            : table(for: fields.hostName()).match(target, method: method, fields)
    }

    private func table(for host: String) -> RouteTable {
        for pattern in HostPattern.candidates(for: host, labels: suffixLabels) {
            if let table = byHost[pattern] { return table }
        }
        return common
    }
}
