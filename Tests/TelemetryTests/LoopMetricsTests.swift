import Domain
import Testing

@testable import Telemetry

@Suite("Loop metrics")
struct LoopMetricsTests {
    @Test("requests are counted by route, method and status, and timed by route")
    func requests() throws {
        let metrics = LoopMetrics()
        let slots = metrics.slots(for: ["login", "relay"])
        metrics.record(route: slots[0], method: .post, status: 200, nanoseconds: 900_000)
        metrics.record(route: slots[0], method: .post, status: 200, nanoseconds: 1_000_000)
        metrics.record(route: slots[0], method: .post, status: 401, nanoseconds: 1_000_001)
        metrics.record(route: slots[1], method: .get, status: 200, nanoseconds: 61_000_000_000)
        let snapshot = metrics.snapshot()
        #expect(
            snapshot.requests == [
                .init(route: "login", method: .post, status: 200): 2,
                .init(route: "login", method: .post, status: 401): 1,
                .init(route: "relay", method: .get, status: 200): 1,
            ])
        let login = try #require(snapshot.latencies["login"])
        #expect(login.buckets[0] == 2, "a bound belongs to its bucket")
        #expect(login.buckets[1] == 1)
        #expect(login.sumNanoseconds == 2_900_001)
        let relay = try #require(snapshot.latencies["relay"])
        #expect(relay.buckets.last == 1)
        #expect(relay.count == 1)
        #expect(snapshot.latencies["none"] == nil, "a route that nobody asked for takes no lines")
    }

    @Test("a request that matched no route is counted as none, and a status of no sense as 0")
    func bounds() {
        let metrics = LoopMetrics()
        metrics.record(route: .none, method: .other, status: 404, nanoseconds: -5)
        metrics.record(route: .none, method: .other, status: 65_536 + 200, nanoseconds: 0)
        metrics.record(route: .none, method: .other, status: -1, nanoseconds: 0)
        let snapshot = metrics.snapshot()
        #expect(snapshot.requests[.init(route: "none", method: .other, status: 404)] == 1)
        #expect(snapshot.requests[.init(route: "none", method: .other, status: 0)] == 2)
        #expect(snapshot.latencies["none"]?.sumNanoseconds == 0)
    }

    @Test("a reload keeps the slots of routes that stay, and the counters of those that leave")
    func reload() {
        let metrics = LoopMetrics()
        let old = metrics.slots(for: ["a", "b"])
        let new = metrics.slots(for: ["c", "b"])
        #expect(old[1] == new[1])
        #expect(old[0] != new[0])
        metrics.record(route: old[0], method: .get, status: 200, nanoseconds: 1)
        metrics.record(route: new[0], method: .get, status: 200, nanoseconds: 1)
        #expect(Set(metrics.snapshot().requests.keys.map(\.route)) == ["a", "c"])
    }

    @Test("a slot that this loop never gave is counted nowhere, and nothing breaks")
    func foreignSlot() {
        let foreign = LoopMetrics().slots(for: ["a", "b", "c"])[2]
        let metrics = LoopMetrics()
        metrics.record(route: foreign, method: .get, status: 200, nanoseconds: 1)
        metrics.record(route: foreign, decision: .allow, reason: nil)
        #expect(metrics.snapshot() == MetricsSnapshot())
    }

    @Test("decisions are counted by route, decision and reason")
    func decisions() {
        let metrics = LoopMetrics()
        let route = metrics.slots(for: ["image-list"])[0]
        metrics.record(route: route, decision: .allow, reason: nil)
        metrics.record(route: route, decision: .deny, reason: .roleRefused)
        metrics.record(route: route, decision: .deny, reason: .roleRefused)
        #expect(
            metrics.snapshot().decisions == [
                .init(route: "image-list", decision: "allow", reason: ""): 1,
                .init(route: "image-list", decision: "deny", reason: "role"): 2,
            ])
    }

    @Test("the lag is the worst of the last sixteen beats")
    func lag() {
        let metrics = LoopMetrics()
        #expect(metrics.snapshot().lagNanoseconds == 0)
        metrics.observeLag(nanoseconds: 500)
        for _ in 0..<15 { metrics.observeLag(nanoseconds: 3) }
        #expect(metrics.snapshot().lagNanoseconds == 500)
        metrics.observeLag(nanoseconds: -1)
        #expect(metrics.snapshot().lagNanoseconds == 3)
    }

    @Test("merging loops adds counters and gauges and keeps the worst lag")
    func merge() {
        let one = LoopMetrics()
        let other = LoopMetrics()
        one.record(route: one.slots(for: ["a"])[0], method: .get, status: 200, nanoseconds: 10)
        other.record(route: other.slots(for: ["b", "a"])[1], method: .get, status: 200, nanoseconds: 2_000_000)
        other.record(route: .none, decision: .deny, reason: .routeUnknown)
        one.observeLag(nanoseconds: 7)
        other.observeLag(nanoseconds: 9)
        var merged = one.snapshot(connections: [.init(upstream: "harbor", state: "idle", count: 2)])
        merged.merge(other.snapshot(connections: [.init(upstream: "harbor", state: "idle", count: 3)]))
        #expect(merged.requests == [.init(route: "a", method: .get, status: 200): 2])
        #expect(merged.latencies["a"]?.buckets.prefix(2) == [1, 1])
        #expect(merged.latencies["a"]?.sumNanoseconds == 2_000_010)
        #expect(merged.decisions == [.init(route: "none", decision: "deny", reason: "route"): 1])
        #expect(merged.connections == [.init(upstream: "harbor", state: "idle"): 5])
        #expect(merged.lagNanoseconds == 9)
    }

    @Test("a bucket has a label for each bound, ascending, and +Inf")
    func buckets() {
        #expect(LatencyBuckets.labels.count == LatencyBuckets.bounds.count + 1)
        #expect(LatencyBuckets.bounds == LatencyBuckets.bounds.sorted())
        for (bound, label) in zip(LatencyBuckets.bounds, LatencyBuckets.labels) {
            #expect(Double(label) == Double(bound) / 1e9)
        }
    }

    @Test(
        "a method is named when it is one of HTTP's, PATCH or QUERY, else other",
        arguments: [
            ("GET", "GET"), ("HEAD", "HEAD"), ("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"),
            ("DELETE", "DELETE"), ("OPTIONS", "OPTIONS"), ("CONNECT", "CONNECT"), ("TRACE", "TRACE"),
            ("QUERY", "QUERY"),
            ("get", "other"), ("", "other"), ("GETS", "other"), ("PROPFIND", "other"), ("OPTIONSX", "other"),
        ])
    func methods(token: String, name: String) {
        #expect(RequestMethod(token.utf8Span.span).name == name)
    }
}
