import Domain
import Policy
import Proxy
import StandIns
import Testing
import Translation

@testable import Gateway

@Suite("Accounts that an upstream does not take")
struct CredentialBreakerTests {
    @Test("the wait doubles up to five minutes while it goes on, and starts anew when it was good for as long")
    func waits() {
        var breaker = CredentialBreaker()
        var now: Int64 = 1_000
        #expect(!breaker.isOpen(at: now))
        var waits: [Int64] = []
        for _ in 0..<6 {
            breaker.open(at: now)
            waits.append(breaker.wait)
            #expect(breaker.isOpen(at: now) && breaker.isOpen(at: now + breaker.wait - 1))
            now += breaker.wait
            #expect(!breaker.isOpen(at: now))
        }
        #expect(waits == [30, 60, 120, 240, 300, 300])
        breaker.open(at: now + 299)
        #expect(breaker.wait == 300)
        breaker.open(at: now + 299 + 300 + 300)
        #expect(breaker.wait == 30)
    }

    @Test("a clock that was set back does not keep it open")
    func clock() {
        var breaker = CredentialBreaker()
        breaker.open(at: 10_000)
        #expect(!breaker.isOpen(at: 5_000))
    }

    @Test("a refused login is not tried again for half a minute, and leaves one audit line without the password")
    func login() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.setPassword("Other-Passw0rd")
            for _ in 0..<5 {
                let error = try await #require(throws: GatewayError.self) { try await trial.credential() }
                #expect(error.code == .upstreamCredential)
                #expect(error.message?.hasPrefix("the registry does not take the gateway's account: ") == true)
                #expect(error.message?.contains("Passw0rd") == false && !error.detail.contains("Passw0rd"))
            }
            // Twice, since one refusal may be somebody else's doing; each login is two calls.
            #expect(trial.caller.calls.count == 4)
            let lines = try trial.auditLines()
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            for part in ["\"registry\"", "namespace ns7", "upstream-credential", "failure"] {
                #expect(line.contains(part), "\(part)")
            }
            #expect(!line.contains("Passw0rd"))

            trial.clock.advance(.seconds(30))
            let found1 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found1 == .upstreamCredential)
            #expect(trial.caller.calls.count == 8)
            #expect(try trial.auditLines().count == 2)

            trial.setPassword(HarborTrial.robin.password.reveal())
            trial.clock.advance(.seconds(59))
            let found2 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found2 == .upstreamCredential)
            #expect(trial.caller.calls.count == 8)
            trial.clock.advance(.seconds(1))
            _ = try await trial.credential()
        }
    }

    @Test("the breaker of one account leaves the others alone")
    func others() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.setPassword("Other-Passw0rd")
            _ = await code { () async throws(GatewayError) in try await trial.credential() }
            _ = try await trial.credential(.upstream)
        }
    }

    @Test("a refused credential is dropped, and only a renewed one that is refused as well opens the breaker")
    func renewed() async throws {
        try await HarborTrial.run { (trial) async throws in
            let account = ActingAccount.namespace("ns7")
            let first = try await trial.credential()
            await trial.credentials.refused(first, of: account, on: trial.upstream, isRenewed: false)
            let second = try await trial.credential()
            #expect(second.serial > first.serial)
            // Many were refused with the first one; they say so late.
            await trial.credentials.refused(first, of: account, on: trial.upstream, isRenewed: true)
            #expect(try await trial.credential().serial == second.serial)
            await trial.credentials.refused(second, of: account, on: trial.upstream, isRenewed: true)
            let found3 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found3 == .upstreamCredential)
            #expect(trial.harbor.logins == 2)
            #expect(try trial.auditLines().count == 1)
        }
    }

    @Test("two refusals of a call are an error of the gateway's credential, never a 401")
    func call() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.caller.answer("GET /api", times: 3, with: UpstreamReply(status: 401))
            let call = UpstreamCall(method: "GET", target: "/api/v2.0/users/current")
            for _ in 0..<2 {
                let found = await code { () async throws(GatewayError) in
                    try await trial.calls.send(call, as: .upstream, to: trial.upstream)
                }
                #expect(found == .upstreamCredential)
            }
            #expect(trial.caller.names.count { $0 == "GET /api/v2.0/users/current" } == 2)
        }
    }

    @Test("where the policy gives no account, nothing was refused")
    func none() async throws {
        try await HarborTrial.run { (trial) async throws in
            let spec = HarborTrial.spec(.none, kind: nil)
            let credential = try await trial.credentials.credential(for: .upstream, on: spec)
            await trial.credentials.refused(credential, of: .upstream, on: spec, isRenewed: true)
            _ = try await trial.credentials.credential(for: .upstream, on: spec)
            #expect(try trial.auditLines() == [])
        }
    }

    @Test("another policy, or another password, closes it")
    func closes() async throws {
        try await HarborTrial.run { (trial) async throws in
            let wrong = HarborTrial.spec(.session(user: "gateway", password: Secret("wrong")), kind: .harbor)
            for _ in 0..<2 {
                let found = await code { () async throws(GatewayError) in
                    try await trial.credentials.credential(for: .upstream, on: wrong)
                }
                #expect(found == .upstreamCredential)
            }
            trial.clock.advance(.seconds(2))
            _ = try await trial.credential(.upstream)

            trial.setPassword("Other-Passw0rd")
            _ = await code { () async throws(GatewayError) in try await trial.credential() }
            trial.vault["ns7"] = trial.vault["ns7"]?.with(password: Secret("Other-Passw0rd"), pending: nil)
            let found4 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found4 == .upstreamCredential)
            trial.clock.advance(.seconds(2))
            await trial.credentials.forget(.namespace("ns7"))
            _ = try await trial.credential()
        }
    }

    @Test("a credential that came for another address is not given out for this one")
    func address() async throws {
        try await HarborTrial.run { (trial) async throws in
            let here = try await trial.credential(.upstream)
            let there = UpstreamSpec(
                name: "registry",
                address: UpstreamSpec.Address(host: "elsewhere.test", port: 80, usesTLS: false, basePath: ""),
                credentials: trial.upstream.credentials, kind: .harbor)
            let other = try await trial.credentials.credential(for: .upstream, on: there)
            #expect(here.lines != other.lines)
        }
    }
}
