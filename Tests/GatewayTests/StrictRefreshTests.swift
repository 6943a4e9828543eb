import Foundation
import Testing

@testable import Gateway

@Suite("Strict rotation")
struct StrictRefreshTests {
    /// A token, the one that it was exchanged for, and one of another session of the same user.
    private struct Exchange {
        let first: String
        let second: String
        let other: String
    }

    private func exchange(_ bed: Testbed) async throws -> Exchange {
        let first = try bed.token(of: try await bed.user(Testbed.administrator), session: "s-7")
        return Exchange(
            first: first, second: try await bed.answer(to: .refresh(first)).token(),
            other: try await bed.administratorToken())
    }

    /// Puts the end of every grace into the past: what 30 seconds would do.
    private func passGrace(_ bed: Testbed) async throws {
        try await bed.execute([
            "UPDATE breakwater_counter SET value = value + 1",
            """
            UPDATE breakwater_superseded_tokens
            SET good_until = good_until - 31, sequence = (SELECT value FROM breakwater_counter)
            """,
        ])
        #expect(try await bed.tell() == .done)
    }

    private func withStrictRotation(_ body: (Testbed) async throws -> Void) async throws {
        try await Testbed.with([.sessionRotation: "strict", .eventLoops: "2"]) { bed in try await body(bed) }
    }

    @Test("within the grace a token that was exchanged still counts, and may be exchanged again")
    func grace() async throws {
        try await withStrictRotation { bed in
            let exchange = try await exchange(bed)
            #expect(try await bed.status(of: exchange.first) == 200)
            let third = try await bed.answer(to: .refresh(exchange.first)).token()
            for token in [exchange.second, third] { #expect(try await bed.status(of: token) == 200) }
        }
    }

    @Test("after the grace it is refused on every loop, and the session goes on with the new one")
    func superseded() async throws {
        try await withStrictRotation { bed in
            let exchange = try await exchange(bed)
            let clients = try await bed.connections()
            for client in clients { #expect(try await client.answer(to: .whoami(exchange.first)).status == 200) }
            try await passGrace(bed)
            for client in clients {
                let answer = try await client.answer(to: .whoami(exchange.first))
                #expect(answer.status == 401)
                #expect(answer.reason == "session-ended")
                #expect(try await client.answer(to: .whoami(exchange.second)).status == 200)
            }
            #expect(try await bed.answer(to: Call("GET", "/guarded/x", token: exchange.first)).status == 401)
            #expect(try await bed.answer(to: .refresh(exchange.second)).status == 200)
            #expect(bed.origin.connections == 0)
        }
    }

    /// Ending is safe whoever asks for it, and the holder of an old copy may be the honest one.
    @Test("after the grace it is still good for logging out, which ends the session")
    func logout() async throws {
        try await withStrictRotation { bed in
            let exchange = try await exchange(bed)
            try await passGrace(bed)
            #expect(try await bed.answer(to: .logout(exchange.first)).status == 200)
            #expect(try await bed.status(of: exchange.second) == 401)
        }
    }

    @Test("to exchange it again after the grace ends the session for whoever holds a token of it, and no other session")
    func reuse() async throws {
        try await withStrictRotation { bed in
            let exchange = try await exchange(bed)
            let clients = try await bed.connections()
            for client in clients { #expect(try await client.answer(to: .whoami(exchange.second)).status == 200) }
            try await passGrace(bed)
            let answer = try await bed.answer(to: .refresh(exchange.first))
            #expect(answer.status == 401)
            #expect(answer.reason == "session-ended")
            for client in clients {
                #expect(try await client.answer(to: .whoami(exchange.second)).status == 401)
                #expect(try await client.answer(to: .whoami(exchange.first)).status == 401)
                #expect(try await client.answer(to: .whoami(exchange.other)).status == 200)
            }
            #expect(try await bed.answer(to: .refresh(exchange.second)).status == 401)

            await bed.stopGateway()
            let reuses = try bed.log("audit").filter { $0["event"] as? String == "reuse" }
            try #require(reuses.count == 1)
            #expect(reuses[0]["actor"] as? String == Testbed.administrator)
            #expect(reuses[0]["target"] as? String == "s-7")
            #expect(reuses[0]["requestId"] as? String == answer["X-Request-Id"])
        }
    }
}
