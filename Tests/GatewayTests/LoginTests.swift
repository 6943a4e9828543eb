import Domain
import Foundation
import Store
import Testing

@testable import Gateway

@Suite("Logging in over HTTP")
struct LoginTests {
    private static let path = "/v1/authorization"

    @Test("a name and a password become a token, good bare and as Bearer in any case")
    func token() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.answer(to: .login())
            #expect(answer.status == 200)
            #expect(answer["Cache-Control"] == "no-store")
            let body = try answer.json()
            #expect(body["code"] as? Int == 200)
            #expect(body["message"] as? String == "success")
            #expect(Set(body.keys) == ["code", "message", "token"])
            let token = try answer.token()
            for authorization in [token, "Bearer \(token)", "bearer \(token)", "BEARER  \(token)"] {
                let account = try await bed.answer(to: .whoami(authorization))
                #expect(account.status == 200)
                #expect(try account.json()["code"] as? Int == 200)
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

    @Test("the token says who, when and for how long, and is of the kind that only opens doors here")
    func claims() async throws {
        try await Testbed.with { bed in
            let before = Identity.now()
            let token = try TokenText(try await bed.login())
            #expect(token.header["typ"] as? String == "at+jwt")
            #expect(token.header["alg"] as? String == "ES256")
            #expect(token.key?.isEmpty == false)
            #expect(token.text("iss") == bed.gateway.externalURL)
            #expect(token.text("aud") == "breakwater")
            #expect(token.text("sub") == "1")
            #expect(token.text("name") == Testbed.administrator)
            #expect(token.text("ns") == "default")
            #expect(try token.number("role") == 4)
            #expect(try token.number("ver") == 1)
            let issuedAt = try token.number("iat")
            #expect((before...Identity.now()).contains(Int64(issuedAt)))
            #expect(try token.number("nbf") == issuedAt)
            #expect(try token.number("auth_time") == issuedAt)
            #expect(try token.number("exp") == issuedAt + 3_600)
            let other = try TokenText(try await bed.login())
            #expect(token.text("sid") != other.text("sid"), "each login is a session of its own")
            #expect(token.text("jti") != other.text("jti"))
        }
    }

    @Test("who one is comes with the features that are set, and whether the namespace has a registry account")
    func features() async throws {
        let settings: [SettingsKey: String] = [
            .featurePrivateProject: "false", .featureIngress: "true", .featureAlert: "true",
            .featureAdminAutoDeploy: "true",
        ]
        try await Testbed.with(settings) { bed in
            let token = try await bed.administratorToken()
            for hasAccount in [false, true] {
                if hasAccount {
                    let addition = try await bed.gateway.identity.vault.add(
                        namespace: "default", userID: 1, user: "robot", email: "", password: Secret("Robot-123"))
                    #expect(addition == .added)
                }
                let answer = try await bed.answer(to: .whoami(token))
                let data = try #require(try answer.json()["data"] as? [String: Any])
                #expect(data["hasRepoAccount"] as? Bool == hasAccount)
                #expect(data["privateProject"] as? Bool == false)
                #expect(data["enableIngress"] as? Bool == true)
                #expect(data["enableAlert"] as? Bool == true)
                #expect(data["enableAdminAutoDeploy"] as? Bool == true)
            }
        }
    }

    @Test("an unknown user, a wrong password and a closed account get the same answer, request id aside")
    func noEnumeration() async throws {
        try await Testbed.with { bed in
            try await bed.account("mia", .forbidden)
            let unknown = try await bed.answer(to: .login("nobody", Testbed.password))
            let wrong = try await bed.answer(to: .login(Testbed.administrator, "wrong"))
            let closed = try await bed.answer(to: .login("mia", "wrong"))
            func withoutID(_ message: PlainMessage) throws -> NSDictionary {
                var body = try message.json()
                #expect(body.removeValue(forKey: "requestId") as? String == message["X-Request-Id"])
                return body as NSDictionary
            }
            for other in [wrong, closed] {
                #expect(unknown.status == 401)
                #expect(other.status == 401)
                #expect(unknown.names == other.names)
                #expect(try withoutID(unknown) == withoutID(other))
            }
        }
    }

    @Test("an account that may not log in is told so, but only to who knows its password", arguments: [2, 3])
    func closed(number: Int) async throws {
        try await Testbed.with { bed in
            let status = try #require(UserStatus(rawValue: number))
            try await bed.account("mia", status)
            let answer = try await bed.answer(to: .login("mia", Testbed.password))
            #expect(answer.status == 403)
            #expect(answer.reason == "account-status")
            let wrong = try await bed.answer(to: .login("mia", "wrong"))
            #expect(wrong.status == 401)
            #expect(wrong.reason == "credentials")
        }
    }

    @Test("a login that is none is 422 and names what is wrong with it")
    func malformed() async throws {
        let rows = [
            (#"{"user":"a"}"#, "password: "), (#"{"password":"b"}"#, "user: "),
            (#"{"user":"","password":"b"}"#, "user: "), (#"{"user":"a","password":""}"#, "password: "),
            (#"{"user":1,"password":"b"}"#, "user: "), (#"{"user":"a","password":null}"#, "password: "),
            (#"{"user":["a"],"password":"b"}"#, "user: "), ("[]", "the body"), ("{", "the body"), ("", "the body"),
            (#"{"user":"a","user":"b","password":"c"}"#, "the body"),
            (#"{"user":"a","us\u0065r":"b","password":"c"}"#, "the body"),
            (#"{"user":"a","password":"b"} {}"#, "the body"),
        ]
        try await Testbed.with { bed in
            let client = try await bed.connect()
            for (body, message) in rows {
                let answer = try await client.answer(to: Call("POST", Self.path, body: body))
                #expect(answer.status == 422, "\(body)")
                #expect(try answer.json()["code"] as? Int == 422)
                #expect(answer.reason == "field")
                #expect(answer.message.hasPrefix(message), "\(body): \(answer.message)")
            }
        }
    }

    @Test("a name and a password count byte by byte: NUL, what is no letter, and more than is ever hashed")
    func bytes() async throws {
        let rows = [("mia", "Aa1\u{0}bcdef", "Aa1\u{0}bcdeg"), ("ned", "Aa1🐎🐎🐎🐎🐎", "Aa1🐎🐎🐎🐎🐑")]
        try await Testbed.with { bed in
            let administrator = try await bed.administratorToken()
            for (name, password, other) in rows {
                let made = try Call(
                    "POST", "/v1/admin/user", token: administrator,
                    json: [
                        "user": name, "password": password, "phone": "\(name.utf8.first ?? 0)", "realName": name,
                        "isAdmin": false,
                    ])
                #expect(try await bed.answer(to: made).status == 200)
                for wrong in [other, "Aa1", password + "\u{0}", String(repeating: "x", count: 60_000)] {
                    #expect(try await bed.answer(to: .login(name, wrong)).status == 401)
                }
                #expect(try await bed.answer(to: .login(name, password)).status == 200)
            }
            #expect(try await bed.answer(to: .login("admin\u{0}x", Testbed.password)).status == 401)
            #expect(try await bed.answer(to: .login("Admin", Testbed.password)).status == 401)
        }
    }

    @Test("a token that is sent with a login is not looked at")
    func presentedToken() async throws {
        try await Testbed.with { bed async throws in
            let login = try Call.login()
            for token in ["nonsense", try bed.token(expired: true)] {
                let call = Call("POST", Self.path, token: token, body: login.body)
                #expect(try await bed.answer(to: call).status == 200)
            }
        }
    }

    @Test("each login is in the audit log, a failed one with its reason, and no password is in any log")
    func audit() async throws {
        try await Testbed.with { bed in
            _ = try await bed.answer(to: .login(Testbed.administrator, "Wr0ng-Secret"))
            let answer = try await bed.answer(to: .login())
            let token = try answer.token()
            _ = try await bed.answer(
                to: Call("GET", "/v1/authorization?token=\(token)&q=Query-Secret", token: token))
            await bed.stopGateway()
            let logins = try bed.log("audit").filter { $0["event"] as? String == "login" }
            try #require(logins.count == 2)
            #expect(logins[0]["outcome"] as? String == "failure")
            #expect(logins[0]["reason"] as? String == "credentials")
            #expect(logins[0]["actor"] as? String == Testbed.administrator)
            #expect(logins[0]["actorId"] is NSNull, "whoever it was, he is not known to be the administrator")
            #expect((logins[0]["address"] as? String)?.hasPrefix("127.0.0.1:") == true)
            #expect(logins[1]["outcome"] as? String == "success")
            #expect(logins[1]["reason"] is NSNull)
            #expect(logins[1]["actorId"] as? Int == 1)
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
