import Domain
import Policy
import Proxy
import Testing
import Translation

@testable import Gateway

@Suite("Tokens of Huawei's IAM")
struct IAMLoginTests {
    private static let account = UpstreamSpec.IAMAccount(
        upstream: BindingTrial.iamSite, user: "robin", password: Secret("Pass\"word1"), domain: "acme",
        project: "cn-north-4")
    private static let spec = HarborTrial.spec(.iam(account), kind: .swr)

    /// The trial's clock begins with 2023-11-14T22:13:20Z.
    private static func grant(
        _ token: String? = "MIIabc", end: String = "2023-11-15T22:13:20.701000Z", status: Int = 201
    ) -> UpstreamReply {
        UpstreamReply(
            status: status, fields: token.map { [("x-subject-token", $0)] } ?? [],
            body: Array(#"{"token":{"expires_at":"\#(end)","issued_at":"x","user":{"name":"robin"}}}"#.utf8))
    }

    @Test("a token is asked for as the user of the account, for the project, and goes along with a media type")
    func token() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.caller.answer("POST /v3/auth/tokens?nocatalog=true", with: Self.grant())
            let credential = try await trial.credentials.credential(for: .upstream, on: Self.spec)
            let lines = "X-Auth-Token: MIIabc\r\nContent-Type: application/json\r\n"
            #expect(String(decoding: credential.lines, as: UTF8.self) == lines)
            #expect(credential.changeLines == credential.lines)
            let call = try #require(trial.caller.calls.first)
            #expect(call.site == BindingTrial.iamSite && call.lines == "")
            let body = try #require(JSONValue.members(of: Array(call.body.utf8)))
            let user: JSONValue = .object([
                "name": .string("robin"), "password": .string("Pass\"word1"),
                "domain": .object(["name": .string("acme")]),
            ])
            let auth: JSONValue = .object([
                "identity": .object([
                    "methods": .array([.string("password")]), "password": .object(["user": user]),
                ]),
                "scope": .object(["project": .object(["name": .string("cn-north-4")])]),
            ])
            #expect(body == ["auth": auth])
        }
    }

    @Test("it is renewed ten minutes before it ends, and once when it is refused")
    func renewal() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.caller.answer("POST /v3", times: 10, with: Self.grant(end: "2023-11-15T22:13:20Z"))
            let first = try await trial.credentials.credential(for: .upstream, on: Self.spec)
            trial.clock.advance(.seconds(86_400 - 601))
            #expect(try await trial.credentials.credential(for: .upstream, on: Self.spec).serial == first.serial)
            trial.clock.advance(.seconds(1))
            let second = try await trial.credentials.credential(for: .upstream, on: Self.spec)
            #expect(second.serial > first.serial)
            await trial.credentials.refused(second, of: .upstream, on: Self.spec, isRenewed: false)
            let third = try await trial.credentials.credential(for: .upstream, on: Self.spec)
            #expect(trial.caller.calls.count == 3)
            await trial.credentials.refused(third, of: .upstream, on: Self.spec, isRenewed: true)
            let found = await code { () async throws(GatewayError) in
                try await trial.credentials.credential(for: .upstream, on: Self.spec)
            }
            #expect(found == .upstreamCredential)
            #expect(trial.caller.calls.count == 3)
        }
    }

    @Test("an account that the IAM does not know opens the breaker", arguments: [400, 401, 403, 404])
    func refused(status: Int) async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.caller.answer("POST /v3", with: UpstreamReply(status: status))
            for _ in 0..<2 {
                let found = await code { () async throws(GatewayError) in
                    try await trial.credentials.credential(for: .upstream, on: Self.spec)
                }
                #expect(found == .upstreamCredential)
            }
            #expect(trial.caller.calls.count == 1)
            #expect(try trial.auditLines().count == 1)
        }
    }

    @Test(
        "an answer that cannot be used is an error, and is asked for again",
        arguments: [
            grant(nil), grant(""), grant("a\r\nX-Admin: 1"), grant("a b"), grant("\u{e9}"),
            grant(String(repeating: "a", count: 16_385)), grant(end: "2023-11-14T22:13:20Z"), grant(end: "tomorrow"),
            grant(end: "2023-11-15T22:13:20+08:00"), grant(end: ""), grant(status: 500), grant(status: 302),
            UpstreamReply(status: 201, fields: [("X-Subject-Token", "a")], body: Array("{}".utf8)),
            UpstreamReply(status: 201, fields: [("X-Subject-Token", "a")]),
        ])
    func unusable(reply: UpstreamReply) async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.caller.answer("POST /v3", with: reply)
            let found = await code { () async throws(GatewayError) in
                try await trial.credentials.credential(for: .upstream, on: Self.spec)
            }
            #expect(found == .upstreamMalformed)
            trial.caller.answer("POST /v3", with: Self.grant(String(repeating: "a", count: 16_384)))
            _ = try await trial.credentials.credential(for: .upstream, on: Self.spec)
        }
    }

    @Test("a token that lives shorter than the margin is good for half its life, one that lives too long for a day")
    func lives() async throws {
        let login: (String) async throws -> Int64? = { end in
            let caller = TrialCaller()
            caller.answer("POST /v3", with: Self.grant(end: end))
            return try await IAMLogin(caller: caller).token(of: Self.account, now: 1_700_000_000)?.goodUntil
        }
        #expect(try await login("2023-11-14T22:15:00Z") == 1_700_000_050)
        #expect(try await login("2123-11-14T22:15:00Z") == 1_700_000_000 + 86_400 - 600)
    }
}
