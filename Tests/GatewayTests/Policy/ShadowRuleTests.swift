import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Rules and routes in shadow mode")
struct ShadowRuleTests {
    private static let routes = """
        - id: narrower
          match: { methods: [GET], path: "/narrower" }
          to: { answer: { status: 200, body: live } }
          access:
            allow: [{ roles: [member] }]
            deny: [{ roles: [member], users: [mia], mode: shadow }]
        - id: wider
          match: { methods: [GET], path: "/wider" }
          to: { answer: { status: 200, body: live } }
          access: { allow: [{ roles: [system-admin] }, { roles: [member], mode: shadow }] }
        - id: twin
          match: { methods: [GET], path: "/twin" }
          to: { answer: { status: 200, body: live } }
          access: { allow: [{ roles: [anonymous] }] }
        - id: twin-next
          mode: shadow
          match: { methods: [GET], path: "/twin" }
          to: { answer: { status: 418, body: next } }
          headers: { response: { set: { X-Next: "1" } } }
          access: { allow: [{ roles: [system-admin] }] }
          limits: { rate: { per: route, limit: 1/h } }
        - id: gated
          match: { methods: [POST], path: "/gated" }
          body: { scope: text }
          to: { upstream: origin, path: "/x" }
          access:
            allow: [{ roles: [member], when: "body.scope in ['p', 'g']" }]
            deny: [{ roles: [member], when: "body.scope == 'g'", mode: shadow }]
        - id: open-body
          match: { methods: [POST], path: "/open-body" }
          body: { scope: text }
          to: { answer: { status: 200, body: live } }
          access:
            allow: [{ roles: [member] }]
            deny: [{ roles: [member], when: "body.scope == 'g'", mode: shadow }]
        - id: plain
          match: { methods: [GET], path: "/plain" }
          to: { answer: { status: 200, body: live } }
          access: { allow: [{ roles: [member] }] }
        """

    private struct Row {
        let call: Call
        let status: Int
        /// What was decided, and what would have been; `nil` where nothing is in shadow mode.
        let decision: String
        let shadow: String?
    }

    private func rows(_ bed: Testbed) throws -> [Row] {
        let mia = try bed.token(.member, name: "mia")
        let bob = try bed.token(.member, name: "bob", id: 8)
        let admin = try bed.token(.systemAdmin)
        return [
            Row(call: Call("GET", "/narrower", token: mia), status: 200, decision: "allow", shadow: "deny"),
            Row(call: Call("GET", "/narrower", token: bob), status: 200, decision: "allow", shadow: "allow"),
            Row(call: Call("GET", "/narrower"), status: 401, decision: "deny", shadow: "deny"),
            Row(call: Call("GET", "/wider", token: bob), status: 403, decision: "deny", shadow: "allow"),
            Row(call: Call("GET", "/wider", token: admin), status: 200, decision: "allow", shadow: "allow"),
            Row(call: Call("GET", "/twin"), status: 200, decision: "allow", shadow: "deny"),
            Row(call: Call("GET", "/twin", token: bob), status: 200, decision: "allow", shadow: "deny"),
            Row(call: Call("GET", "/twin", token: admin), status: 200, decision: "allow", shadow: "allow"),
            Row(call: Call("GET", "/twin", token: admin), status: 200, decision: "allow", shadow: "allow"),
            Row(
                call: Call("POST", "/gated", token: bob, body: #"{"scope":"x"}"#), status: 403, decision: "deny",
                shadow: "deny"),
            Row(call: Call("POST", "/gated", token: bob, body: "{"), status: 422, decision: "reject", shadow: nil),
            Row(
                call: Call("POST", "/open-body", token: bob, body: #"{"scope":"g"}"#), status: 200, decision: "allow",
                shadow: "unknown"),
            // Whoever is let in nowhere is refused without the body.
            Row(call: Call("POST", "/open-body"), status: 401, decision: "deny", shadow: "deny"),
            Row(call: Call("GET", "/plain", token: bob), status: 200, decision: "allow", shadow: nil),
            Row(call: Call("GET", "/unknown", token: bob), status: 404, decision: "deny", shadow: nil),
        ]
    }

    @Test("are recorded and counted beside each decision, and change none")
    func recorded() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let rows = try rows(bed)
            for row in rows {
                let answer = try await bed.answer(to: row.call)
                #expect(answer.status == row.status, "\(row.call.path)")
                if row.status == 200 { #expect(answer.text == "live" && answer["X-Next"] == nil, "\(row.call.path)") }
            }
            var expected: [String: Int] = [:]
            for row in rows {
                guard let shadow = row.shadow else { continue }
                let labels = "route=\"\(row.call.path.dropFirst())\",decision=\"\(row.decision)\",shadow=\"\(shadow)\""
                expected["breakwater_shadow_decisions_total{\(labels),source=\"rules\"}", default: 0] += 1
            }
            for (sample, count) in expected { #expect(try await bed.metric(sample) == count, "\(sample)") }
            await bed.stopGateway()
            let lines = try bed.log("decisions")
            #expect(lines.compactMap { $0["path"] as? String } == rows.map(\.call.path))
            #expect(lines.compactMap { $0["decision"] as? String } == rows.map(\.decision))
            #expect(lines.map { $0["shadow"] as? String } == rows.map(\.shadow))
            let rules = lines.compactMap { $0["rule"] as? String }
            #expect(!rules.contains { $0.contains("deny[") || $0.hasPrefix("twin-next") }, "none of them decides")
            // Who nobody was asked to be stands in no record, though the trial has looked.
            #expect(lines.filter { $0["route"] as? String == "twin" }.allSatisfy { $0["user"] is NSNull })
        }
    }

    @Test("see the body where an enforced rule has it read, and what they say of it holds nothing up")
    func body() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let client = try await bed.connect()
            let token = try bed.token(.member)
            var upstream: Wire?
            for scope in ["p", "g"] {
                try await client.send(Call("POST", "/gated", token: token, body: "{\"scope\":\"\(scope)\"}").text)
                let wire = if let upstream { upstream } else { try await bed.origin.accept() }
                upstream = wire
                #expect(try await wire.request().text == "{\"scope\":\"\(scope)\"}")
                try await wire.send("HTTP/1.1 204 No Content\r\n\r\n")
                #expect(try await client.answer().status == 204)
            }
            await bed.stopGateway()
            #expect(try bed.log("decisions").map { $0["shadow"] as? String } == ["allow", "deny"])
            #expect(try bed.log("decisions").map { $0["decision"] as? String } == ["allow", "allow"])
        }
    }
}
