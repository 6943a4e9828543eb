import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Logging in over HTTP")
struct LoginTests {
    private static func login(_ body: String, type: String = "application/json") -> String {
        "POST /v1/authorization HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func credentials(_ user: String, _ password: String) -> String {
        login("{\"user\":\"\(user)\",\"password\":\"\(password)\"}")
    }

    private static func get(_ path: String, _ authorization: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(authorization)\r\n\r\n"
    }

    @Test("a name and a password become a token, good bare and as Bearer in any case")
    func token() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.ask(Self.credentials(Testbed.administrator, Testbed.password))
            #expect(answer.status == 200)
            #expect(answer["Cache-Control"] == "no-store")
            let body = try answer.json()
            #expect(body["code"] as? Int == 200)
            #expect(body["message"] as? String == "success")
            let token = try #require(body["token"] as? String)
            for authorization in [token, "Bearer \(token)", "bearer \(token)", "BEARER  \(token)"] {
                let account = try await bed.ask(Self.get("/v1/authorization", authorization))
                #expect(account.status == 200)
                let data = try #require(try account.json()["data"] as? [String: Any])
                #expect(data["displayName"] as? String == Testbed.administrator)
                #expect(data["role"] as? Int == 4)
                #expect(data["hasRepoAccount"] as? Bool == false)
                #expect(data["privateProject"] as? Bool == true)
                #expect(data["enableIngress"] as? Bool == false)
                #expect(data.count == 7)
            }
        }
    }

    @Test("an unknown user and a wrong password get the same answer, request id aside")
    func noEnumeration() async throws {
        try await Testbed.with { bed in
            let unknown = try await bed.ask(Self.credentials("nobody", Testbed.password))
            let wrong = try await bed.ask(Self.credentials(Testbed.administrator, "wrong"))
            #expect(unknown.status == 401)
            #expect(wrong.status == 401)
            #expect(unknown.names == wrong.names)
            func withoutID(_ message: PlainMessage) throws -> NSDictionary {
                var body = try message.json()
                #expect(body.removeValue(forKey: "requestId") as? String == message["X-Request-Id"])
                return body as NSDictionary
            }
            #expect(try withoutID(unknown) == withoutID(wrong))
        }
    }

    @Test("a login that is no login is refused for what it is")
    func malformed() async throws {
        let rows = [
            (Self.login("{\"user\":\"a\",\"password\":\"b\"}", type: "text/plain"), 415),
            (Self.login("{\"user\":\"a\"}"), 422), (Self.login("{\"user\":\"\",\"password\":\"b\"}"), 422),
            (Self.login("{\"user\":1,\"password\":\"b\"}"), 422), (Self.login("[]"), 422), (Self.login("{"), 422),
            (Self.login("{\"user\":\"a\",\"user\":\"b\",\"password\":\"c\"}"), 422), (Self.login(""), 422),
            (Self.login(String(repeating: " ", count: 16_385)), 413),
        ]
        try await Testbed.with { bed in
            for (request, status) in rows {
                let answer = try await bed.ask(request)
                #expect(answer.status == status, "\(request)")
                #expect(try answer.json()["code"] as? Int == status)
            }
        }
    }

    @Test("each login is in the audit log, a failed one with its reason, and no password is in any log")
    func audit() async throws {
        try await Testbed.with { bed in
            _ = try await bed.ask(Self.credentials(Testbed.administrator, "Wr0ng-Secret"))
            let answer = try await bed.ask(Self.credentials(Testbed.administrator, Testbed.password))
            let token = try #require(try answer.json()["token"] as? String)
            _ = try await bed.ask(Self.get("/v1/authorization?token=\(token)&q=Query-Secret", token))
            await bed.stopGateway()
            let logins = try bed.log("audit").filter { $0["event"] as? String == "login" }
            try #require(logins.count == 2)
            #expect(logins[0]["outcome"] as? String == "failure")
            #expect(logins[0]["reason"] as? String == "credentials")
            #expect(logins[0]["user"] as? String == Testbed.administrator)
            #expect(logins[0]["userId"] is NSNull)
            #expect((logins[0]["client"] as? String)?.hasPrefix("127.0.0.1:") == true)
            #expect(logins[1]["outcome"] as? String == "success")
            #expect(logins[1]["requestId"] as? String == answer["X-Request-Id"])
            for name in ["access", "decisions", "audit"] {
                let text = try bed.logText(name)
                let secrets = [Testbed.password, "Wr0ng-Secret", token, "Query-Secret", Testbed.upstreamPassword]
                for secret in secrets { #expect(!text.contains(secret), "\(name) holds \(secret)") }
            }
            let mode = try FileManager.default.attributesOfItem(
                atPath: bed.directory.appending(path: "audit.jsonl").path)[.posixPermissions]
            #expect((mode as? Int).map { $0 & 0o007 } == 0, "not everybody may read who logs in")
        }
    }
}
