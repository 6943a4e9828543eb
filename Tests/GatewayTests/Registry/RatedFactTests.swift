import Domain
import Foundation
import StandIns
import Store
import Testing

@testable import Gateway

/// A rule may have the registry asked: whoever comes too often does not get to make the gateway ask.
@Suite("Routes with a rate whose rules ask the registry")
struct RatedFactTests {
    private static let routes = ["limited", "free"].map { name in
        """
          - id: \(name)
            match: { methods: [GET], path: "/v1/\(name)/{project}" }
            params: { project: oci-project }
            to: { upstream: harbor, path: "/api/v2.0/projects/{project}" }
            access: { allow: [{ roles: [business-admin], when: "owns(project)" }] }
            \(name == "limited" ? "limits: { rate: { per: route, limit: 1/h, burst: 1 } }" : "")

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

    @Test("a request over the rate is refused before anything is asked, and one within it is judged by the answer")
    func order() async throws {
        var registry = HarborRegistry()
        let ids = ["gateway", "one", "two"].map { name in
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
                var tokens: [String] = []
                for (place, name) in ["one", "two"].enumerated() {
                    let added = try await bed.gateway.identity.vault.add(
                        namespace: "ns-\(name)", userID: Int64(ids[place + 1]), user: name,
                        email: "\(name)@example.org", password: Secret(Self.password))
                    #expect(added == .added)
                    tokens.append(
                        try bed.token(of: try await bed.account(name, namespace: "ns-\(name)", isAdministrator: true)))
                }
                let first = try await bed.answer(to: Call("GET", "/v1/limited/mine", token: tokens[0]))
                #expect(first.status == 403, "\(first.text)")
                let count = front.requests.count
                #expect(count > 0)
                // Of a namespace about which nothing is known yet.
                for token in [tokens[1], tokens[0], tokens[1]] {
                    let answer = try await bed.answer(to: Call("GET", "/v1/limited/mine", token: token))
                    #expect(answer.status == 429 && answer.reason == "rate", "\(answer.text)")
                }
                #expect(front.requests.count == count)
                let free = try await bed.answer(to: Call("GET", "/v1/free/mine", token: tokens[1]))
                #expect(free.status == 403, "\(free.text)")
                #expect(front.requests.count > count)
            }
        }
    }
}
