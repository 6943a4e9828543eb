import Foundation
import Store
import Testing

@testable import Gateway

@Suite("What administrators do to accounts")
struct ManagedAccountTests {
    private static let new = "Another-Horse-8"

    /// A deletion, a new password and a ban.
    private static func calls(_ id: String, by token: String) throws -> [Call] {
        [
            Call("DELETE", "/v1/admin/user/\(id)", token: token),
            try Call("PUT", "/v1/admin/user/\(id)/password", token: token, json: ["password": new]),
            try Call("PUT", "/v1/admin/user/\(id)", token: token, json: ["status": 3]),
        ]
    }

    @Test("a number that is none is 422 and named")
    func numbers() async throws {
        let numbers = [
            "0", "00", "-1", "+1", "1.0", "1e3", "0x1", "1_0", "1a", "abc", "9223372036854775808",
            "18446744073709551615", "18446744073709551617", "99999999999999999999999999",
        ]
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            for number in numbers {
                for call in try Self.calls(number, by: token) {
                    let answer = try await bed.answer(to: call)
                    #expect(answer.status == 422, "\(call.method) \(call.path)")
                    #expect(answer.message.hasPrefix("userId: "), "\(answer.message)")
                }
            }
        }
    }

    @Test("an account that is not there is 404")
    func unknown() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            for id in ["2", "9223372036854775807"] {
                for call in try Self.calls(id, by: token) {
                    let answer = try await bed.answer(to: call)
                    #expect(answer.status == 404, "\(call.method) \(call.path)")
                    #expect(answer.reason == "not-found")
                }
            }
        }
    }

    @Test("a status is 0, 1, 2 or 3 and nothing else, a new password meets the rule and differs from the one before")
    func rules() async throws {
        let statuses: [[String: Any]] = [
            [:], ["status": "1"], ["status": 1.5], ["status": -1], ["status": 4], ["status": true],
            ["status": NSNull()], ["status": [1]],
        ]
        let passwords: [[String: Any]] = [
            [:], ["password": ""], ["password": 1], ["password": "Short1a"], ["password": "only-lower-1"],
            ["password": "ONLY-UPPER-1"], ["password": "No-Digit-Here"], ["password": Testbed.password],
            ["password": "Aa1" + String(repeating: "x", count: 18)],
        ]
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let before = try await bed.account("mia", namespace: "ns7")
            let id = before.id
            let rows = [("", "status: ", statuses), ("/password", "password: ", passwords)]
            for (path, message, bodies) in rows {
                for body in bodies {
                    let call = try Call("PUT", "/v1/admin/user/\(id)\(path)", token: token, json: body)
                    let answer = try await bed.answer(to: call)
                    #expect(answer.status == 422, "\(path) \(body)")
                    #expect(answer.message.hasPrefix(message), "\(answer.message)")
                }
            }
            #expect(try await bed.user("mia") == before, "nothing was changed")
        }
    }

    @Test("a business administrator touches the accounts of his namespace and no others")
    func ownNamespaceOnly() async throws {
        try await Testbed.with { bed in
            let boss = try await bed.account("boss", namespace: "ns7", isAdministrator: true)
            let token = try bed.token(of: boss)
            try await bed.account("other", namespace: "ns8")
            try await bed.account("longer", namespace: "ns77")
            try await bed.account("loose")
            try await bed.account("waiting", .pending)
            for name in ["other", "longer", "loose", "waiting", Testbed.administrator] {
                let before = try await bed.user(name)
                let calls = try Self.calls("\(before.id)", by: token)
                for (call, reason) in zip(calls, ["target", "target", "role"]) {
                    let answer = try await bed.answer(to: call)
                    #expect(answer.status == 403, "\(call.method) \(name)")
                    #expect(answer.reason == reason, "\(call.method) \(name)")
                }
                #expect(try await bed.user(name) == before, "\(name) was changed")
            }
            let worker = try await bed.account("worker", namespace: "ns7")
            let reset = try Call.resetPassword(of: worker.id, to: Self.new, by: token)
            #expect(try await bed.answer(to: reset).status == 200)
            #expect(try await bed.answer(to: .delete(worker.id, by: token)).status == 200)
        }
    }

    @Test("a business administrator of the system administrator's namespace does not touch him")
    func sameNamespaceAsSystem() async throws {
        try await Testbed.with { bed in
            let chief = try await bed.account("chief", namespace: "default", isAdministrator: true)
            let token = try bed.token(of: chief)
            for call in try Self.calls("1", by: token) {
                #expect(try await bed.answer(to: call).status == 403, "\(call.method) \(call.path)")
            }
            #expect(try await bed.user(Testbed.administrator).version == 1)
            #expect(try await bed.answer(to: .login()).status == 200)
        }
    }

    @Test("nobody deletes himself")
    func oneself() async throws {
        try await Testbed.with { bed in
            let boss = try await bed.account("boss", namespace: "ns7", isAdministrator: true)
            let administrator = try await bed.user(Testbed.administrator)
            for user in [boss, administrator] {
                let token = try bed.token(of: user)
                let answer = try await bed.answer(to: .delete(user.id, by: token))
                #expect(answer.status == 403, "\(user.name)")
                #expect(answer.reason == "target")
                #expect(try await bed.status(of: token) == 200)
            }
        }
    }

    @Test("the bootstrap administrator is neither deleted nor given another status, by whomever")
    func bootstrap() async throws {
        try await Testbed.with { bed in
            let administrator = try await bed.user(Testbed.administrator)
            _ = try await bed.gateway.identity.store.addSystemAdministrator(
                named: "second", password: administrator.password, now: Identity.now())
            let second = try await bed.user("second")
            for user in [administrator, second] {
                let token = try bed.token(of: user)
                #expect(try await bed.answer(to: .delete(administrator.id, by: token)).status == 403)
                for status in [0, 2, 3] {
                    let answer = try await bed.answer(to: .setStatus(status, of: administrator.id, by: token))
                    #expect(answer.status == 403, "\(user.name) \(status)")
                    #expect(answer.reason == "target")
                }
                #expect(try await bed.answer(to: .setStatus(1, of: administrator.id, by: token)).status == 200)
            }
            #expect(try await bed.user(Testbed.administrator) == administrator, "not a column of him has changed")
        }
    }

    @Test("a deleted user's tokens are refused on every loop, and a namesake after him is somebody else")
    func deletion() async throws {
        try await Testbed.with([.eventLoops: "3"]) { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            let clients = try await bed.connections()
            for client in clients { #expect(try await client.answer(to: .whoami(token)).status == 200) }
            #expect(try await bed.answer(to: .delete(mia.id, by: administrator)).status == 200)
            for client in clients {
                let answer = try await client.answer(to: .whoami(token))
                #expect(answer.status == 401)
                #expect(answer.reason == "session-ended")
            }
            #expect(try await bed.answer(to: .refresh(token)).status == 401)
            #expect(try await bed.answer(to: .delete(mia.id, by: administrator)).status == 404)
            #expect(try await bed.answer(to: .login("mia", Testbed.password)).status == 401)
            let namesake = try await bed.account("mia", namespace: "ns7")
            #expect(namesake.id != mia.id)
            #expect(try await bed.status(of: token) == 401)
            #expect(try await bed.status(of: try bed.token(of: namesake)) == 200)
        }
    }

    @Test("a reset ends every session of the user on every loop, and the new password opens the next")
    func reset() async throws {
        try await Testbed.with([.eventLoops: "3"]) { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7")
            let tokens = [try bed.token(of: mia), try bed.token(of: mia)]
            let clients = try await bed.connections()
            for client in clients {
                for token in tokens { #expect(try await client.answer(to: .whoami(token)).status == 200) }
            }
            let reset = try Call.resetPassword(of: mia.id, to: Self.new, by: administrator)
            #expect(try await bed.answer(to: reset).status == 200)
            for client in clients {
                for token in tokens { #expect(try await client.answer(to: .whoami(token)).status == 401) }
                #expect(try await client.answer(to: .whoami(administrator)).status == 200)
            }
            #expect(try await bed.answer(to: .login("mia", Testbed.password)).status == 401)
            let token = try await bed.login("mia", Self.new)
            #expect(try await bed.status(of: token) == 200)
        }
    }

    @Test("an administrator who resets his own password stays where he is, and is out everywhere else")
    func ownReset() async throws {
        try await Testbed.with { bed in
            let boss = try await bed.account("boss", namespace: "ns7", isAdministrator: true)
            let (own, other) = (try bed.token(of: boss), try bed.token(of: boss))
            let reset = try Call.resetPassword(of: boss.id, to: Self.new, by: own)
            #expect(try await bed.answer(to: reset).status == 200)
            #expect(try await bed.status(of: own) == 200)
            #expect(try await bed.status(of: other) == 401)
        }
    }
}
