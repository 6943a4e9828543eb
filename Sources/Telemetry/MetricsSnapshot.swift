package import Domain

/// The counters of one event loop, or of several merged, at one moment.
package struct MetricsSnapshot: Sendable, Equatable {
    package struct Request: Hashable, Sendable {
        package let route: String
        package let method: RequestMethod
        package let status: Int
    }

    package struct Decision: Hashable, Sendable {
        package let route: String
        package let decision: String
        /// Empty for a permit.
        package let reason: String
    }

    package struct Shadow: Hashable, Sendable {
        package let route: String
        package let decision: String
        package let shadow: String
        /// `rules` or `policy`.
        package let source: String
    }

    /// A histogram: the count of each bucket of `LatencyBuckets` (not cumulative, `+Inf` last) and the sum.
    package struct Latency: Sendable, Equatable {
        package var buckets: [UInt64]
        package var sumNanoseconds: UInt64

        package var count: UInt64 { buckets.reduce(0, &+) }
    }

    package struct Pool: Hashable, Sendable {
        package let upstream: String
        package let state: String
    }

    /// How many connections to an upstream are in a state, such as `idle` or `busy`.
    package struct Connections: Sendable {
        package let upstream: String
        package let state: String
        package let count: Int

        package init(upstream: String, state: String, count: Int) {
            self.upstream = upstream
            self.state = state
            self.count = count
        }
    }

    package var requests: [Request: UInt64] = [:]
    package var decisions: [Decision: UInt64] = [:]
    package var shadows: [Shadow: UInt64] = [:]
    /// By route.
    package var latencies: [String: Latency] = [:]
    package var connections: [Pool: Int] = [:]
    /// The greatest lag of any loop.
    package var lagNanoseconds: Int64 = 0

    package init() {}

    /// Adds another loop's counters; of the lags the greater one stays.
    package mutating func merge(_ other: MetricsSnapshot) {
        requests.merge(other.requests, uniquingKeysWith: &+)
        decisions.merge(other.decisions, uniquingKeysWith: &+)
        shadows.merge(other.shadows, uniquingKeysWith: &+)
        connections.merge(other.connections, uniquingKeysWith: &+)
        latencies.merge(other.latencies) { one, another in
            Latency(
                buckets: zip(one.buckets, another.buckets).map(&+),
                sumNanoseconds: one.sumNanoseconds &+ another.sumNanoseconds)
        }
        lagNanoseconds = max(lagNanoseconds, other.lagNanoseconds)
    }
}
