import Domain
import Policy
import Proxy
import StandIns
import Testing

@testable import Gateway

@Suite("Accounts of namespaces")
struct NamespaceAccountTests {
    @Test("a namespace without an account is told so, and nobody is asked")
    func missing() async throws {
        try await HarborTrial.run(hasAccount: false) { (trial) async throws in
            let found1 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found1 == .accountMissing)
            #expect(trial.caller.calls == [])
            #expect(try trial.auditLines() == [])
        }
    }

    @Test("a store that fails is an error of the store, and is asked again")
    func store() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.vault.fail(.account)
            let found2 = await code { () async throws(GatewayError) in try await trial.credential() }
            #expect(found2 == .storeUnavailable)
            trial.vault.fail()
            _ = try await trial.credential()
        }
    }

    @Test("an upstream that is no Harbor never gets a namespace's password", arguments: [UpstreamSpec.Kind.swr, .cvat])
    func otherKind(kind: UpstreamSpec.Kind) async throws {
        try await HarborTrial.run { (trial) async throws in
            let spec = HarborTrial.spec(kind: kind)
            let found = await code { () async throws(GatewayError) in
                try await trial.credentials.credential(for: .namespace("ns7"), on: spec)
            }
            #expect(found == .internal)
            #expect(trial.caller.calls == [])
        }
    }

    // MARK: A change that was cut off

    @Test("a pending password that is right is the one from then on", arguments: [true, false])
    func pendingIsRight(sessions: Bool) async throws {
        try await HarborTrial.run(sessions: sessions) { (trial) async throws in
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: Secret("New-Passw0rd"))
            trial.setPassword("New-Passw0rd")
            _ = try await trial.credential()
            #expect(trial.vault["ns7"]?.password == Secret("New-Passw0rd"))
            #expect(trial.vault["ns7"]?.pending == nil)
            #expect(trial.vault.changes == [.commit])
        }
    }

    /// Harbor refuses right passwords too for a moment after a wrong one: who does not wait loses both.
    @Test("one that is wrong is dropped, after the old one was tried in its time", arguments: [true, false])
    func pendingIsWrong(sessions: Bool) async throws {
        try await HarborTrial.run(sessions: sessions) { (trial) async throws in
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: Secret("New-Passw0rd"))
            _ = try await trial.credential()
            #expect(trial.vault["ns7"]?.password == HarborTrial.robin.password)
            #expect(trial.vault["ns7"]?.pending == nil)
            #expect(trial.vault.changes == [.drop])
        }
    }

    @Test("one that may yet be put in place is not dropped, however wrong it is now", arguments: [true, false])
    func underWay(sessions: Bool) async throws {
        try await HarborTrial.run(sessions: sessions) { (trial) async throws in
            let new = Secret("New-Passw0rd")
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: new, since: trial.clock.seconds)
            let first = try await trial.credential()
            #expect(trial.vault["ns7"]?.pending == new && trial.vault.changes == [])
            trial.clock.advance(.seconds(3_600))
            #expect(try await trial.credential().serial > first.serial)
            #expect(trial.vault["ns7"]?.pending == nil && trial.vault.changes == [.drop])
        }
    }

    /// Another gateway has noted the new password and has not asked Harbor yet when this one logs in; then it asks, and
    /// ends before it can note the answer.
    @Test("a change that another gateway makes, and does not live to see the end of, is found by the next login")
    func otherGateway() async throws {
        try await HarborTrial.run { (trial) async throws in
            let account = try #require(trial.vault["ns7"])
            let new = Secret("New-Passw0rd")
            #expect(try await trial.vault.setPending(new, on: account, now: trial.clock.seconds) != nil)
            _ = try await trial.credential()
            trial.setPassword("New-Passw0rd")
            await trial.credentials.forget(.namespace("ns7"))
            _ = try await trial.credential()
            #expect(trial.vault["ns7"]?.password == new && trial.vault["ns7"]?.pending == nil)
            #expect(trial.vault.changes == [.setPending, .commit])
        }
    }

    @Test("what a login finds out is not noted on an account that is another one by now")
    func overtaken() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: Secret("New-Passw0rd"))
            trial.vault.overtake(.drop) { $0.with(pending: Secret("Newer-Passw0rd")) }
            _ = try await trial.credential()
            #expect(trial.vault["ns7"]?.pending == Secret("Newer-Passw0rd"))
            trial.setPassword("Newer-Passw0rd")
            await trial.credentials.forget(.namespace("ns7"))
            trial.vault.overtake(.commit) { $0.with(pending: Secret("Third-Passw0rd")) }
            _ = try await trial.credential()
            #expect(trial.vault["ns7"]?.password == HarborTrial.robin.password)
            #expect(trial.vault["ns7"]?.pending == Secret("Third-Passw0rd"))
        }
    }

    @Test("when neither is right both stay, and the breaker opens")
    func neither() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: Secret("New-Passw0rd"))
            trial.setPassword("Third-Passw0rd")
            for _ in 0..<2 {
                let found = await code { () async throws(GatewayError) in try await trial.credential() }
                #expect(found == .upstreamCredential)
            }
            #expect(trial.vault["ns7"]?.pending == Secret("New-Passw0rd"))
            #expect(trial.vault.changes == [])
            #expect(trial.caller.calls.count == 6)
        }
    }

    @Test("a store that cannot note which one was right does not keep anybody from working")
    func unnoted() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: Secret("New-Passw0rd"))
            trial.setPassword("New-Passw0rd")
            trial.vault.fail(.commit)
            _ = try await trial.credential()
            #expect(trial.vault["ns7"]?.pending == Secret("New-Passw0rd"))
        }
    }

    @Test("while somebody changes the password, a login decides nothing")
    func changing() async throws {
        try await HarborTrial.run { (trial) async throws in
            trial.vault["ns7"] = trial.vault["ns7"]?.with(pending: Secret("New-Passw0rd"))
            #expect(await trial.credentials.beginChange(of: "ns7"))
            #expect(await !trial.credentials.beginChange(of: "ns7"))
            let during = try await trial.credential()
            #expect(trial.vault.changes == [])
            await trial.credentials.endChange(of: "ns7")
            trial.clock.advance(.seconds(2))
            #expect(try await trial.credential().serial > during.serial)
            #expect(trial.vault.changes == [.drop])
        }
    }
}
