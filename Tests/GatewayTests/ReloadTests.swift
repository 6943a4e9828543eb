import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

@Suite("Policies that change while the gateway runs")
struct ReloadTests {
    private func file(_ bed: Testbed, _ path: String = "routes/all.yaml") -> URL {
        bed.directory.appending(path: "policies").appending(path: path)
    }

    private func write(_ text: String, to path: String, _ bed: Testbed) throws {
        try Data(text.utf8).write(to: file(bed, path), options: .atomic)
    }

    private func replace(_ old: String, by new: String, in path: String = "routes/all.yaml", _ bed: Testbed) throws {
        let text = try String(contentsOf: file(bed, path), encoding: .utf8)
        try #require(text.contains(old))
        try write(text.replacingOccurrences(of: old, with: new), to: path, bed)
    }

    private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    private func policies(_ bed: Testbed) async throws -> (status: String, check: [String: Any]) {
        let ready = try await bed.askAdmin("/readyz")
        #expect(ready.status == 200, "a refused policy is no reason to send traffic elsewhere")
        let report = try ready.json()
        let checks = report["checks"] as? [[String: Any]] ?? []
        return (report["status"] as? String ?? "", checks.first { $0["name"] as? String == "policies" } ?? [:])
    }

    private let added = """
        version: 1
        routes:
          - id: added
            match: { methods: [GET], path: "/added/x" }
            to: { local: key-set }
            access: { allow: [{ roles: [anonymous] }] }
        """

    /// An origin that answers by itself, and a path of it.
    private func withRegistry(
        _ settings: [SettingsKey: String], _ body: (Testbed) async throws -> Void
    ) async throws {
        let registry = try await DemoRegistry.start()
        let url = registry.environment["BREAKWATER_HARBOR_URL"] ?? ""
        let other = url.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        let environment = ["ORIGIN_URL": url, "SAME_ORIGIN_URL": other]
        try await Testbed.with(settings, environment: environment) { bed in try await body(bed) }
        await registry.stop()
    }

    private let relayed = "/relay/api/v2.0/health"

    @Test("a route that is added, changed or taken away is so for the next request, on every loop and connection")
    func taken() async throws {
        try await withRegistry([.eventLoops: "2", .policyWatch: "false"]) { bed in
            let wires = try await [bed.connect(), bed.connect(), bed.connect(), bed.connect()]
            func statuses(_ path: String) async throws -> Set<Int> {
                var seen: Set<Int> = []
                for wire in wires {
                    try await wire.send(get(path))
                    seen.insert(try await wire.answer().status)
                }
                return seen
            }
            #expect(try await statuses("/added/x") == [404])
            try write(added, to: "routes/added.yaml", bed)
            #expect(try await statuses("/added/x") == [404], "not before somebody says so")
            await bed.gateway.reloadPolicies()
            #expect(try await statuses("/added/x") == [200])
            try replace("roles: [anonymous]", by: "roles: [member]", in: "routes/added.yaml", bed)
            await bed.gateway.reloadPolicies()
            #expect(try await statuses("/added/x") == [401])
            try FileManager.default.removeItem(at: file(bed, "routes/added.yaml"))
            await bed.gateway.reloadPolicies()
            #expect(try await statuses("/added/x") == [404])
            #expect(try await statuses(relayed) == [200])
            #expect(
                try await bed.askAdmin("/metrics").text.contains("breakwater_policy_reloads_total{result=\"taken\"} 3"))
        }
    }

    @Test("with anything wrong in any file all are refused, the last good ones stay, and readiness says where")
    func refused() async throws {
        try await withRegistry([.policyWatch: "false"]) { bed in
            try write(added, to: "routes/added.yaml", bed)
            try replace("roles: [member]", by: "roles: [membr]", bed)
            await bed.gateway.reloadPolicies()
            #expect(try await bed.ask(get("/added/x")).status == 404, "not even the file that is right")
            #expect(try await bed.ask(get(relayed)).status == 200)
            let refused = try await policies(bed)
            #expect(refused.status == "degraded")
            #expect(refused.check["status"] as? String == "refused")
            let detail = try #require(refused.check["detail"] as? String)
            #expect(
                detail.contains(/routes\/all\.yaml:\d+:\d+: unknown role "membr": did you mean "member"\?/), "\(detail)"
            )
            let page = try await bed.askAdmin("/metrics").text
            #expect(page.contains("breakwater_policy_reloads_total{result=\"refused\"} 1"))

            try replace("roles: [membr]", by: "roles: [member]", bed)
            await bed.gateway.reloadPolicies()
            #expect(try await policies(bed).check["status"] as? String == "ok")
            #expect(try await bed.ask(get("/added/x")).status == 200)
            await bed.stopGateway()
            let lines = try bed.log("audit").filter { ($0["event"] as? String)?.hasPrefix("policy") == true }
            #expect(lines.map { $0["event"] as? String } == ["policy-refused", "policy-reloaded"])
            #expect(lines.map { $0["outcome"] as? String } == ["failure", "success"])
        }
    }

    @Test("what is read anew and is the same is no other policy, and one with another secret is")
    func same() async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            func taken() async throws -> Int? {
                await bed.gateway.reloadPolicies()
                return try await bed.metric("breakwater_policy_reloads_total{result=\"taken\"}")
            }
            let secret = bed.directory.appending(path: "secret")
            try Data("first".utf8).write(to: secret)
            #expect(try await taken() == 0)
            try replace("\"env:LOCKED_PASSWORD\"", by: "\"file:\(secret.path)\"", in: "upstreams.yaml", bed)
            #expect(try await taken() == 1)
            #expect(try await taken() == 1)
            try Data("second".utf8).write(to: secret)
            #expect(try await taken() == 2)
            await bed.stopGateway()
            let events = try bed.log("audit").compactMap { $0["event"] as? String }
            #expect(events.filter { $0.hasPrefix("policy") } == ["policy-reloaded", "policy-reloaded"])
        }
    }

    @Test("a stream that runs goes on to its end, though its route is gone and its upstream is another one")
    func stream() async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            let wire = try await bed.connect()
            try await wire.send("POST /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
            let upstream = try await bed.origin.accept()
            try replace("/stream/", by: "/other/", bed)
            try replace(
                "origin: { url: \"env:ORIGIN_URL\" }", by: "origin: { url: \"http://127.0.0.1:9\" }",
                in: "upstreams.yaml", bed)
            await bed.gateway.reloadPolicies()
            #expect(try await bed.ask(get("/relay/x")).status == 503, "new requests go where the new files say")
            #expect(try await bed.ask(get("/stream/x")).status == 404)
            try await wire.send("67890")
            #expect(try await upstream.request().body == Array("1234567890".utf8))
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await wire.answer().text == "ok")
            _ = try await upstream.end()
        }
    }

    @Test("an upstream that stays as it is keeps its connections")
    func kept() async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            let wire = try await bed.connect()
            try await wire.send(get("/relay/x"))
            let upstream = try await bed.origin.accept()
            for _ in 0..<3 {
                _ = try await upstream.request()
                try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                #expect(try await wire.answer().text == "ok")
                await bed.gateway.reloadPolicies()
                try await wire.send(get("/relay/x"))
            }
            _ = try await upstream.request()
            #expect(bed.origin.connections == 1)
        }
    }

    @Test("a hundred reloads under load fail no request")
    func load() async throws {
        try await withRegistry([.eventLoops: "2", .policyWatch: "false"]) { bed in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let wire = try await bed.connect()
                        for _ in 0..<200 {
                            try await wire.send(get(relayed))
                            #expect(try await wire.answer().status == 200)
                        }
                    }
                }
                for round in 0..<100 {
                    // Each time the upstream is another one, so that pools come and go as well.
                    let names = ["env:ORIGIN_URL", "env:SAME_ORIGIN_URL"]
                    let (old, new) = round.isMultiple(of: 2) ? (names[0], names[1]) : (names[1], names[0])
                    try replace(
                        "origin: { url: \"\(old)\" }", by: "origin: { url: \"\(new)\" }", in: "upstreams.yaml", bed)
                    await bed.gateway.reloadPolicies()
                }
                try await group.waitForAll()
            }
            let status = await bed.gateway.policies.status
            #expect(status.reloads == 100 && status.refusals == 0)
        }
    }

    /// The one that was read first must not be in force last.
    @Test("of many reloads at once the last files win, on every loop")
    func together() async throws {
        try await withRegistry([.eventLoops: "2", .policyWatch: "false"]) { bed in
            for round in 0..<10 {
                let isThere = round.isMultiple(of: 2)
                if isThere {
                    try write(added, to: "routes/added.yaml", bed)
                } else {
                    try FileManager.default.removeItem(at: file(bed, "routes/added.yaml"))
                }
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 { group.addTask { await bed.gateway.reloadPolicies() } }
                }
                for _ in 0..<8 { #expect(try await bed.ask(get("/added/x")).status == (isThere ? 200 : 404)) }
            }
        }
    }

    @Test("changed files are taken up by themselves, unless the settings say otherwise")
    func watch() async throws {
        try await Testbed.with { bed in
            try write(added, to: "routes/added.yaml", bed)
            // Within two seconds; the patience of the test's clients is what ends it otherwise.
            var tries = 0
            while try await bed.ask(get("/added/x")).status != 200, tries < 100_000 { tries += 1 }
            #expect(try await bed.ask(get("/added/x")).status == 200)
        }
    }

    @Test("SIGHUP reads the files anew, and a broken one ends nothing")
    func signal() async throws {
        try await GatewayProcess.with(environment: ["BREAKWATER_POLICY_WATCH": "false"]) { gateway in
            #expect(try await gateway.answer(to: Call("GET", "/added/x")).status == 404)
            try Data(added.utf8).write(to: gateway.policies.appending(path: "routes/added.yaml"))
            gateway.hangUp()
            while try await gateway.answer(to: Call("GET", "/added/x")).status == 404 {}
            #expect(try await gateway.answer(to: Call("GET", "/added/x")).status == 200)
            try Data("routes: [".utf8).write(to: gateway.policies.appending(path: "routes/added.yaml"))
            gateway.hangUp()
            gateway.hangUp()
            #expect(try await gateway.answer(to: Call("GET", "/added/x")).status == 200)
            #expect(gateway.isRunning)
        }
    }
}
