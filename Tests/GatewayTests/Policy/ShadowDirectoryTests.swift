import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("A second policy in shadow mode")
struct ShadowDirectoryTests {
    private static func route(_ id: String, _ path: String, role: String) -> String {
        """
        - id: \(id)
          match: { methods: [GET], path: "\(path)" }
          to: { answer: { status: 200, body: live } }
          access: { allow: [{ roles: [\(role)] }] }

        """
    }

    private static let live =
        route("front", "/front", role: "anonymous") + route("former", "/v1/former", role: "system-admin")

    /// A directory beside the gateway's own with the same roles, upstreams and shipped routes.
    private struct Shadow {
        let directory = FileManager.default.temporaryDirectory.appending(path: "shadow-\(UUID().uuidString)")

        func write(front role: String) throws {
            try write(route("front", "/front", role: role) + route("latter", "/v1/latter", role: "system-admin"))
        }

        func write(_ routes: String) throws {
            try Data("version: 1\nroutes:\n\(routes)\n".utf8).write(
                to: directory.appending(path: "routes/added.yaml"), options: .atomic)
        }
    }

    /// A gateway that enforces `live`, with a shadow in which the front asks for a member's token.
    private func withShadow(
        live: String = live, _ body: (Testbed, Shadow) async throws -> Void
    ) async throws {
        let shadow = Shadow()
        defer { try? FileManager.default.removeItem(at: shadow.directory) }
        try TestPolicies.write(into: shadow.directory)
        try shadow.write(front: "member")
        let settings: [SettingsKey: String] = [.policyWatch: "false", .shadowPolicies: shadow.directory.path]
        try await Testbed.with(settings) { bed in
            try await bed.enforce(live)
            try await body(bed, shadow)
        }
    }

    private static let front = Call("GET", "/front")

    /// What it would have decided about the last of `count` requests, once the line is written.
    private func last(_ bed: Testbed, of count: Int) async throws -> String? {
        #expect(try await bed.eventually { try bed.logText("decisions").split(separator: "\n").count == count })
        return Self.word(try bed.log("decisions").last ?? [:])
    }

    /// What a line says of it; `nil` when that is nothing, or no word of a second policy.
    private static func word(_ line: [String: Any]) -> String? {
        let text = line["shadow"] as? String
        return text?.hasPrefix("policy:") == true ? text.map { String($0.dropFirst("policy:".count)) } : nil
    }

    @Test("says nothing of who sends a password that the policy in force has no need to look at")
    func passwords() async throws {
        let live = Self.route("vendor", "/api/v2.0/front", role: "anonymous")
        try await withShadow(live: live) { bed, shadow in
            try shadow.write(
                Self.route("vendor", "/api/v2.0/front", role: "member")
                    .replacing("  to:", with: "  authenticate: [bearer, basic]\n  to:"))
            try await bed.enforce(live)
            let call = Call("GET", "/api/v2.0/front")
            #expect(try await bed.answer(to: call).status == 200)
            let nobody = try await last(bed, of: 1)
            #expect(nobody == "deny")
            let basic = Data("ann:secret".utf8).base64EncodedString()
            _ = try await bed.ask("GET /api/v2.0/front HTTP/1.1\r\nHost: a\r\nAuthorization: Basic \(basic)\r\n\r\n")
            let somebody = try await last(bed, of: 2)
            #expect(somebody == "unknown")
        }
    }

    @Test("is evaluated and recorded beside each decision, and enforces nothing")
    func recorded() async throws {
        try await withShadow { bed, _ in
            let admin = try bed.token(.systemAdmin)
            let member = try bed.token(.member)
            let rows: [(call: Call, status: Int, decision: String, shadow: String?)] = [
                (Self.front, 200, "allow", "deny"), (Call("GET", "/front", token: member), 200, "allow", "allow"),
                (Call("GET", "/front", token: "x.y.z"), 200, "allow", "deny"),
                (Call("DELETE", "/v1/authorization"), 401, "deny", "deny"),
                (Call("GET", "/v1/former", token: member), 403, "deny", "deny"),
                (Call("GET", "/v1/former", token: admin), 200, "allow", "deny"),
                // Rules have nothing to say about what is malformed.
                (Call("GET", "/front/%zz"), 400, "reject", nil), (Call("POST", "/front"), 405, "deny", "deny"),
            ]
            for row in rows { #expect(try await bed.answer(to: row.call).status == row.status, "\(row.call.path)") }
            let labels = "route=\"front\",decision=\"allow\",shadow=\"deny\",source=\"policy\""
            #expect(try await bed.metric("breakwater_shadow_decisions_total{\(labels)}") == 2)
            #expect(try await bed.readiness(of: "shadow policies").status == "ok")
            await bed.stopGateway()
            let lines = try bed.log("decisions")
            #expect(lines.count == rows.count)
            for (line, row) in zip(lines, rows) {
                #expect(line["decision"] as? String == row.decision, "\(row.call.method) \(row.call.path)")
                #expect(Self.word(line) == row.shadow, "\(row.call.method) \(row.call.path)")
                #expect(row.shadow != nil || line["shadow"] is NSNull)
            }
            #expect(Set(lines.compactMap { $0["ruleset"] as? String }).count == 1, "the enforced one")
        }
    }

    /// What somebody tries out in the live policy does not go silent because somebody else tries out another one.
    @Test("is asked beside the rules and routes in shadow mode of the live one, and each has its own word")
    func both() async throws {
        let live =
            Self.live + """
                - id: both
                  match: { methods: [GET], path: "/both" }
                  to: { answer: { status: 200, body: live } }
                  access: { allow: [{ roles: [member] }], deny: [{ roles: [member], users: [mia], mode: shadow }] }
                - id: twin
                  match: { methods: [GET], path: "/twin" }
                  to: { answer: { status: 200, body: live } }
                  access: { allow: [{ roles: [member] }] }
                - id: twin-next
                  mode: shadow
                  match: { methods: [GET], path: "/twin" }
                  to: { answer: { status: 418 } }
                  access: { allow: [{ roles: [anonymous] }] }
                """
        try await withShadow(live: live) { bed, shadow in
            try shadow.write(
                Self.route("front", "/front", role: "member") + Self.route("other", "/both", role: "anonymous"))
            try await bed.reload()
            let mia = try bed.token(.member, name: "mia")
            let rows: [(call: Call, status: Int, shadow: String)] = [
                (Call("GET", "/both", token: mia), 200, "deny policy:allow"),
                (Call("GET", "/both"), 401, "deny policy:allow"),
                (Call("GET", "/twin", token: mia), 200, "allow policy:deny"),
                (Call("GET", "/twin"), 401, "allow policy:deny"), (Self.front, 200, "policy:deny"),
            ]
            for row in rows { #expect(try await bed.answer(to: row.call).status == row.status, "\(row.call.path)") }
            for (decision, word, source) in [
                ("allow", "deny", "rules"), ("allow", "allow", "policy"), ("deny", "deny", "rules"),
                ("deny", "allow", "policy"),
            ] {
                let labels = "route=\"both\",decision=\"\(decision)\",shadow=\"\(word)\",source=\"\(source)\""
                #expect(try await bed.metric("breakwater_shadow_decisions_total{\(labels)}") == 1, "\(labels)")
            }
            await bed.stopGateway()
            #expect(try bed.log("decisions").map { $0["shadow"] as? String } == rows.map(\.shadow))
        }
    }

    @Test("judges a route that only it has by who is calling")
    func added() async throws {
        try await withShadow { bed, _ in
            for token in [try bed.token(.systemAdmin), try bed.token(.member)] {
                #expect(try await bed.answer(to: Call("GET", "/v1/latter", token: token)).status == 404)
            }
            await bed.stopGateway()
            let lines = try bed.log("decisions")
            #expect(lines.map(Self.word) == ["allow", "deny"])
            #expect(lines.allSatisfy { $0["decision"] as? String == "deny" && $0["user"] is NSNull })
        }
    }

    /// Or operators look for a change where there is none.
    @Test("that says the same shows no difference, whatever else than its rules had a request refused")
    func same() async throws {
        let routes =
            Self.live + """
                - id: limited
                  match: { methods: [GET], path: "/limited" }
                  to: { answer: { status: 200, body: live } }
                  access: { allow: [{ roles: [anonymous] }] }
                  limits: { rate: { per: route, limit: 1/h } }
                """
        try await withShadow(live: routes) { bed, shadow in
            try shadow.write(routes)
            try await bed.reload()
            let calls = [
                Call("GET", "/limited"), Call("GET", "/limited"), Call("GET", "/nowhere/x"),
                Call("GET", "/locked/x", token: try bed.token(.member)), Call("GET", "/v1/former"),
                Call("GET", "/v1/former", token: try bed.token(.systemAdmin, expired: true)),
            ]
            var reasons: [String?] = []
            for call in calls { reasons.append(try await bed.answer(to: call).reason) }
            #expect(reasons == [nil, "rate", "upstream-off", "repository-account", "token-missing", "token-expired"])
            await bed.stopGateway()
            for line in try bed.log("decisions") {
                let isSilent = line["shadow"] is NSNull
                #expect(isSilent || Self.word(line) == line["decision"] as? String, "\(line["reason"] ?? "")")
            }
        }
    }

    @Test("that is broken at a reload stops nothing: the last good one is evaluated, and readiness says where")
    func broken() async throws {
        try await withShadow { bed, shadow in
            _ = try await bed.answer(to: Self.front)
            #expect(try await last(bed, of: 1) == "deny")
            try shadow.write(front: "membr")
            try await bed.enforce(Self.live + Self.route("more", "/more", role: "anonymous"))
            let check = try await bed.readiness(of: "shadow policies")
            #expect(check.status == "refused")
            #expect(
                check.detail.contains(/routes\/added\.yaml:\d+:\d+: unknown role "membr": did you mean "member"\?/),
                "\(check.detail)")
            let ready = try await bed.askAdmin("/readyz")
            #expect(ready.status == 200)
            #expect(try ready.json()["status"] as? String == "degraded")
            #expect(try await bed.answer(to: Call("GET", "/more")).status == 200, "the enforced one is taken up")
            _ = try await bed.answer(to: Self.front)
            #expect(try await last(bed, of: 3) == "deny")

            try shadow.write(front: "anonymous")
            try await bed.reload()
            #expect(try await bed.readiness(of: "shadow policies").status == "ok")
            _ = try await bed.answer(to: Self.front)
            #expect(try await last(bed, of: 4) == "allow")
        }
    }

    @Test("that is refused alone is counted by itself, once, and puts nothing in force")
    func refusedAlone() async throws {
        try await withShadow { bed, shadow in
            func count(_ result: String) async throws -> Int? {
                try await bed.metric("breakwater_policy_reloads_total{result=\"\(result)\"}")
            }
            let taken = try await count("taken")
            let before = try await count("shadow-refused")
            #expect(taken == 1 && before == 0)
            try shadow.write(front: "membr")
            for _ in 0..<2 { await bed.gateway.reloadPolicies() }
            let (after, refused, inForce) = try await (count("shadow-refused"), count("refused"), count("taken"))
            #expect(after == 1 && refused == 0 && inForce == taken)
            await bed.stopGateway()
            let events = try bed.log("audit").compactMap { $0["event"] as? String }
            #expect(events.filter { $0.hasPrefix("policy") } == ["policy-reloaded"])
        }
    }

    /// The identity on /metrics is what the records are explained by.
    @Test("is the one that metrics name, also when the enforced one is refused with it")
    func identity() async throws {
        try await withShadow { bed, shadow in
            func identity() async throws -> String {
                let page = try await bed.askAdmin("/metrics").text
                let name = /breakwater_shadow_policy_info\{identity="([0-9a-f]{64})"\} 1/
                return String(try #require(page.firstMatch(of: name)).1)
            }
            let before = try await identity()
            _ = try await bed.answer(to: Self.front)
            #expect(try await last(bed, of: 1) == "deny")
            try shadow.write(front: "anonymous")
            try bed.write("version: 1\nroutes: [\n", to: "routes/broken.yaml")
            await bed.gateway.reloadPolicies()
            #expect(try await bed.readiness(of: "policies").status == "refused")
            _ = try await bed.answer(to: Self.front)
            let isNew = try await identity() != before
            #expect(try await last(bed, of: 2) == (isNew ? "allow" : "deny"), "the new one is named: \(isNew)")
        }
    }
}
