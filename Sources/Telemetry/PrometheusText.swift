import Domain

/// The metrics page: Prometheus text exposition format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Lines are sorted, so that two
/// scrapes of the same state are the same bytes.
package struct PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private var text = ""

    /// The page of all loops' merged snapshot and what the process itself knows.
    /// - Parameters:
    ///   - version: of this build, for `breakwater_build_info`.
    ///   - policy: which is in force, and how often changed files were taken up and refused.
    ///   - dropped: log lines that a full buffer or disk refused, by log name.
    package static func render(
        _ snapshot: MetricsSnapshot, version: String, policy: Policy? = nil, dropped: [String: UInt64] = [:]
    ) -> String {
        var page = PrometheusText()
        page.requests(snapshot)
        page.latencies(snapshot)
        page.decisions(snapshot)
        page.shadows(snapshot)
        page.connections(snapshot)
        if let policy { page.policy(policy) }
        page.family("event_loop_lag_seconds", .gauge, "How late timers ran, the worst of all event loops of late.")
        page.sample("event_loop_lag_seconds", [], seconds(UInt64(max(0, snapshot.lagNanoseconds))))
        page.family("log_dropped_total", .counter, "Log lines lost because the log could not keep up.")
        for (log, count) in dropped.sorted(by: { $0.key < $1.key }) {
            page.sample("log_dropped_total", [("log", log)], "\(count)")
        }
        page.family("build_info", .gauge, "Always 1; the version is in the label.")
        page.sample("build_info", [("version", version)], "1")
        return page.text
    }

    /// What the page says of the policies.
    package struct Policy: Sendable {
        let identity: String
        let reloads: UInt64
        let refusals: UInt64
        /// Of the policy in shadow mode.
        let shadowRefusals: UInt64
        let shadow: String?

        package init(
            identity: String, reloads: UInt64, refusals: UInt64, shadowRefusals: UInt64 = 0, shadow: String? = nil
        ) {
            self.shadow = shadow
            self.shadowRefusals = shadowRefusals
            self.identity = identity
            self.reloads = reloads
            self.refusals = refusals
        }
    }

    private mutating func policy(_ policy: Policy) {
        family("policy_info", .gauge, "Always 1; the identity of the ruleset in force is in the label.")
        sample("policy_info", [("identity", policy.identity)], "1")
        if let shadow = policy.shadow {
            family("shadow_policy_info", .gauge, "Always 1; the identity of the policy in shadow mode is in the label.")
            sample("shadow_policy_info", [("identity", shadow)], "1")
        }
        family(
            "policy_reloads_total", .counter,
            "Changed policies that were put in force (taken) or refused whole (refused; shadow-refused: those in shadow "
                + "mode).")
        sample("policy_reloads_total", [("result", "refused")], "\(policy.refusals)")
        sample("policy_reloads_total", [("result", "shadow-refused")], "\(policy.shadowRefusals)")
        sample("policy_reloads_total", [("result", "taken")], "\(policy.reloads)")
    }

    private mutating func requests(_ snapshot: MetricsSnapshot) {
        family("requests_total", .counter, "Requests answered.")
        let ordered = snapshot.requests.sorted { one, other in
            let left = (one.key.route, one.key.method.rawValue, one.key.status)
            let right = (other.key.route, other.key.method.rawValue, other.key.status)
            return left < right
        }
        for (key, count) in ordered {
            let labels = [("route", key.route), ("method", key.method.name), ("status", "\(key.status)")]
            sample("requests_total", labels, "\(count)")
        }
    }

    private mutating func latencies(_ snapshot: MetricsSnapshot) {
        family("request_duration_seconds", .histogram, "From a request's first byte to its answer's last.")
        for (route, latency) in snapshot.latencies.sorted(by: { $0.key < $1.key }) {
            var cumulated: UInt64 = 0
            for (bound, count) in zip(LatencyBuckets.labels, latency.buckets) {
                cumulated &+= count
                sample("request_duration_seconds_bucket", [("route", route), ("le", bound)], "\(cumulated)")
            }
            sample("request_duration_seconds_sum", [("route", route)], Self.seconds(latency.sumNanoseconds))
            sample("request_duration_seconds_count", [("route", route)], "\(cumulated)")
        }
    }

    private mutating func decisions(_ snapshot: MetricsSnapshot) {
        family("policy_decisions_total", .counter, "Decisions of the policy, permits with an empty reason.")
        let ordered = snapshot.decisions.sorted { one, other in
            (one.key.route, one.key.decision, one.key.reason) < (other.key.route, other.key.decision, other.key.reason)
        }
        for (key, count) in ordered {
            let labels = [("route", key.route), ("decision", key.decision), ("reason", key.reason)]
            sample("policy_decisions_total", labels, "\(count)")
        }
    }

    private mutating func shadows(_ snapshot: MetricsSnapshot) {
        guard !snapshot.shadows.isEmpty else { return }
        family(
            "shadow_decisions_total", .counter,
            "Decisions, with what rules or a policy in shadow mode would say; unknown: it hangs on what was not read or "
                + "asked.")
        let ordered = snapshot.shadows.sorted { one, other in
            let left = (one.key.route, one.key.decision, one.key.shadow, one.key.source)
            return left < (other.key.route, other.key.decision, other.key.shadow, other.key.source)
        }
        for (key, count) in ordered {
            let labels = [
                ("route", key.route), ("decision", key.decision), ("shadow", key.shadow), ("source", key.source),
            ]
            sample("shadow_decisions_total", labels, "\(count)")
        }
    }

    private mutating func connections(_ snapshot: MetricsSnapshot) {
        family("upstream_connections", .gauge, "Connections to upstreams by state.")
        let ordered = snapshot.connections.sorted { one, other in
            (one.key.upstream, one.key.state) < (other.key.upstream, other.key.state)
        }
        for (key, count) in ordered {
            sample("upstream_connections", [("upstream", key.upstream), ("state", key.state)], "\(count)")
        }
    }

    private enum Kind: String {
        case counter, gauge, histogram
    }

    private mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP breakwater_\(name) \(help)\n# TYPE breakwater_\(name) \(kind.rawValue)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
        text += "breakwater_\(name)"
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private static func seconds(_ nanoseconds: UInt64) -> String {
        "\(Double(nanoseconds) / 1e9)"
    }

    /// The three escapes of a label value: backslash, double quote and line feed.
    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        return value.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += #"\\"#
            case "\"": text += #"\""#
            case "\n": text += #"\n"#
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
