import Foundation
import Testing

@testable import Gateway

/// One event loop holds 64 MiB of answers that it reads whole, and 8 MiB of each.
@Suite("Answers that are read whole, all together")
struct HeldAnswerTests {
    /// Eight of them fit, nine do not; and what the ninth held when it was refused would not fit beside eight others.
    private static let size = 7_900 << 10

    private static let route = """
          - id: held
            match: { methods: [GET], path: "/v1/held" }
            to: { upstream: reg, path: "/x" }
            access: { allow: [{ roles: [system-admin] }] }
        """

    private struct Exchange {
        let client: Wire
        let upstream: Wire
    }

    /// An exchange whose answer lacks its last byte.
    private func begin(_ token: String, _ bed: Testbed) async throws -> Exchange {
        let client = try await bed.connect()
        try await client.send(Call("GET", "/v1/held", token: token).text)
        let upstream = try await bed.origin.accept()
        _ = try await upstream.request()
        // Closed afterwards, so that each has an upstream connection of its own.
        try await upstream.send(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: \(Self.size)\r\n\r\n")
        _ = await upstream.pour(Self.size - 1)
        return Exchange(client: client, upstream: upstream)
    }

    private func begin(_ count: Int, _ bed: Testbed) async throws -> [Exchange] {
        let token = try await bed.administratorToken()
        var exchanges: [Exchange] = []
        for _ in 0..<count { exchanges.append(try await begin(token, bed)) }
        return exchanges
    }

    /// The answers, after the last byte of each.
    private func finish(_ exchanges: [Exchange]) async throws -> [PlainMessage] {
        // One that was refused has lost its upstream.
        for exchange in exchanges { try? await exchange.upstream.send(".") }
        var answers: [PlainMessage] = []
        for exchange in exchanges { answers.append(try await exchange.client.answer()) }
        return answers
    }

    private func expectWhole(_ answers: [PlainMessage]) {
        #expect(answers.map(\.status) == answers.map { _ in 200 })
        #expect(answers.allSatisfy { $0.body.count == Self.size })
    }

    @Test("the one that is too many is 503, the others are whole, and then there is room for as many again")
    func overflow() async throws {
        try await Testbed.with { bed in
            try await bed.enforceRegistry(Self.route)
            let exchanges = try await begin(9, bed)
            // What the kernel has taken the gateway still has to read: it refuses one before any of them is whole.
            for _ in 0..<10_000 where exchanges.allSatisfy({ $0.client.total == 0 }) {
                _ = try await bed.askAdmin("/healthz")
            }
            let answers = try await finish(exchanges)
            expectWhole(answers.filter { $0.status == 200 })
            let refused = answers.filter { $0.status != 200 }
            #expect(refused.map(\.status) == [503])
            #expect(refused.map(\.reason) == ["overloaded"])
            expectWhole(try await finish(try await begin(8, bed)))
        }
    }

    @Test("what a client that hangs up had waited for, and what an upstream breaks off, leaves room for others")
    func ends() async throws {
        try await Testbed.with { bed in
            try await bed.enforceRegistry(Self.route)
            var exchanges = try await begin(8, bed)
            let left = exchanges.removeFirst()
            await left.client.close()
            // The gateway has let go of it.
            _ = try await left.upstream.end()
            let cut = exchanges.removeFirst()
            await cut.upstream.close()
            #expect(try await cut.client.answer().status == 502)
            exchanges += try await begin(2, bed)
            expectWhole(try await finish(exchanges))
        }
    }
}
