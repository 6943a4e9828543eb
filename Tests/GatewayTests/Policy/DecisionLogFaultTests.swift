import Domain
import Foundation
import Store
import Testing

@testable import Gateway

/// The decision log is a link, so that what lies behind it can be a full disk and then none.
@Suite("A decision log that cannot be written")
struct DecisionLogFaultTests {
    private static let routes = """
        - id: things
          match: { methods: [GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE], path: "/v1/things/x" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }] }
        - id: gated
          match: { methods: [POST], path: "/v1/gated" }
          body: { scope: text }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member], when: "body.scope == 'p'" }] }
        - id: open
          match: { methods: [POST], path: "/v1/open" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous] }] }
        """

    private static let dropped = "breakwater_log_dropped_total{log=\"decisions\"}"

    /// A gateway whose decision log leads to /dev/full, when it has found that out.
    private func withFullDisk(_ body: (Testbed, _ link: URL) async throws -> Void) async throws {
        let link = FileManager.default.temporaryDirectory.appending(path: "decisions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: link) }
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/dev/full")
        try await Testbed.with([.logDecisions: link.path, .policyWatch: "false"]) { bed in
            try await bed.enforce(Self.routes)
            #expect(try await bed.readiness(of: "decision log").status == "ok")
            _ = try await bed.ask(GatedRoute.unknown)
            #expect(try await bed.eventually { try await bed.readiness(of: "decision log").status == "down" })
            try await body(bed, link)
        }
    }

    /// What the answer says: `ok`, or the reason of a refusal.
    private func outcome(
        _ bed: Testbed, _ method: String, _ token: String?, path: String = "/v1/things/x", body: String? = nil
    ) async throws -> String? {
        let answer = try await bed.answer(to: Call(method, path, token: token, body: body))
        return answer.status == 200 ? answer.text : answer.reason
    }

    @Test("reads go on and are counted as lost; what administrators would change is 503, what others would goes on")
    func closed() async throws {
        try await withFullDisk { bed, _ in
            let member = try bed.token(.member)
            let administrators = [try bed.token(.businessAdmin), try bed.token(.systemAdmin)]
            let before = try await bed.metric(Self.dropped) ?? 0
            for token in administrators + [member] {
                for method in ["GET", "OPTIONS"] { #expect(try await outcome(bed, method, token) == "ok") }
            }
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                for token in administrators {
                    let answer = try await bed.answer(to: Call(method, "/v1/things/x", token: token))
                    #expect(answer.status == 503 && answer.reason == "decision-log", "\(method)")
                    #expect(answer["Retry-After"] != nil)
                }
                #expect(try await outcome(bed, method, member) == "ok", "\(method)")
            }
            let good = #"{"scope":"p"}"#
            for token in administrators {
                #expect(try await outcome(bed, "POST", token, path: "/v1/gated", body: good) == "decision-log")
                #expect(try await outcome(bed, "POST", token, path: "/v1/gated", body: "{}") == "condition")
            }
            #expect(try await outcome(bed, "POST", member, path: "/v1/gated", body: good) == "ok")
            #expect(try await outcome(bed, "POST", nil, path: "/v1/open") == "ok")
            #expect(try await bed.eventually { try await bed.metric(Self.dropped) ?? 0 >= before + 18 })
            let refused =
                "breakwater_policy_decisions_total{route=\"things\",decision=\"reject\",reason=\"decision-log\"}"
            #expect(try await bed.metric(refused) == 8)
        }
    }

    @Test("accounts that an administrator would change stay as they are, and people log in all the same")
    func accounts() async throws {
        try await withFullDisk { bed, _ in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7")
            let refused = try await bed.answer(to: .setStatus(3, of: mia.id, by: administrator))
            #expect(refused.status == 503 && refused.reason == "decision-log")
            #expect(try await bed.user("mia").status == .approved)
            #expect(try await bed.answer(to: .login("mia", Testbed.password)).status == 200)
            #expect(try await bed.answer(to: Call("GET", "/v1/admin/user", token: administrator)).status == 200)
        }
    }

    @Test("readiness says so, and that traffic may come all the same")
    func readiness() async throws {
        try await withFullDisk { bed, _ in
            let ready = try await bed.askAdmin("/readyz")
            #expect(ready.status == 200)
            #expect(try ready.json()["status"] as? String == "degraded")
            let detail = try await bed.readiness(of: "decision log").detail
            #expect(detail.contains("changes by administrators are refused"), "\(detail)")
        }
    }

    @Test("once it can be written again the first line ends it: no start is needed, and lines begin whole")
    func recovers() async throws {
        try await withFullDisk { bed, link in
            let administrator = try bed.token(.systemAdmin)
            #expect(try await outcome(bed, "DELETE", administrator) == "decision-log")
            let file = bed.directory.appending(path: "real.jsonl")
            try Data().write(to: file)
            let other = link.appendingPathExtension("new")
            try FileManager.default.createSymbolicLink(atPath: other.path, withDestinationPath: file.path)
            // In one step: at no time is there nothing.
            try #require(rename(other.path, link.path) == 0)
            // The refusal itself is the line that shows it.
            #expect(try await bed.eventually { try await outcome(bed, "DELETE", administrator) == "ok" })
            #expect(try await bed.readiness(of: "decision log").status == "ok")
            await bed.stopGateway()
            let text = try String(contentsOf: file, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            let reasons = try lines.map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return object?["reason"] as? String
            }
            #expect(reasons.last == "" && reasons.dropLast().allSatisfy { $0 == "decision-log" }, "\(reasons)")
            #expect(text.hasSuffix("\n"))
        }
    }
}
