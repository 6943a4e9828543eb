import Domain
import Foundation
import StandIns
import Store
import Testing

@testable import Gateway

/// What is tried the most is who owns what, and a trial alone has no registry asked.
@Suite("Rules in shadow mode that hang on what the registry says")
struct ShadowFactTests {
    private static let routes = [("open", ""), ("asked", #", when: "not owns(project)""#)].map { name, when in
        """
          - id: \(name)
            match: { methods: [GET], path: "/v1/\(name)/{project}" }
            params: { project: oci-project }
            to: { upstream: harbor, path: "/api/v2.0/projects/{project}" }
            access:
              allow: [{ roles: [business-admin]\(when) }]
              deny: [{ roles: [business-admin], when: "not owns(project)", mode: shadow }]

        """
    }.joined()

    private static let upstreams = """
        version: 1
        upstreams:
          origin: { url: "env:ORIGIN_URL" }
          locked: { url: "env:ORIGIN_URL", credentials: { kind: token, token: "env:LOCKED_PASSWORD" } }
          harbor:
            url: "env:HARBOR_URL"
            kind: harbor
            credentials: { kind: harbor, auth: session, user: gateway, password: "env:HARBOR_PASSWORD" }
          nowhere: { url: "env:NOBODY_SETS_THIS:-" }
        """

    private static let password = "Own-Passw0rd"

    @Test("say that they cannot be told where no rule in force asks, and are judged by the answer where one does")
    func unknown() async throws {
        var registry = HarborRegistry()
        let ids = ["gateway", "one"].map { name in
            registry.addAccount(
                HarborRegistry.Login(name: name, password: Secret(Self.password)), email: "\(name)@example.org",
                isAdministrator: name == "gateway")
        }
        let harbor = HarborStandIn(registry)
        try await RegistryFront.with({ harbor.respond(to: $0) }) { front in
            let environment = ["HARBOR_URL": front.url, "HARBOR_PASSWORD": Self.password]
            try await Testbed.with([.policyWatch: "false"], environment: environment) { bed in
                try bed.write(Self.upstreams, to: "upstreams.yaml")
                try await bed.enforce(Self.routes)
                let added = try await bed.gateway.identity.vault.add(
                    namespace: "ns-one", userID: Int64(ids[1]), user: "one", email: "one@example.org",
                    password: Secret(Self.password))
                #expect(added == .added)
                let token = try bed.token(of: try await bed.account("one", namespace: "ns-one", isAdministrator: true))
                for path in ["/v1/open/foreign", "/v1/asked/foreign"] {
                    _ = try await bed.answer(to: Call("GET", path, token: token))
                }
                let labels = "route=\"open\",decision=\"allow\",shadow=\"unknown\",source=\"rules\""
                #expect(try await bed.metric("breakwater_shadow_decisions_total{\(labels)}") == 1)
                await bed.stopGateway()
                let lines = try bed.log("decisions")
                #expect(lines.map { $0["route"] as? String } == ["open", "asked"])
                #expect(lines.map { $0["decision"] as? String } == ["allow", "allow"])
                #expect(lines.map { $0["shadow"] as? String } == ["unknown", "deny"])
            }
        }
    }
}
