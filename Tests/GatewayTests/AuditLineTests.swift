import Foundation
import Store
import Testing

@testable import Gateway

@Suite("What the audit log says")
struct AuditLineTests {
    private static let members: Set<String> = [
        "time", "requestId", "event", "outcome", "reason", "actor", "actorId", "target", "detail",
        "address",
    ]

    /// A step, and what its line says: event, outcome, reason, actor, the actor's number and target, `-` for none,
    /// and the detail where there is one.
    private struct Step {
        let call: Call
        let line: String
    }

    private func text(_ line: [String: Any]) -> String {
        let words = ["event", "outcome", "reason", "actor", "actorId", "target"].map { member in
            line[member] as? String ?? (line[member] as? Int).map { "\($0)" } ?? "-"
        }
        return (words + [line["detail"] as? String].compactMap(\.self)).joined(separator: " ")
    }

    /// Takes the steps one after the other, stops the gateway, and compares the lines of the log that came of them.
    private func check(_ bed: Testbed, _ steps: [Step]) async throws {
        var ids: [String?] = []
        for step in steps { ids.append(try await bed.answer(to: step.call)["X-Request-Id"]) }
        await bed.stopGateway()
        let lines = try bed.log("audit").filter { !($0["requestId"] is NSNull) }
        #expect(lines.map(text) == steps.map(\.line))
        #expect(lines.map { $0["requestId"] as? String } == ids)
        for line in lines {
            #expect(Set(line.keys) == Self.members)
            #expect((line["address"] as? String)?.hasPrefix("127.0.0.1:") == true)
            let time = line["time"] as? String ?? ""
            #expect(time.contains(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), "\(time)")
        }
    }

    @Test("a session's life: login, refresh, a guess, a new password, logout")
    func session() async throws {
        try await Testbed.with { bed in
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            let (id, new) = (mia.id, "Another-Horse-8")
            try await check(
                bed,
                [
                    Step(call: try .login("mia", "wrong"), line: "login failure credentials mia - -"),
                    Step(call: try .login("nobody", "wrong"), line: "login failure credentials nobody - -"),
                    Step(call: try .login("mia"), line: "login success - mia \(id) -"),
                    Step(call: .refresh(token), line: "refresh success - mia \(id) -"),
                    Step(
                        call: try .changePassword(token, from: "wrong", to: new),
                        line: "password-changed failure old-password mia \(id) mia"),
                    Step(
                        call: try .changePassword(token, from: Testbed.password, to: new),
                        line: "password-changed success - mia \(id) mia"),
                    Step(call: .logout(token), line: "logout success - mia \(id) -"),
                ])
        }
    }

    @Test("an account's life: asked for, approved, made by another, reset, banned, deleted")
    func account() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            // The first account after the administrator's.
            let id: Int64 = 2
            let made = try Call(
                "POST", "/v1/admin/user", token: token,
                json: [
                    "user": "ned", "password": Testbed.password, "phone": "2", "realName": "Ned", "isAdmin": false,
                ])
            try await check(
                bed,
                [
                    Step(call: try .register("mia", phone: "1"), line: "user-added success - mia - mia"),
                    Step(call: try .register("mia", phone: "3"), line: "user-added failure conflict mia - mia"),
                    Step(
                        call: try .setStatus(1, of: id, by: token),
                        line: "status-changed success - admin 1 mia approved"),
                    Step(call: made, line: "user-added success - admin 1 ned"),
                    Step(
                        call: try .resetPassword(of: id, to: "Another-Horse-8", by: token),
                        line: "password-changed success - admin 1 mia"),
                    Step(
                        call: try .setStatus(3, of: id, by: token),
                        line: "status-changed success - admin 1 mia forbidden"),
                    Step(
                        call: try .login("mia", "Another-Horse-8"), line: "login failure account-status mia - -"),
                    Step(call: .delete(id, by: token), line: "user-deleted success - admin 1 mia"),
                    Step(call: .delete(id, by: token), line: "user-deleted failure not-found admin 1 2"),
                    Step(call: .delete(1, by: token), line: "user-deleted failure target admin 1 1"),
                ])
        }
    }

    @Test("a registry elsewhere is added and removed: each is named, with its namespace, and not its password")
    func thirdRepositories() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(
                """
                  - id: third-create
                    match: { methods: [POST], path: "/v1/repository/third" }
                    to: { local: third-create }
                    access: { allow: [{ roles: [business-admin] }] }
                  - id: third-delete
                    match: { methods: [DELETE], path: "/v1/repository/third" }
                    to: { local: third-delete }
                    access: { allow: [{ roles: [business-admin] }] }
                """)
            let ada = try await bed.account("ada", namespace: "ns7", isAdministrator: true)
            let token = try bed.token(of: ada)
            let path = "/v1/repository/third"
            func addition(_ name: String) throws -> Call {
                try Call(
                    "POST", path, token: token,
                    json: ["repositoryId": name, "address": "hub.test", "user": "u", "password": "Pull-Secret-1"])
            }
            func removal(_ names: [String]) throws -> Call {
                try Call("DELETE", path, token: token, json: ["repositoryId": names])
            }
            let (added, removed) = ("third-repository-added", "third-repository-removed")
            try await check(
                bed,
                [
                    Step(call: try addition("yq01"), line: "\(added) success - ada \(ada.id) yq01 of namespace ns7"),
                    Step(
                        call: try addition("yq01"),
                        line: "\(added) failure conflict ada \(ada.id) yq01 of namespace ns7"),
                    Step(call: try addition("-"), line: "\(added) failure field ada \(ada.id) - of namespace ns7"),
                    Step(
                        call: try removal(["yq02", "yq01"]),
                        line: "\(removed) success - ada \(ada.id) yq01 of namespace ns7"),
                    Step(
                        call: try removal(["yq01"]),
                        line: "\(removed) failure not-found ada \(ada.id) yq01 of namespace ns7"),
                    Step(call: try removal(["-"]), line: "\(removed) failure field ada \(ada.id) - of namespace ns7"),
                ])
            #expect(try !bed.logText("audit").contains("Pull-Secret"))
        }
    }

    @Test("a refusal has its route, who was refused as far as that is known, and a reason out of a closed set")
    func refusals() async throws {
        try await Testbed.with { bed in
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            let parts = token.split(separator: ".")
            let altered = "\(parts[0]).\(parts[1]).\(parts[2].first == "A" ? "B" : "A")\(parts[2].dropFirst())"
            let list = "/v1/admin/user"
            try await check(
                bed,
                [
                    Step(call: Call("GET", list), line: "refusal failure token-missing - - user-list"),
                    Step(call: Call("GET", list, token: token), line: "refusal failure role mia \(mia.id) user-list"),
                    Step(
                        call: Call("GET", list, token: altered), line: "refusal failure token-signature - - user-list"),
                    Step(
                        call: Call("GET", "/guarded/x", token: try bed.token(expired: true)),
                        line: "refusal failure token-expired - - guarded"),
                ])
        }
    }

    @Test("the reason of a refusal is one word, whatever stood in the Authorization field")
    func reasons() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let fields = [
                "Basic YTpi", "Bearer", "", "x y", "\"", "{}", "\(token) \(token)", "..", "a.b.c", "Bearer Bearer",
            ]
            for field in fields {
                let answer = try await bed.answer(to: Call("GET", "/v1/authorization", token: field))
                #expect(answer.status == 401, "\(field)")
            }
            let line = "Authorization: \(token)\r\n"
            let twice = try await bed.ask("GET /v1/authorization HTTP/1.1\r\nHost: a\r\n\(line)\(line)\r\n")
            #expect(twice.status == 401)
            await bed.stopGateway()
            let refusals = try bed.log("audit").filter { $0["event"] as? String == "refusal" }
            #expect(refusals.count == fields.count + 1)
            for refusal in refusals {
                let reason = refusal["reason"] as? String ?? ""
                #expect(reason.contains(/^[a-z]+(-[a-z]+)*$/), "\(reason)")
            }
        }
    }

    @Test("who goes on with a token of an ended session is named: the token was his, as far as its signature says")
    func endedSession() async throws {
        try await Testbed.with { bed in
            let mia = try await bed.account("mia", namespace: "ns7")
            let token = try bed.token(of: mia)
            try await check(
                bed,
                [
                    Step(call: .logout(token), line: "logout success - mia \(mia.id) -"),
                    Step(call: .whoami(token), line: "refusal failure session-ended mia \(mia.id) whoami"),
                ])
        }
    }

    @Test("what the process does by itself is there without a request: the first key, the first account, start, stop")
    func process() async throws {
        try await Testbed.with { bed in
            let key = try TokenText(try await bed.administratorToken()).key
            await bed.stopGateway()
            let lines = try bed.log("audit")
            #expect(lines.map { $0["event"] as? String } == ["key-added", "bootstrap", "start", "stop"])
            #expect(lines[0]["target"] as? String == key)
            #expect(lines[1]["target"] as? String == Testbed.administrator)
            for line in lines {
                #expect(Set(line.keys) == Self.members)
                #expect(line["outcome"] as? String == "success")
                for member in ["requestId", "actor", "actorId", "address"] { #expect(line[member] is NSNull) }
            }
        }
    }

    @Test("no log holds a password, its hash or a token, whatever was done")
    func secrets() async throws {
        try await Testbed.with { bed in
            let token = try await bed.login()
            let new = ["Another-Horse-8", "Third-Horse-9", "Wr0ng-Secret"]
            let refreshed = try await bed.answer(to: .refresh(token)).token()
            let calls: [Call] = [
                try .register("mia", phone: "1"), try .login("mia", new[2]), try .login("mia"),
                try .resetPassword(of: 2, to: new[0], by: token),
                try .changePassword(token, from: new[2], to: new[1]),
                try .changePassword(token, from: Testbed.password, to: new[1]),
                Call("GET", "/v1/admin/user?token=\(token)", token: token), .logout(refreshed), .whoami(token),
                Call("GET", "/unknown?token=\(token)", token: refreshed), .delete(2, by: token),
            ]
            for call in calls { _ = try await bed.answer(to: call) }
            await bed.stopGateway()
            for name in ["access", "decisions", "audit"] {
                let text = try bed.logText(name)
                for secret in new + [Testbed.password, token, refreshed, "scrypt"] {
                    #expect(!text.contains(secret), "\(name) holds \(secret)")
                }
            }
        }
    }
}
