import Domain
import Policy
import Proxy
import StandIns
import Testing
import Translation

@testable import Gateway

@Suite("Sessions and passwords at Harbor")
struct HarborSessionTests {
    @Test("a login fetches a token first, and only unsafe methods bring it along")
    func lines() async throws {
        try await HarborTrial.run { (trial) async throws in
            let credential = try await trial.credential(.upstream)
            let calls = trial.caller.calls
            #expect(calls.map(\.name) == ["POST /c/login", "POST /c/login"])
            #expect(calls.first?.lines == "" && calls.first?.body == "")
            #expect(calls.last?.body == "principal=gateway&password=Own-Passw0rd%26%2B%3D")
            #expect(calls.last?.lines.contains("Cookie: _gorilla_csrf=") == true)
            let safe = String(decoding: credential.lines, as: UTF8.self)
            #expect(safe.hasPrefix("Cookie: sid=") && safe.hasSuffix("\r\n"))
            #expect(safe.split(separator: "\r\n").count == 1 && !safe.contains(";"))
            #expect(credential.user == "gateway")

            func create(_ name: String, _ lines: [UInt8]) async throws -> Int {
                let body = Array(#"{"project_name":"\#(name)"}"#.utf8)
                return try await trial.caller.call(
                    UpstreamCall(
                        method: "POST", target: "/api/v2.0/projects", fields: [("Content-Type", "application/json")],
                        body: body), to: trial.upstream.site, lines: lines
                ).status
            }
            #expect(try await create("one", credential.lines) == 403)
            #expect(try await create("one", credential.changeLines) == 201)
            #expect(try await create("two", credential.changeLines) == 201, "the token stays good")
        }
    }

    @Test("however many ask at once, one login is made, and all get it")
    func singleFlight() async throws {
        let gate = Gate()
        try await HarborTrial.run(pause: { await gate.pass() }) { (trial) async throws in
            let serials = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await trial.credential().serial }
                }
                for _ in 0..<100 { await Task.yield() }
                await gate.open()
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(serials.count == 1)
            #expect(trial.harbor.logins == 1)
        }
    }

    @Test("a session is kept for half an hour and renewed before Harbor ends it")
    func renewal() async throws {
        try await HarborTrial.run { (trial) async throws in
            let first = try await trial.credential()
            trial.clock.advance(.seconds(1_799))
            #expect(try await trial.credential().serial == first.serial)
            trial.clock.advance(.seconds(1))
            let second = try await trial.credential()
            #expect(second.serial > first.serial)
            #expect(trial.harbor.logins == 2)
        }
    }

    @Test("a session that Harbor has ended is renewed once, and the call is made again")
    func ended() async throws {
        try await HarborTrial.run { (trial) async throws in
            let call = UpstreamCall(method: "GET", target: "/api/v2.0/users/current")
            let account = ActingAccount.namespace("ns7")
            #expect(try await trial.calls.send(call, as: account, to: trial.upstream).status == 200)
            trial.harbor.endSessions()
            #expect(try await trial.calls.send(call, as: account, to: trial.upstream).status == 200)
            #expect(trial.harbor.logins == 2)
        }
    }

    @Test("each account has a session of its own")
    func accounts() async throws {
        try await HarborTrial.run { (trial) async throws in
            let own = try await trial.credential(.upstream)
            let robin = try await trial.credential()
            #expect(own.lines != robin.lines)
            #expect([own.user, robin.user] == ["gateway", "robin"])
        }
    }

    @Test("an answer that is no login says nothing about the account, which is asked for again at once")
    func nonsense() async throws {
        let token: [(name: String, value: String)] = [
            ("X-Harbor-Csrf-Token", "abc"), ("Set-Cookie", "_gorilla_csrf=abc"),
        ]
        let answers: [(UpstreamReply, GatewayError.Code)] = [
            (UpstreamReply(status: 502), .upstreamMalformed),
            (UpstreamReply(status: 403), .upstreamMalformed),
            (UpstreamReply(status: 403, fields: [("X-Harbor-Csrf-Token", "abc")]), .upstreamMalformed),
            (UpstreamReply(status: 429, fields: [("Retry-After", "7")]), .upstreamLimited),
            // A session that was there before the password means nobody.
            (UpstreamReply(status: 200, fields: [("Set-Cookie", "sid=abc")]), .upstreamMalformed),
        ]
        try await HarborTrial.run { (trial) async throws in
            for (answer, expected) in answers {
                trial.caller.answer("POST /c/login", with: answer)
                let found1 = await code { () async throws(GatewayError) in try await trial.credential() }
                #expect(found1 == expected)
            }
            for status in [200, 404, 500] {
                trial.caller.answer("POST /c/login", with: UpstreamReply(status: 403, fields: token))
                trial.caller.answer("POST /c/login", with: UpstreamReply(status: status))
                let found = await code { () async throws(GatewayError) in try await trial.credential() }
                #expect(found == .upstreamMalformed, "\(status)")
            }
            trial.caller.fail("POST /c/login", with: .upstreamTimeout)
            let found2 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found2 == .upstreamTimeout)
            _ = try await trial.credential()
            #expect(try trial.auditLines() == [])
        }
    }

    // MARK: Passwords with each request

    @Test("a password that goes along with each request is proved first, and again each minute")
    func basic() async throws {
        try await HarborTrial.run(sessions: false) { (trial) async throws in
            let first = try await trial.credential()
            #expect(trial.caller.names == ["GET /api/v2.0/users/current"])
            #expect(first.lines == first.changeLines)
            #expect(String(decoding: first.lines, as: UTF8.self).hasPrefix("Authorization: Basic cm9iaW46"))
            trial.clock.advance(.seconds(59))
            _ = try await trial.credential()
            #expect(trial.caller.calls.count == 1)
            trial.setPassword("Other-Passw0rd")
            trial.clock.advance(.seconds(1))
            let found3 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found3 == .upstreamCredential)
        }
    }

    @Test("a robot is good, though it is no user")
    func robot() async throws {
        try await HarborTrial.run(sessions: false) { (trial) async throws in
            trial.harbor.change { $0.addRobot(HarborRegistry.Login(name: "robot$gateway", password: Secret("key"))) }
            let spec = HarborTrial.spec(.basic(user: "robot$gateway", password: Secret("key")), kind: .harbor)
            let credential = try await trial.credentials.credential(for: .upstream, on: spec)
            #expect(credential.user == "robot$gateway")
        }
    }

    // MARK: What needs no login

    @Test("what the policy gives is used as it is, without a call")
    func given() async throws {
        try await HarborTrial.run { (trial) async throws in
            func lines(_ credentials: UpstreamSpec.Credentials, _ kind: UpstreamSpec.Kind?) async throws -> String {
                let spec = HarborTrial.spec(credentials, kind: kind)
                let credential = try await trial.credentials.credential(for: .upstream, on: spec)
                #expect(credential.lines == credential.changeLines && credential.signer == nil)
                return String(decoding: credential.lines, as: UTF8.self)
            }
            #expect(try await lines(.none, nil) == "")
            let basic = UpstreamSpec.Credentials.basic(user: "ada", password: Secret("x"))
            #expect(try await lines(basic, nil) == "Authorization: Basic YWRhOng=\r\n")
            let token = UpstreamSpec.Credentials.token(scheme: "Token", token: Secret("abc"))
            #expect(try await lines(token, .cvat) == "Authorization: Token abc\r\n")
            let signature = UpstreamSpec.Credentials.signature(accessKey: "AK", secretKey: Secret("SK"))
            let signed = try await trial.credentials.credential(
                for: .upstream, on: HarborTrial.spec(signature, kind: .swr))
            #expect(signed.signer != nil && signed.lines.isEmpty)
            #expect(trial.caller.calls == [])
        }
    }
}
