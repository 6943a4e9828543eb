import Foundation
import Testing

@testable import Gateway

@Suite("Logging out")
struct LogoutTests {
    @Test("a logout ends every token of its session on every loop, and no other session of the same user")
    func everywhere() async throws {
        try await Testbed.with([.eventLoops: "3"]) { bed in
            let first = try await bed.login()
            let second = try await bed.answer(to: .refresh(first)).token()
            let other = try await bed.login()
            let clients = try await bed.connections()
            for client in clients {
                for token in [first, second, other] {
                    #expect(try await client.answer(to: .whoami(token)).status == 200)
                }
            }
            let answer = try await clients[0].answer(to: .logout(first))
            #expect(answer.status == 200)
            let body = try answer.json()
            #expect(body["code"] as? Int == 200)
            #expect(body["message"] as? String == "success")
            for client in clients {
                for token in [first, second] {
                    let refused = try await client.answer(to: .whoami(token))
                    #expect(refused.status == 401)
                    #expect(refused.reason == "session-ended")
                }
                #expect(try await client.answer(to: .whoami(other)).status == 200)
            }
            for client in try await bed.connections() {
                #expect(try await client.answer(to: .whoami(second)).status == 401, "on new connections too")
            }
        }
    }

    @Test("the request behind a logout, sent in one piece with it, is refused already")
    func pipelined() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let client = try await bed.connect()
            try await client.send(Call.whoami(token).text + Call.logout(token).text + Call.whoami(token).text)
            #expect(try await client.answer().status == 200)
            #expect(try await client.answer().status == 200)
            #expect(try await client.answer().status == 401)
        }
    }

    @Test("the plural of the path, which the API's document once has, logs out just so")
    func alias() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            #expect(try await bed.answer(to: Call("DELETE", "/v1/authorizations", token: token)).status == 200)
            #expect(try await bed.status(of: token) == 401)
            for method in ["GET", "PUT", "POST"] {
                let answer = try await bed.answer(to: Call(method, "/v1/authorizations", token: token))
                #expect(answer.status == 405, "\(method)")
            }
        }
    }

    @Test("a session that has ended cannot be ended again, nor gone on with in any other way")
    func over() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            #expect(try await bed.answer(to: .logout(token)).status == 200)
            let calls: [Call] = [
                .logout(token), .refresh(token), .whoami(token), Call("GET", "/v1/admin/user", token: token),
                try .changePassword(token, from: Testbed.password, to: "Another-Horse-8"),
                Call("GET", "/guarded/x", token: token),
            ]
            for call in calls {
                let answer = try await bed.answer(to: call)
                #expect(answer.status == 401, "\(call.method) \(call.path)")
                #expect(answer.reason == "session-ended")
            }
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("many logouts at once each end their own session")
    func many() async throws {
        try await Testbed.with([.eventLoops: "2"]) { bed in
            let user = try await bed.user(Testbed.administrator)
            let tokens = try (0..<20).map { try bed.token(of: user, session: "s-\($0)") }
            let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
                for token in tokens.prefix(19) {
                    group.addTask {
                        // On another connection, and so perhaps on another loop than the logout.
                        [try await bed.answer(to: .logout(token)).status, try await bed.status(of: token)]
                    }
                }
                return try await group.reduce(into: [[Int]]()) { $0.append($1) }
            }
            #expect(statuses == [[Int]](repeating: [200, 401], count: 19))
            #expect(try await bed.status(of: tokens[19]) == 200)
        }
    }
}
