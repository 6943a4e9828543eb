import Foundation
import Store
import Testing

@testable import Gateway

@Suite("A role is what the store says now")
struct FreshRoleTests {
    private func role(_ bed: Testbed, _ token: String) async throws -> Int? {
        let answer = try await bed.answer(to: .whoami(token))
        return (try answer.json()["data"] as? [String: Any])?["role"] as? Int
    }

    /// The status of a request to the members' route that has to reach the origin.
    private func admitted(_ bed: Testbed, _ token: String) async throws -> Int {
        let client = try await bed.connect()
        try await client.send(Call("GET", "/guarded/x", token: token).text)
        let upstream = try await bed.origin.accept()
        _ = try await upstream.request()
        try await upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        return try await client.answer().status
    }

    /// The answer to one that must not.
    private func refused(_ bed: Testbed, _ token: String) async throws -> PlainMessage {
        let before = bed.origin.connections
        let answer = try await bed.answer(to: Call("GET", "/guarded/x", token: token))
        #expect(bed.origin.connections == before)
        return answer
    }

    @Test("who signed up waits as role 0, and is role 1 with the same token as soon as he is approved")
    func approval() async throws {
        try await Testbed.with { bed in
            let administrator = try await bed.administratorToken()
            #expect(try await bed.answer(to: .register("mia", phone: "1")).status == 200)
            let token = try await bed.login("mia")
            #expect(try await role(bed, token) == 0)
            #expect(try await refused(bed, token).status == 403)
            let id = try await bed.user("mia").id
            #expect(try await bed.answer(to: .setStatus(1, of: id, by: administrator)).status == 200)
            #expect(try await role(bed, token) == 1)
            #expect(try await refused(bed, token).status == 403, "he has no namespace yet")
            let next = try TokenText(try await bed.answer(to: .refresh(token)).token())
            #expect(try next.number("role") == 1)
            #expect(try next.number("ver") > 1)
        }
    }

    @Test("a member who is set back is let in no more, and again when he is approved, all with one token")
    func relay() async throws {
        try await Testbed.with([.eventLoops: "2"]) { bed async throws in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            for _ in 0..<3 {
                #expect(try await admitted(bed, token) == 200)
                #expect(try await bed.answer(to: .setStatus(0, of: mia.id, by: administrator)).status == 200)
                for _ in 0..<8 {
                    let answer = try await refused(bed, token)
                    #expect(answer.status == 403)
                    #expect(answer.reason == "role")
                }
                #expect(try await role(bed, token) == 0)
                #expect(try await bed.answer(to: .setStatus(1, of: mia.id, by: administrator)).status == 200)
                #expect(try await role(bed, token) == 2)
            }
        }
    }

    @Test("a namespace that another process grants opens with the same token what it stands for")
    func namespace() async throws {
        try await Testbed.with([.eventLoops: "2"]) { bed in
            let mia = try await bed.account("mia", isAdministrator: true)
            let token = try bed.token(of: mia)
            let list = Call("GET", "/v1/admin/user", token: token)
            #expect(try await role(bed, token) == 1)
            #expect(try await bed.answer(to: list).status == 403)
            try await bed.execute([
                "UPDATE tb_ote_web_users SET namespace = 'ns42', version = version + 1 WHERE id = \(mia.id)",
                "UPDATE breakwater_counter SET value = value + 1",
                """
                INSERT INTO breakwater_account_changes
                    (user_id, sequence, version, user_name, role, namespace, floor, kept_session, expires_at)
                SELECT id, (SELECT value FROM breakwater_counter), version, user_name, 3, namespace, 0, '',
                    \(Identity.now() + 18_000)
                FROM tb_ote_web_users WHERE id = \(mia.id)
                """,
            ])
            #expect(try await bed.tell() == .done)
            for client in try await bed.connections() {
                let answer = try await client.answer(to: list)
                #expect(answer.status == 200)
                #expect(try answer.json()["total"] as? Int == 1, "he sees ns42, in which he is alone")
            }
            #expect(try await role(bed, token) == 3)
        }
    }

    @Test("a ban counts from the very next request on every loop, and to lift it revives no token", arguments: [2, 3])
    func ban(status: Int) async throws {
        try await Testbed.with([.eventLoops: "3"]) { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            let clients = try await bed.connections()
            for client in clients { #expect(try await client.answer(to: .whoami(token)).status == 200) }

            #expect(try await bed.answer(to: .setStatus(status, of: mia.id, by: administrator)).status == 200)
            for client in clients {
                let answer = try await client.answer(to: .whoami(token))
                #expect(answer.status == 401)
                #expect(answer.reason == "session-ended")
            }
            #expect(try await refused(bed, token).status == 401)
            #expect(try await bed.answer(to: .refresh(token)).status == 401)
            #expect(try await bed.answer(to: .login("mia", Testbed.password)).status == 403)

            #expect(try await bed.answer(to: .setStatus(1, of: mia.id, by: administrator)).status == 200)
            for client in clients { #expect(try await client.answer(to: .whoami(token)).status == 401) }
            #expect(try await bed.answer(to: .refresh(token)).status == 401)
            let fresh = try await bed.login("mia")
            for client in clients { #expect(try await client.answer(to: .whoami(fresh)).status == 200) }
            #expect(try await admitted(bed, fresh) == 200)
        }
    }

    @Test("the decision log has the role that decided, not the one that the token claims")
    func logged() async throws {
        try await Testbed.with { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            #expect(try await bed.answer(to: .setStatus(0, of: mia.id, by: administrator)).status == 200)
            _ = try await refused(bed, token)
            await bed.stopGateway()
            let line = try #require(try bed.log("decisions").last)
            #expect(line["route"] as? String == "guarded")
            #expect(line["user"] as? String == "mia")
            #expect(line["role"] as? Int == 0)
        }
    }
}
