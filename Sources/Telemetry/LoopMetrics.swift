package import Domain

/// The counters of one event loop. Confined to that loop: nothing here is shared, so nothing is locked; a scrape hops
/// onto each loop, takes `snapshot()` and merges the values.
///
/// Counting costs some ten nanoseconds and allocates only at the first sight of a route × method × status or
/// route × decision × reason. Label values are bounded: routes by the ruleset, methods by `RequestMethod`, statuses to
/// three digits, reasons by `GatewayError.Code`.
package final class LoopMetrics {
    /// A route's place in this loop's counters. It stays valid across reloads, so an exchange that began on an old
    /// ruleset is counted under its own route.
    package struct RouteSlot: Hashable, Sendable {
        fileprivate let index: Int32

        /// Requests that matched no route: `route="none"`.
        package static let none = RouteSlot(index: 0)
    }

    package enum Decision: String, Sendable, CaseIterable {
        case allow, deny
        /// For how, or how often, something was asked: 400, 413, 422, 429 and the like.
        case reject
    }

    /// What would have been said in shadow mode.
    package enum ShadowWord: String, Sendable, CaseIterable {
        case allow, deny, reject
        /// It hangs on a body that was not read, or on what no registry was asked: for what is only tried the gateway does
        /// neither.
        case unknown
    }

    /// Whose word in shadow mode is counted.
    package enum ShadowSource: String, Sendable, CaseIterable {
        /// Rules, or a route, in shadow mode of the policy in force.
        case rules
        /// A second policy.
        case policy
    }

    private struct RequestKey: Equatable {
        let method: RequestMethod
        let status: UInt16
    }

    private struct DecisionKey: Equatable {
        let decision: Decision
        let reason: GatewayError.Code?
    }

    private var routes = ["none"]
    private var slots: [String: RouteSlot] = [:]
    private var requests = CounterChains<RequestKey>()
    private struct ShadowKey: Equatable {
        let decision: Decision
        let shadow: ShadowWord
        let source: ShadowSource
    }

    private var decisions = CounterChains<DecisionKey>()
    private var shadows = CounterChains<ShadowKey>()
    private var latencies = LatencyTable()
    private var lag = LagWindow()

    package init() {
        grow()
    }

    /// The slots of these route ids, in their order: taken once for each ruleset a loop adopts. Routes that left the
    /// ruleset keep their counters, as Prometheus expects of counters.
    package func slots(for ids: [String]) -> [RouteSlot] {
        let taken = ids.map { id in
            if let slot = slots[id] { return slot }
            let slot = RouteSlot(index: Int32(truncatingIfNeeded: routes.count))
            routes.append(id)
            slots[id] = slot
            return slot
        }
        grow()
        return taken
    }

    /// Counts one finished exchange.
    /// - Parameters:
    ///   - status: what the client was answered, or 499 for a client that left; outside 100 to 999 it counts as 0.
    ///   - nanoseconds: from the first byte of the request to the last of the answer.
    package func record(route: RouteSlot, method: RequestMethod, status: Int, nanoseconds: Int64) {
        let label = (100...999).contains(status) ? UInt16(status) : 0
        requests.increment(slot: Int(route.index), key: RequestKey(method: method, status: label))
        latencies.observe(slot: Int(route.index), nanoseconds: nanoseconds)
    }

    /// Counts one decision; `reason` is `nil` for a permit.
    package func record(route: RouteSlot, decision: Decision, reason: GatewayError.Code?) {
        decisions.increment(slot: Int(route.index), key: DecisionKey(decision: decision, reason: reason))
    }

    /// Counts what would have been said in shadow mode, beside what was decided.
    package func record(route: RouteSlot, decision: Decision, shadow: ShadowWord, source: ShadowSource) {
        let key = ShadowKey(decision: decision, shadow: shadow, source: source)
        shadows.increment(slot: Int(route.index), key: key)
    }

    /// Notes by how much a timer on this loop was late. Call it on a steady beat of about a second.
    package func observeLag(nanoseconds: Int64) {
        lag.observe(nanoseconds)
    }

    /// All counters as a value that can leave the loop.
    /// - Parameter connections: the gauges of this loop's upstream pools, which know them best.
    package func snapshot(connections: [MetricsSnapshot.Connections] = []) -> MetricsSnapshot {
        var snapshot = MetricsSnapshot()
        for (slot, id) in routes.enumerated() {
            requests.forEach(slot: slot) { key, count in
                let request = MetricsSnapshot.Request(route: id, method: key.method, status: Int(key.status))
                snapshot.requests[request, default: 0] += count
            }
            decisions.forEach(slot: slot) { key, count in
                let made = MetricsSnapshot.Decision(
                    route: id, decision: key.decision.rawValue, reason: key.reason?.rawValue ?? "")
                snapshot.decisions[made, default: 0] += count
            }
            shadows.forEach(slot: slot) { key, count in
                let made = MetricsSnapshot.Shadow(
                    route: id, decision: key.decision.rawValue, shadow: key.shadow.rawValue,
                    source: key.source.rawValue)
                snapshot.shadows[made, default: 0] += count
            }
            snapshot.latencies[id] = latencies.latency(slot: slot)
        }
        for gauge in connections {
            let pool = MetricsSnapshot.Pool(upstream: gauge.upstream, state: gauge.state)
            snapshot.connections[pool, default: 0] += gauge.count
        }
        snapshot.lagNanoseconds = lag.greatest
        return snapshot
    }

    private func grow() {
        requests.grow(to: routes.count)
        decisions.grow(to: routes.count)
        shadows.grow(to: routes.count)
        latencies.grow(to: routes.count)
    }
}
