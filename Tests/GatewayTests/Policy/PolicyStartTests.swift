import Domain
import Foundation
import Testing

@testable import Gateway

/// What is wrong with the files is said before anything listens, and nothing listens then.
@Suite("Starts and reloads with policies that contradict themselves")
struct PolicyStartTests {
    private static let routes = """
        - id: docs
          match: { methods: [GET], path: "/docs/{id}" }
          params: { id: int64 }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }] }
        """

    private static func test(_ member: String) -> String {
        """
        - name: who reads documents
          request: GET /docs/7
          expect: { route: docs }
          roles: { anonymous: token-missing, pending: role, member: \(member), system-admin: allow }
        """
    }

    /// How `serve` ends on these files; it does not on good ones.
    private func serve(_ directory: PolicyDirectory, _ arguments: String...) async throws -> GatewayProcess.Outcome {
        try await GatewayProcess.run(
            ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--policies", directory.path]
                + arguments,
            environment: [
                "BREAKWATER_STATE": directory.url.appending(path: "state").path, "ORIGIN_URL": "http://127.0.0.1:9",
                "LOCKED_USER": "a", "LOCKED_PASSWORD": "b",
            ])
    }

    @Test("a policy test that fails stops the start, with its name, role and place")
    func start() async throws {
        try await PolicyDirectory.with(routes: Self.routes, tests: Self.test("role")) { directory in
            let outcome = try await serve(directory)
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.contains(
                    /tests\.yaml:\d+:\d+: the test "who reads documents" fails as member: .*role expected.* allow/
                ),
                "\(outcome.errors)")
            #expect(outcome.errors.contains("the policies cannot be used: 1 finding(s)"))
            #expect(!outcome.errors.contains("listens on"))
        }
    }

    @Test("a shadow policy that is broken, contradicts its tests or is not there stops the start")
    func shadow() async throws {
        try await PolicyDirectory.with(routes: Self.routes, tests: Self.test("allow")) { directory in
            try await directory.withCopy(replacing: "roles: [member]", by: "roles: [system-admin]") { copy in
                let outcome = try await serve(directory, "--shadow", copy.path)
                #expect(outcome.status == 1)
                #expect(
                    outcome.errors.contains("the test \"who reads documents\" fails as member"), "\(outcome.errors)")
            }
            try await directory.withCopy(replacing: "roles: [member]", by: "roles: [membr]") { copy in
                let outcome = try await serve(directory, "--shadow", copy.path)
                #expect(outcome.status == 1 && outcome.errors.contains("did you mean \"member\"?"))
            }
            let outcome = try await serve(directory, "--shadow", "/nonexistent/shadow")
            #expect(
                outcome.status == 1
                    && outcome.errors.contains("/nonexistent/shadow: the policy directory cannot be read"))
        }
    }

    /// A service manager may send it as soon as it has seen that.
    @Test("SIGHUP is a reload from the moment on that the gateway says where it listens")
    func earlySignal() async throws {
        for _ in 0..<3 {
            try await GatewayProcess.with { gateway async throws in
                gateway.hangUp()
                #expect(try await gateway.answer(to: Call("GET", "/unknown")).status == 404)
                #expect(gateway.isRunning)
            }
        }
    }

    @Test("a policy test that fails refuses a reload; the last good files stay until it is mended")
    func reload() async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            try await bed.enforce(Self.routes)
            let token = try bed.token(.member)
            #expect(try await bed.answer(to: Call("GET", "/docs/7", token: token)).status == 200)

            // Right by the tests that were there, wrong by the one that comes along.
            try bed.write("version: 1\ntests:\n\(Self.test("allow"))\n", to: "tests/docs.yaml")
            try bed.write(
                "version: 1\nroutes:\n\(Self.routes.replacingOccurrences(of: "[member]", with: "[system-admin]"))\n",
                to: "routes/added.yaml")
            await bed.gateway.reloadPolicies()
            let check = try await bed.readiness(of: "policies")
            #expect(check.status == "refused")
            #expect(
                check.detail.contains(
                    /tests\/docs\.yaml:\d+:\d+: the test "who reads documents" fails as member: allow expected/),
                "\(check.detail)")
            #expect(try await bed.metric("breakwater_policy_reloads_total{result=\"refused\"}") == 1)
            #expect(try await bed.answer(to: Call("GET", "/docs/7", token: token)).status == 200)

            try await bed.enforce(Self.routes)
            #expect(try await bed.answer(to: Call("GET", "/docs/7", token: token)).status == 200)
            #expect(try await bed.metric("breakwater_policy_reloads_total{result=\"refused\"}") == 1)
        }
    }
}
