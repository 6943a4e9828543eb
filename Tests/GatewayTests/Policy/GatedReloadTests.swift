import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("A reload while a body is awaited")
struct GatedReloadTests {
    private static let route = """
        - id: labels
          match: { methods: [POST], path: "/labels/x" }
          body: { scope: text }
          to: { upstream: origin, path: "/before" }
          headers: { request: { set: { X-Policy: before } }, response: { set: { X-Policy: before } } }
          access: { allow: [{ roles: [business-admin], when: "body.scope == 'p'" }] }
        """

    private static let changed = route.replacingOccurrences(of: "before", with: "after")
        .replacingOccurrences(of: "== 'p'", with: "== 'g'")

    private static let body = #"{"scope":"p"}"#

    @Test(
        "the request ends on the policy that it began with, whatever has become of its route and its upstream",
        arguments: [
            ["changed"], ["gone"], ["changed", "gone", "changed", "changed"],
        ])
    func began(reloads: [String]) async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            try await bed.enforce(Self.route)
            let token = try bed.token(.businessAdmin)
            let request = GatedRoute.request(token, Self.body)
            let client = try await bed.connect()
            try await client.send(String(request.dropLast(5)))
            #expect(try await bed.ask(GatedRoute.unknown).status == 404)

            // Nobody listens there.
            let upstreams = try String(contentsOf: bed.policies.appending(path: "upstreams.yaml"), encoding: .utf8)
            try bed.write(
                upstreams.replacingOccurrences(
                    of: "origin: { url: \"env:ORIGIN_URL\" }", with: "origin: { url: \"http://127.0.0.1:9\" }"),
                to: "upstreams.yaml")
            for reload in reloads {
                try await bed.enforce(
                    reload == "gone" ? Self.changed.replacingOccurrences(of: "/labels/x", with: "/other") : Self.changed
                )
            }
            let isGone = reloads.last == "gone"
            #expect(try await bed.ask(request).status == (isGone ? 404 : 403), "new requests are judged anew")

            try await client.send(String(request.suffix(5)))
            let upstream = try await bed.origin.accept()
            let relayed = try await upstream.request()
            #expect(relayed.startLine == "POST /before HTTP/1.1")
            #expect(relayed["X-Policy"] == "before")
            #expect(relayed.text == Self.body)
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            let answer = try await client.answer()
            #expect(answer.text == "ok")
            #expect(answer["X-Policy"] == "before")

            try await client.send(request)
            #expect(try await client.answer().status == (isGone ? 404 : 403), "the next one on the same connection too")
            await bed.stopGateway()
            let decisions = try bed.log("decisions").filter { $0["method"] as? String == "POST" }
            let rulesets = decisions.compactMap { $0["ruleset"] as? String }
            #expect(decisions.map { $0["decision"] as? String } == ["deny", "allow", "deny"])
            #expect(rulesets.count == 3 && rulesets[0] == rulesets[2] && rulesets[0] != rulesets[1])
        }
    }
}
