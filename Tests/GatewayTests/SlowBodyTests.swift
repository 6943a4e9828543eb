import Domain
import Store
import Testing
import Tokens

@testable import Gateway

/// A token is judged when the head has come. Whoever sends the rest slowly must not act later as who he was then.
@Suite("A body that comes after its token has ended")
struct SlowBodyTests {
    private static func head(_ call: String, _ token: String, length: Int) -> String {
        "\(call) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(length)\r\n\r\n"
    }

    private static let body =
        "{\"user\":\"eve\",\"password\":\"Secret-123\",\"phone\":\"9\",\"realName\":\"E\",\"isAdmin\":true}"

    @Test(
        "an administrator who is banned or logged out while his request drips makes no account",
        arguments: [3, nil] as [Int?])
    func ended(status: Int?) async throws {
        try await Testbed.with { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7", isAdministrator: true)
            let token = try bed.token(of: mia)
            let wire = try await bed.connect()
            try await wire.send(Self.head("POST /v1/admin/user", token, length: Self.body.utf8.count))
            try await wire.send(String(Self.body.prefix(20)))
            // The gateway has the head by the time it has answered somebody else on the same loop.
            if let status {
                #expect(try await bed.answer(to: .setStatus(status, of: mia.id, by: administrator)).status == 200)
            } else {
                #expect(try await bed.answer(to: .logout(token)).status == 200)
            }
            try await wire.send(String(Self.body.dropFirst(20)))
            #expect(try await wire.answer().status == 401)
            #expect(try await bed.answer(to: .login("eve", "Secret-123")).status == 401)
        }
    }

    /// Who has forged a token with a stolen key must not keep a request open until after the retirement.
    @Test("a key that is retired while a request drips vouches for it no more")
    func retiredKey() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let wire = try await bed.connect()
            try await wire.send(Self.head("PUT /v1/authorization", token, length: 2))
            try await wire.send("{")
            let keys = try bed.tokenKeys()
            let stolen = bed.gateway.identity.keys.ring.signing(at: Identity.now()).id.text
            _ = try await keys.rotate(ahead: 0, now: Identity.now())
            try await keys.retire(stolen, now: Identity.now())
            #expect(try await bed.tell() == .done)
            #expect(try await bed.answer(to: .whoami(token)).status == 401)
            try await wire.send("}")
            #expect(try await wire.answer().status == 401)
        }
    }

    @Test("what an account has become meanwhile is what its request is judged by")
    func demoted() async throws {
        try await Testbed.with { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7", isAdministrator: true)
            let token = try bed.token(of: mia)
            let wire = try await bed.connect()
            try await wire.send(Self.head("POST /v1/admin/user", token, length: Self.body.utf8.count))
            #expect(try await bed.answer(to: .setStatus(0, of: mia.id, by: administrator)).status == 200)
            try await wire.send(Self.body)
            let answer = try await wire.answer()
            #expect(answer.status == 403)
            #expect(answer.reason == "role")
        }
    }

    @Test("a body that is gathered has to be whole in time, however steadily it drips")
    func drip() async throws {
        try await Testbed.with([.deadlineResponseHead: "700ms", .deadlineBodyIdle: "500ms"]) { bed in
            let wire = try await bed.connect()
            try await wire.send(Self.head("POST /v1/authorization", "-", length: 10_000))
            // Each beat of the gateway's clock brings another byte, until it has had enough.
            let answer = try await withThrowingTaskGroup(of: PlainMessage?.self) { group in
                group.addTask { try await wire.answer() }
                group.addTask {
                    while !Task.isCancelled {
                        try await wire.send(" ")
                        _ = try await bed.askAdmin("/healthz")
                    }
                    return nil
                }
                let first = try await group.next()
                group.cancelAll()
                return first ?? nil
            }
            #expect(answer?.status == 408)
        }
    }
}
