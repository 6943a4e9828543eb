import Foundation
import Testing

/// The real executable, killed by SIGKILL as soon as an answer has come. Nothing that was answered with 200 may be
/// forgotten, or a token that somebody ended would open doors again after a fault.
@Suite("A process that is killed", .timeLimit(.minutes(3)))
struct KilledProcessTests {
    private func login(_ process: GatewayProcess, _ password: String) async throws -> String {
        try await process.answer(to: .login(Testbed.administrator, password)).token()
    }

    private func crashAndRestart(_ process: GatewayProcess) async throws {
        await process.crash()
        try await process.restart()
    }

    @Test("an ended session stays ended and a changed password stays changed, however soon the kill comes")
    func durable() async throws {
        try await GatewayProcess.with { process in
            var password = Testbed.password
            // Good to the end: so a refusal is not that of a gateway that lost its keys or its store.
            let keeper = try await login(process, password)
            for round in 1...20 {
                let former = password
                let token = try await login(process, password)
                if round.isMultiple(of: 3) {
                    password = "Correct-Horse-\(round)x"
                    let change = try Call.changePassword(keeper, from: former, to: password)
                    try #require(try await process.answer(to: change).status == 200)
                } else {
                    try #require(try await process.answer(to: .logout(token)).status == 200)
                }
                try await crashAndRestart(process)

                let refused = try await process.answer(to: .whoami(token))
                try #require(refused.status == 401, "round \(round)")
                #expect(refused.reason == "session-ended", "round \(round)")
                try #require(try await process.answer(to: .whoami(keeper)).status == 200, "round \(round)")
                guard password != former else { continue }
                let old = try await process.answer(to: .login(Testbed.administrator, former))
                #expect(old.status == 401, "round \(round)")
                // That the new one is accepted, the login of the next round shows.
            }
        }
    }

    @Test("a ban, a reset and a deletion hold too, for refreshed tokens as for others")
    func accounts() async throws {
        try await GatewayProcess.with { process in
            let administrator = try await login(process, Testbed.password)
            var tokens: [String] = []
            for number in 0..<3 {
                let made = try Call(
                    "POST", "/v1/admin/user", token: administrator,
                    json: [
                        "user": "mia-\(number)", "password": Testbed.password, "phone": "\(number)",
                        "realName": "Mia", "isAdmin": false,
                    ])
                try #require(try await process.answer(to: made).status == 200)
                tokens.append(try await process.answer(to: .login("mia-\(number)", Testbed.password)).token())
            }
            let list = try await process.answer(to: Call("GET", "/v1/admin/user", token: administrator))
            let rows = try #require(try list.json()["data"] as? [[String: Any]])
            let ids = rows.compactMap { $0["id"] as? Int }.map { Int64($0) }
            try #require(ids.count == 4)
            let refreshed = try await process.answer(to: .refresh(tokens[0])).token()
            let calls: [Call] = [
                try .setStatus(3, of: ids[1], by: administrator),
                try .resetPassword(of: ids[2], to: "Another-Horse-8", by: administrator),
                .delete(ids[3], by: administrator),
            ]
            for (place, call) in calls.enumerated() {
                try #require(try await process.answer(to: call).status == 200)
                try await crashAndRestart(process)
                for (index, token) in tokens.enumerated() {
                    let status = try await process.answer(to: .whoami(token)).status
                    #expect(status == (index <= place ? 401 : 200), "account \(index) after change \(place)")
                }
                #expect(try await process.answer(to: .whoami(refreshed)).status == 401)
            }
            #expect(try await process.answer(to: .whoami(administrator)).status == 200)
        }
    }
}
