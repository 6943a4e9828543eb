import Foundation
import Testing

@testable import Gateway

@Suite("Looking at policies before they are in force")
struct PolicyCommandTests {
    private func edit(_ gateway: GatewayProcess, _ old: String, _ new: String) throws {
        let file = gateway.policies.appending(path: "routes/all.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
    }

    @Test("good files give their identity and exit 0; a typo its file, line, column and a suggestion, and exit 1")
    func check() async throws {
        try await GatewayProcess.with(environment: ["BREAKWATER_POLICY_WATCH": "false"]) { gateway in
            let directory = gateway.policies.path
            let good = try await gateway.run("policy", "check", "--policies", directory)
            #expect(good.status == 0)
            #expect(
                good.output.contains(
                    /\d+ routes, \d+ rules, \d+ tests, upstreams: .*nowhere \(off\).*, identity [0-9a-f]{64}\n/),
                "\(good.output)")
            try edit(
                gateway, "to: { upstream: locked, path: \"/{rest}\" }", "to: { upstream: lockd, path: \"/{rest}\" }")
            try edit(gateway, "roles: [system-admin]", "roles: [system-admn]")
            let bad = try await gateway.run("policy", "check", "--policies", directory)
            #expect(bad.status == 1)
            #expect(bad.output.contains(/routes\/all\.yaml:\d+:\d+: unknown upstream "lockd": did you mean "locked"\?/))
            #expect(bad.output.contains(/routes\/all\.yaml:\d+:\d+: unknown role "system-admn"/), "all of them at once")
            #expect(bad.output.contains("2 finding(s): these would be refused"))
            let json = try await gateway.run("policy", "check", "--policies", directory, "--format", "json")
            let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            let findings = try #require(document?["findings"] as? [[String: Any]])
            #expect(json.status == 1 && findings.count == 2 && document?["identity"] == nil)
            #expect(findings.allSatisfy { ($0["line"] as? Int ?? 0) > 0 && ($0["column"] as? Int ?? 0) > 0 })
        }
    }

    @Test("the routes are listed with whom they are for and where they lead")
    func routes() async throws {
        try await GatewayProcess.with { gateway in
            let list = try await gateway.run("policy", "routes", "--policies", gateway.policies.path)
            #expect(list.status == 0)
            let rows = list.output.split(separator: "\n").map {
                $0.split(separator: " ", omittingEmptySubsequences: true)
            }
            #expect(rows.contains(["login", "POST", "/v1/authorization", "anybody", "local", "login"]))
            #expect(
                rows.contains([
                    "user-list", "GET,HEAD", "/v1/admin/user", "business-admin,system-admin", "local", "user-list",
                ]))
            let json = try await gateway.run(
                "policy", "routes", "--policies", gateway.policies.path, "--format", "json")
            let routes = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
            #expect(routes.count == rows.count - 1)
        }
    }

    @Test("a directory that is not there is a finding, and a wrong setting a usage error")
    func missing() async throws {
        try await GatewayProcess.with { gateway in
            let missing = try await gateway.run("policy", "check", "--policies", "/nonexistent/policies")
            #expect(missing.status == 1 && missing.output.contains("cannot be read"))
            let usage = try await gateway.run("policy", "check", environment: ["BREAKWATER_EVENT_LOOPS": "many"])
            #expect(usage.status == 2 && usage.errors.contains("eventLoops"))
        }
    }
}
