import Domain
import Policy
import Proxy
import Store
import Telemetry

/// What the admin endpoints look at.
struct GatewayObserver: Sendable {
    let front: ListenerGroup
    let store: any StoreHealth
    let policies: PolicyKeeper
    let logs: [String: LogSink]
}

/// `GET /healthz`: the process answers.
struct HealthEndpoint: LocalEndpoint {
    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        LocalResponse(contentType: "text/plain; charset=utf-8", body: Array("ok\n".utf8))
    }
}

/// `GET /readyz`: whether traffic should come here. 503 when the store is not usable; 200 "degraded", naming what, when
/// an upstream cannot be reached, all are off, changed policies were refused or decisions cannot be recorded; 503 also
/// while the gateway stops.
struct ReadyEndpoint: LocalEndpoint {
    let observer: GatewayObserver

    private struct Report: Encodable {
        let status: String
        let checks: [Check]
    }

    private struct Check: Encodable {
        enum State: String, Encodable {
            case ok, off, down
            /// The files are not what is enforced.
            case refused
        }

        let name: String
        let status: State
        /// What to do or know; absent when all is well.
        var detail: String?
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        let store = await storeCheck()
        let policies = await observer.policies.status
        var checks = [store, policyCheck("policies", policies.findings)]
        if policies.shadowIdentity != nil { checks.append(policyCheck("shadow policies", policies.shadowFindings)) }
        checks.append(recordCheck())
        let failing = await observer.front.failingUpstreams()
        for upstream in await observer.front.upstreams() {
            checks.append(check(upstream, isFailing: failing.contains(upstream.name)))
        }
        let isDraining = observer.front.isDraining
        if isDraining { checks.append(Check(name: "gateway", status: .down, detail: "stopping")) }
        let isReady = store.status == .ok && !isDraining
        // An upstream that is off is somebody's choice; when all of them are, nobody has chosen yet.
        let upstreams = checks.filter { $0.name.hasPrefix("upstream ") }
        let isBare = !upstreams.isEmpty && upstreams.allSatisfy { $0.status == .off }
        let isWhole = !isBare && checks.allSatisfy { $0.status == .ok || $0.status == .off }
        let report = Report(status: isReady ? isWhole ? "ready" : "degraded" : "unready", checks: checks)
        return try LocalResponse(status: isReady ? 200 : 503, json: report)
    }

    private func storeCheck() async -> Check {
        do {
            try await observer.store.check()
            return Check(name: "store", status: .ok)
        } catch {
            return Check(name: "store", status: .down, detail: error.detail)
        }
    }

    /// A process without a usable policy does not start, so a running one has one; the question is whether it is that of
    /// the files.
    private func policyCheck(_ name: String, _ findings: [Finding]) -> Check {
        guard let first = findings.first else { return Check(name: name, status: .ok) }
        let others = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
        return Check(
            name: name, status: .refused,
            detail: "the last good ones stay: \(PolicyKeeper.headline(first))\(others)")
    }

    /// Reads go on without their lines; what administrators would change does not.
    private func recordCheck() -> Check {
        guard observer.logs["decisions"]?.isFailing == true else { return Check(name: "decision log", status: .ok) }
        return Check(
            name: "decision log", status: .down, detail: "it cannot be written: changes by administrators are refused")
    }

    private func check(_ upstream: UpstreamSpec, isFailing: Bool) -> Check {
        let name = "upstream \(upstream.name)"
        if upstream.isOff { return Check(name: name, status: .off, detail: "its url in upstreams.yaml is empty") }
        return isFailing
            ? Check(name: name, status: .down, detail: "the last connect failed") : Check(name: name, status: .ok)
    }
}

/// `GET /metrics`: Prometheus text.
struct MetricsEndpoint: LocalEndpoint {
    let observer: GatewayObserver

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        let policies = await observer.policies.status
        let page = PrometheusText.render(
            await observer.front.snapshot(), version: Version.current,
            policy: .init(
                identity: policies.identity, reloads: policies.reloads, refusals: policies.refusals,
                shadowRefusals: policies.shadowRefusals, shadow: policies.shadowIdentity),
            dropped: observer.logs.mapValues(\.dropped))
        return LocalResponse(contentType: PrometheusText.contentType, body: Array(page.utf8))
    }
}
