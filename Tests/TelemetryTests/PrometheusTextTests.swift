import Domain
import Testing

@testable import Telemetry

@Suite("Prometheus text")
struct PrometheusTextTests {
    @Test("every family is announced once, even before the first sample")
    func families() {
        let page = PrometheusText.render(MetricsSnapshot(), version: "1.2.3")
        let families = [
            ("requests_total", "counter"), ("request_duration_seconds", "histogram"),
            ("policy_decisions_total", "counter"), ("upstream_connections", "gauge"),
            ("event_loop_lag_seconds", "gauge"), ("log_dropped_total", "counter"), ("build_info", "gauge"),
        ]
        let types = page.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
        #expect(types == families.map { "# TYPE breakwater_\($0.0) \($0.1)" })
        #expect(page.contains("\nbreakwater_event_loop_lag_seconds 0.0\n"))
        #expect(page.hasSuffix("breakwater_build_info{version=\"1.2.3\"} 1\n"))
    }

    @Test("samples carry their labels, in the names that dashboards rely on")
    func samples() {
        let metrics = LoopMetrics()
        let route = metrics.slots(for: ["login"])[0]
        metrics.record(route: route, method: .post, status: 200, nanoseconds: 3_000_000)
        metrics.record(route: route, decision: .deny, reason: .tokenMissing)
        metrics.observeLag(nanoseconds: 1_500_000)
        let page = PrometheusText.render(
            metrics.snapshot(connections: [.init(upstream: "harbor", state: "idle", count: 4)]), version: "0",
            dropped: ["access": 7])
        for line in [
            #"breakwater_requests_total{route="login",method="POST",status="200"} 1"#,
            #"breakwater_request_duration_seconds_bucket{route="login",le="0.0025"} 0"#,
            #"breakwater_request_duration_seconds_bucket{route="login",le="0.005"} 1"#,
            #"breakwater_request_duration_seconds_bucket{route="login",le="+Inf"} 1"#,
            #"breakwater_request_duration_seconds_sum{route="login"} 0.003"#,
            #"breakwater_request_duration_seconds_count{route="login"} 1"#,
            #"breakwater_policy_decisions_total{route="login",decision="deny",reason="token-missing"} 1"#,
            #"breakwater_upstream_connections{upstream="harbor",state="idle"} 4"#,
            #"breakwater_event_loop_lag_seconds 0.0015"#,
            #"breakwater_log_dropped_total{log="access"} 7"#,
        ] {
            #expect(page.split(separator: "\n").contains(Substring(line)), "missing: \(line)")
        }
    }

    @Test("buckets are cumulative and end at the count")
    func cumulative() {
        let metrics = LoopMetrics()
        let route = metrics.slots(for: ["r"])[0]
        for nanoseconds in LatencyBuckets.bounds {
            metrics.record(route: route, method: .get, status: 200, nanoseconds: nanoseconds)
        }
        let counts = PrometheusText.render(metrics.snapshot(), version: "0").split(separator: "\n")
            .filter { $0.hasPrefix("breakwater_request_duration_seconds_bucket") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(counts == Array(1...LatencyBuckets.bounds.count) + [LatencyBuckets.bounds.count])
    }

    @Test("backslash, quote and line feed in a label value are escaped")
    func escaping() {
        let metrics = LoopMetrics()
        let route = metrics.slots(for: ["a\\b\"c\nd é"])[0]
        metrics.record(route: route, decision: .allow, reason: nil)
        let page = PrometheusText.render(metrics.snapshot(), version: "0")
        #expect(page.contains(#"{route="a\\b\"c\nd é",decision="allow",reason=""} 1"#))
    }

    @Test("the same state is the same page, whatever order the counters came in")
    func stable() {
        let orders = [["a", "b", "c"], ["c", "a", "b"]]
        let pages = orders.map { order in
            let metrics = LoopMetrics()
            for route in metrics.slots(for: order).indices {
                let slot = metrics.slots(for: [["a", "b", "c"][route]])[0]
                metrics.record(route: slot, method: .get, status: 200 + route, nanoseconds: 1)
                metrics.record(route: slot, method: .put, status: 200, nanoseconds: 1)
            }
            return PrometheusText.render(metrics.snapshot(), version: "0")
        }
        #expect(pages[0] == pages[1])
    }
}
