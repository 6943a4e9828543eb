import Foundation
import Store
import Testing

@testable import Gateway

@Suite("Changing one's own password")
struct OwnPasswordTests {
    private static let new = "Another-Horse-8"

    @Test("both fields have their rules, and the answer names the field")
    func rules() async throws {
        let rows: [([String: Any], String)] = [
            (["password": Self.new], "oldPassword: "), (["oldPassword": "", "password": Self.new], "oldPassword: "),
            (["oldPassword": 1, "password": Self.new], "oldPassword: "),
            (["oldPassword": Testbed.password], "password: "),
            (["oldPassword": Testbed.password, "password": NSNull()], "password: "),
            (["oldPassword": Testbed.password, "password": "Short1a"], "password: "),
            (["oldPassword": Testbed.password, "password": "only-lower-1"], "password: "),
            (["oldPassword": Testbed.password, "password": "ONLY-UPPER-1"], "password: "),
            (["oldPassword": Testbed.password, "password": "No-Digit-Here"], "password: "),
            (["oldPassword": Testbed.password, "password": "Aa1" + String(repeating: "x", count: 18)], "password: "),
            (["oldPassword": Testbed.password, "password": Testbed.password], "password: "),
        ]
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            for (members, message) in rows {
                let answer = try await bed.answer(to: Call("PUT", "/v1/user", token: token, json: members))
                #expect(answer.status == 422, "\(members)")
                #expect(answer.message.hasPrefix(message), "\(members): \(answer.message)")
            }
            #expect(try await bed.user(Testbed.administrator).version == 1, "nothing was changed")
        }
    }

    @Test("a wrong old password is 403, and everything stays as it was")
    func wrongOld() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let other = try await bed.administratorToken()
            let answer = try await bed.answer(to: .changePassword(token, from: "Wrong-Horse-1", to: Self.new))
            #expect(answer.status == 403)
            #expect(answer.reason == "old-password")
            #expect(try await bed.status(of: other) == 200)
            #expect(try await bed.answer(to: .login()).status == 200)
        }
    }

    @Test("a change ends the user's other sessions on every loop and keeps the one it was made in")
    func change() async throws {
        try await Testbed.with([.eventLoops: "3"]) { bed in
            let own = try await bed.login()
            let other = try await bed.login()
            let mia = try bed.token(of: try await bed.account("mia"))
            let clients = try await bed.connections()
            for client in clients {
                for token in [own, other, mia] { #expect(try await client.answer(to: .whoami(token)).status == 200) }
            }
            let change = try Call.changePassword(own, from: Testbed.password, to: Self.new)
            #expect(try await clients[0].answer(to: change).status == 200)
            for client in clients {
                let refused = try await client.answer(to: .whoami(other))
                #expect(refused.status == 401)
                #expect(refused.reason == "session-ended")
                #expect(try await client.answer(to: .whoami(own)).status == 200)
                #expect(try await client.answer(to: .whoami(mia)).status == 200, "it is somebody else's")
            }
            #expect(try await bed.answer(to: .refresh(other)).status == 401)
            let next = try await bed.answer(to: .refresh(own)).token()
            #expect(try await bed.status(of: next) == 200)
            #expect(try await bed.answer(to: .login()).status == 401)
            #expect(try await bed.answer(to: .login(Testbed.administrator, Self.new)).status == 200)
        }
    }

    @Test("a second change, made in another session, ends the one that the first had kept")
    func changeAgain() async throws {
        try await Testbed.with { bed in
            let first = try await bed.administratorToken()
            let change = try Call.changePassword(first, from: Testbed.password, to: Self.new)
            #expect(try await bed.answer(to: change).status == 200)
            let second = try await bed.login(Testbed.administrator, Self.new)
            let again = try Call.changePassword(second, from: Self.new, to: "Third-Horse-9")
            #expect(try await bed.answer(to: again).status == 200)
            #expect(try await bed.status(of: first) == 401)
            #expect(try await bed.status(of: second) == 200)
        }
    }

    @Test("of two changes at once one holds, and who was told so can log in with it")
    func race() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let passwords = ["Third-Horse-9", "Fourth-Horse-10"]
            let calls = try passwords.map { try Call.changePassword(token, from: Testbed.password, to: $0) }
            async let one = bed.answer(to: calls[0]).status
            async let other = bed.answer(to: calls[1]).status
            let statuses = try await [one, other]
            #expect(statuses.count { $0 == 200 } == 1)
            // Behind the other altogether the old password is wrong; beside it the account is another than was read.
            #expect(statuses.contains { $0 == 403 || $0 == 409 })
            for (status, password) in zip(statuses, passwords) {
                let login = try await bed.answer(to: .login(Testbed.administrator, password))
                #expect(login.status == (status == 200 ? 200 : 401))
            }
        }
    }

    @Test("whoever holds a stolen token guesses the password no faster than at a login")
    func guessing() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let client = try await bed.connect()
            let wrong = try Call.changePassword(token, from: "Wrong-Horse-1", to: Self.new)
            let right = try Call.changePassword(token, from: Testbed.password, to: Self.new)
            // All at once: the gateway answers them one after the other, with no time in between.
            try await client.send(String(repeating: wrong.text, count: 5) + right.text)
            for _ in 1...5 { #expect(try await client.answer().status == 403) }
            let sixth = try await client.answer()
            #expect(sixth.status == 429)
            #expect(Int(sixth["Retry-After"] ?? "") ?? 0 >= 1)
            #expect(try await bed.user(Testbed.administrator).version == 1)
        }
    }
}
