import Domain
import Foundation
import Store
import Testing

@testable import Gateway

/// A token is looked at when the head has come, and again when the body has: between the two lies as much time as the
/// client takes.
@Suite("A session that ends while the body is awaited")
struct BodyGateSessionTests {
    private static let body = #"{"scope":"p"}"#

    /// A request of `token` that lacks its last three bytes, read by the gateway so far.
    private func begin(_ bed: Testbed, _ token: String) async throws -> Wire {
        let client = try await bed.connect()
        try await client.send(String(GatedRoute.request(token, Self.body).dropLast(3)))
        #expect(try await bed.ask(GatedRoute.unknown).status == 404)
        return client
    }

    @Test("who has logged out, was banned or has become somebody else is judged by that")
    func ended() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let administrator = try await bed.administratorToken()
            let ends: [(name: String, end: (Int64, String) throws -> Call, status: Int, reason: String)] = [
                ("logged-out", { _, token in .logout(token) }, 401, "session-ended"),
                ("banned", { id, _ in try .setStatus(3, of: id, by: administrator) }, 401, "session-ended"),
                ("demoted", { id, _ in try .setStatus(0, of: id, by: administrator) }, 403, "role"),
            ]
            for row in ends {
                let user = try await bed.account(row.name, namespace: "ns7", isAdministrator: true)
                let token = try bed.token(of: user)
                let client = try await begin(bed, token)
                #expect(try await bed.answer(to: try row.end(user.id, token)).status == 200)
                try await client.send(String(Self.body.suffix(3)))
                let answer = try await client.answer()
                #expect(answer.status == row.status, "\(row.name)")
                #expect(answer.reason == row.reason, "\(row.name)")
            }
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("what is refused for its body leaves a record as every decision does")
    func recorded() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let token = try bed.token(.businessAdmin)
            let requests = [
                GatedRoute.request(token, #"{"scope":"g"}"#), GatedRoute.request(token, "{"),
                GatedRoute.request(token, String(repeating: " ", count: GatedRoute.limit + 1)),
            ]
            for request in requests { _ = try await bed.ask(request) }
            await bed.stopGateway()
            let decisions = try bed.log("decisions").filter { $0["route"] as? String == "labels" }
            #expect(decisions.map { $0["decision"] as? String } == ["deny", "reject", "reject"])
            #expect(decisions.map { $0["reason"] as? String } == ["condition", "field", "body-too-large"])
            #expect(decisions.map { $0["status"] as? Int } == [403, 422, 413])
            #expect(decisions.allSatisfy { $0["user"] as? String == "mia" })
        }
    }
}
