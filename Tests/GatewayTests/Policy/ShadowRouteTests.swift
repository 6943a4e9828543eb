import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("A route in shadow mode")
struct ShadowRouteTests {
    private static let routes = """
        - id: item
          match: { methods: [GET], path: "/item/{id}" }
          params: { id: any }
          to: { answer: { status: 200, body: live } }
          access: { allow: [{ roles: [member] }] }
        - id: item-next
          mode: shadow
          match: { methods: [GET], path: "/item/{number}" }
          params: { number: int64 }
          to: { upstream: origin, path: "/next/{number}" }
          headers: { response: { set: { X-Next: "1" } } }
          access: { allow: [{ roles: [member], namespaces: [ns7] }], deny: [{ roles: [member], users: [eve] }] }
          limits: { rate: { per: route, limit: 1/h } }
        - id: note
          match: { methods: [POST], path: "/note" }
          to: { answer: { status: 200, body: live } }
          access: { allow: [{ roles: [member] }] }
        - id: note-next
          mode: shadow
          match: { methods: [POST], path: "/note" }
          body: { scope: text }
          to: { answer: { status: 418, body: next } }
          access: { allow: [{ roles: [member], when: "body.scope == 'p'" }, { roles: [system-admin] }] }
        """

    @Test("is judged by its own types and rules beside the one that serves: counted, recorded and never enforced")
    func beside() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let mia = try bed.token(.member, name: "mia")
            let eve = try bed.token(.member, name: "eve", id: 9)
            let admin = try bed.token(.systemAdmin)
            let rows: [(call: Call, status: Int, route: String, shadow: String?)] = [
                (Call("GET", "/item/7", token: mia), 200, "item", "allow"),
                (Call("GET", "/item/8", token: mia), 200, "item", "allow"),
                (Call("GET", "/item/seven", token: mia), 200, "item", "deny"),
                (Call("GET", "/item/7", token: eve), 200, "item", "deny"),
                (Call("GET", "/item/7"), 401, "item", "deny"),
                // Nobody read the body for it, which its rule for members looks at.
                (Call("POST", "/note", token: mia, body: #"{"scope":"g"}"#), 200, "note", "unknown"),
                (Call("POST", "/note", token: admin, body: #"{"scope":"g"}"#), 200, "note", "allow"),
            ]
            for row in rows {
                let answer = try await bed.answer(to: row.call)
                #expect(answer.status == row.status, "\(row.call.path)")
                #expect(answer["X-Next"] == nil && (row.status != 200 || answer.text == "live"), "\(row.call.path)")
            }
            for (decision, shadow, count) in [("allow", "allow", 2), ("allow", "deny", 2), ("deny", "deny", 1)] {
                let labels = "route=\"item\",decision=\"\(decision)\",shadow=\"\(shadow)\",source=\"rules\""
                #expect(try await bed.metric("breakwater_shadow_decisions_total{\(labels)}") == count, "\(labels)")
            }
            let unknown = "route=\"note\",decision=\"allow\",shadow=\"unknown\",source=\"rules\""
            #expect(try await bed.metric("breakwater_shadow_decisions_total{\(unknown)}") == 1)
            #expect(try await !bed.askAdmin("/metrics").text.contains("route=\"item-next\""), "it takes no request")
            await bed.stopGateway()
            let lines = try bed.log("decisions")
            #expect(lines.map { $0["route"] as? String } == rows.map(\.route))
            #expect(lines.map { $0["shadow"] as? String } == rows.map(\.shadow))
        }
    }

    /// Whoever wrote it would believe that its requests are guarded by it.
    @Test("that stands beside no route of the very same match is refused with its files, and its path stays unknown")
    func alone() async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            try await bed.enforce(Self.routes)
            let lonely = """
                - id: lonely
                  mode: shadow
                  match: { methods: [GET], path: "/lonely" }
                  to: { answer: { status: 200, body: next } }
                  access: { allow: [{ roles: [anonymous] }] }
                """
            try bed.write("version: 1\nroutes:\n\(Self.routes)\n\(lonely)\n", to: "routes/added.yaml")
            await bed.gateway.reloadPolicies()
            let check = try await bed.readiness(of: "policies")
            #expect(check.status == "refused")
            #expect(check.detail.contains("\"lonely\" is in shadow mode and no enforced route has the same match"))
            #expect(try await bed.answer(to: Call("GET", "/lonely")).status == 404)
            let mia = try bed.token(.member, name: "mia")
            #expect(try await bed.answer(to: Call("GET", "/item/7", token: mia)).status == 200, "the last good ones")
        }
    }
}
