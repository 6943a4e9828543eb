import Domain
import Policy
import Proxy
import StandIns
import Testing
import Translation

@testable import Gateway

@Suite("Passwords of registry accounts")
struct RepositoryPasswordTests {
    private static let place = "PUT /api/v2.0/users"
    private static let new = Secret("New-Passw0rd")

    @Test("the password is changed at Harbor by the account itself, and is the vault's from then on")
    func change() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let before = try await it.trial.credential()
            #expect(try await it.change() == "robin")
            #expect(it.user("robin")?.password == Self.new)
            #expect(it.trial.vault["ns7"]?.password == Self.new && it.trial.vault["ns7"]?.pending == nil)
            #expect(it.trial.vault.changes == [.setPending, .commit])
            #expect(it.trial.caller.calls.last?.body.contains(#""old_password":"Old-Passw0rd""#) == true)
            #expect(try await it.trial.credential().serial > before.serial)
            #expect(it.trial.harbor.use.refusedLogins == 0)
        }
    }

    @Test("without an account, with another's number, or with the same password nothing is asked for")
    func refusals() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let same = await code { () async throws(GatewayError) in try await it.change("Old-Passw0rd") }
            #expect(same == .fieldInvalid)
            let other = await code { () async throws(GatewayError) in try await it.change(number: it.trial.robinID + 1)
            }
            #expect(other == .notFound)
            #expect(try await it.change(number: it.trial.robinID) == "robin")
            it.trial.vault["ns7"] = nil
            let found1 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found1 == .accountMissing)
            let swr = await code { () async throws(GatewayError) in
                try await it.accounts.changePassword(of: "cloud", to: Self.new)
            }
            #expect(swr == .backendUnsupported)
        }
    }

    @Test("of two changes at once the second is told to wait")
    func conflict() async throws {
        try await withRepositoryAccounts { (it) async throws in
            #expect(await it.trial.credentials.beginChange(of: "ns7"))
            let found2 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found2 == .conflict)
            await it.trial.credentials.endChange(of: "ns7")
            #expect(try await it.change() == "robin")
        }
    }

    // MARK: Somebody has changed it at Harbor

    @Test("when Harbor does not take the kept one, the gateway's own account puts the new one in place")
    func administrator() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.setPassword("Third-Passw0rd")
            #expect(try await it.change() == "robin")
            #expect(it.user("robin")?.password == Self.new && it.trial.vault["ns7"]?.password == Self.new)
            #expect(it.trial.caller.calls.last?.body == #"{"new_password":"New-Passw0rd"}"#)
            it.trial.clock.advance(.seconds(2))
            _ = try await it.trial.credential()
        }
    }

    @Test("also when a session is still good that the old one opened")
    func session() async throws {
        try await withRepositoryAccounts { (it) async throws in
            _ = try await it.trial.credential()
            it.trial.setPassword("Third-Passw0rd")
            #expect(try await it.change() == "robin")
            #expect(it.user("robin")?.password == Self.new && it.trial.vault["ns7"]?.password == Self.new)
        }
    }

    @Test("the password that somebody set at Harbor can be told to the gateway")
    func told() async throws {
        try await withRepositoryAccounts { (it) async throws in
            _ = try await it.trial.credential()
            it.trial.setPassword("New-Passw0rd")
            #expect(try await it.change() == "robin")
            #expect(it.trial.vault["ns7"]?.password == Self.new && it.trial.vault["ns7"]?.pending == nil)
        }
    }

    // MARK: Harbor says no

    @Test("a password that Harbor refuses is dropped")
    func refused() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.answer(Self.place, with: UpstreamReply(status: 400))
            let found3 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found3 == .refusedUpstream)
            #expect(it.trial.vault["ns7"]?.pending == nil)
            #expect(it.trial.vault["ns7"]?.password == HarborTrial.robin.password)
            #expect(it.trial.caller.names.count { $0.hasPrefix(Self.place) } == 1)
        }
    }

    @Test("so is one that the administrator may not set either", arguments: [400, 403, 404])
    func refusedTwice(status: Int) async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.answer(Self.place, with: UpstreamReply(status: 403))
            it.trial.caller.answer(Self.place, with: UpstreamReply(status: status))
            let found4 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found4 == .refusedUpstream)
            #expect(it.trial.vault["ns7"]?.pending == nil)
            #expect(it.trial.vault["ns7"]?.password == HarborTrial.robin.password)
        }
    }

    // MARK: Nobody knows what became of it

    @Test(
        "when the answer is lost both passwords stay, and the next use finds out which it is",
        arguments: [true, false], [GatewayError.Code.upstreamClosed, .upstreamTimeout, .upstreamUnreachable])
    func lost(isCarriedOut: Bool, failure: GatewayError.Code) async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.fail(Self.place, isCarriedOut: isCarriedOut, with: failure)
            let found5 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found5 == failure)
            #expect(it.trial.vault["ns7"]?.pending == Self.new)
            it.trial.clock.advance(.seconds(300))
            _ = try await it.trial.credential()
            let expected = isCarriedOut ? Self.new : HarborTrial.robin.password
            #expect(it.trial.vault["ns7"]?.password == expected && it.trial.vault["ns7"]?.pending == nil)
        }
    }

    @Test("an answer that says nothing is one that was lost", arguments: [500, 502, 302])
    func nonsense(status: Int) async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.answer(Self.place, isCarriedOut: true, with: UpstreamReply(status: status))
            let found6 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found6 == .upstreamMalformed)
            _ = try await it.trial.credential()
            #expect(it.trial.vault["ns7"]?.password == Self.new)
        }
    }

    /// The caller makes a call again whose connection was lost; the second time the old password is wrong, and the new
    /// one no change.
    @Test("a change that was made twice is one change")
    func twice() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.answer(Self.place, isCarriedOut: true, with: UpstreamReply(status: 403))
            #expect(try await it.change() == "robin")
            #expect(it.trial.vault["ns7"]?.password == Self.new && it.trial.vault["ns7"]?.pending == nil)
        }
    }

    @Test("a store that fails before keeps Harbor from being asked; one that fails after is mended by the next use")
    func store() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.vault.fail(.setPending)
            let found7 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found7 == .storeUnavailable)
            #expect(it.user("robin")?.password == HarborTrial.robin.password)
            it.trial.vault.fail(.commit)
            let found8 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found8 == .storeUnavailable)
            #expect(it.user("robin")?.password == Self.new)
            it.trial.vault.fail()
            _ = try await it.trial.credential()
            #expect(it.trial.vault["ns7"]?.password == Self.new)
        }
    }

    // MARK: Two changes, and two gateways

    /// A session that is good still says nothing about the change before.
    @Test("a change that was left open is settled before the next one")
    func settled() async throws {
        try await withRepositoryAccounts { (it) async throws in
            _ = try await it.trial.credential()
            it.trial.setPassword("First-Passw0rd")
            it.trial.vault["ns7"] = it.trial.vault["ns7"]?.with(
                pending: Secret("First-Passw0rd"), since: it.trial.clock.seconds)
            #expect(try await it.change() == "robin")
            #expect(it.trial.vault.changes == [.commit, .setPending, .commit])
            #expect(it.trial.caller.calls.last?.body.contains(#""old_password":"First-Passw0rd""#) == true)
            #expect(it.user("robin")?.password == Self.new && it.trial.vault["ns7"]?.password == Self.new)
        }
    }

    @Test("one that Harbor may yet carry out is not overwritten; the same password may be asked for again")
    func underWay() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.fail(Self.place, with: .upstreamTimeout)
            let found9 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found9 == .upstreamTimeout)
            it.trial.caller.forgetCalls()
            let other = await code { () async throws(GatewayError) in try await it.change("Other-Passw0rd") }
            #expect(other == .conflict)
            #expect(it.trial.vault["ns7"]?.pending == Self.new)
            #expect(!it.trial.caller.names.contains { $0.hasPrefix(Self.place) })
            it.trial.clock.advance(.seconds(2))
            #expect(try await it.change() == "robin")
            #expect(it.user("robin")?.password == Self.new && it.trial.vault["ns7"]?.password == Self.new)
        }
    }

    @Test(
        "after some minutes another password may be asked for, also where Harbor takes neither",
        arguments: [true, false])
    func longOver(isKnown: Bool) async throws {
        try await withRepositoryAccounts { (it) async throws in
            if !isKnown { it.trial.setPassword("Third-Passw0rd") }
            it.trial.caller.fail("PUT", with: .upstreamTimeout)
            let found10 = await code { () async throws(GatewayError) in try await it.change() }
            #expect(found10 == .upstreamTimeout)
            it.trial.clock.advance(.seconds(300))
            #expect(try await it.change("Other-Passw0rd") == "robin")
            #expect(it.user("robin")?.password == Secret("Other-Passw0rd"))
            #expect(it.trial.vault["ns7"]?.password == Secret("Other-Passw0rd"))
            #expect(it.trial.vault["ns7"]?.pending == nil)
        }
    }

    @Test("that another gateway has found the new one in force, or asks for the same, is no failure")
    func agreed() async throws {
        let rivals: [@Sendable (VaultAccount) -> VaultAccount] = [
            { $0.with(password: Self.new, pending: nil) }, { $0.with(pending: Self.new, since: 1) },
        ]
        for rival in rivals {
            try await withRepositoryAccounts { (it) async throws in
                it.trial.vault.overtake(.commit, with: rival)
                #expect(try await it.change() == "robin")
                #expect(it.trial.vault["ns7"]?.password == Self.new && it.trial.vault["ns7"]?.pending == nil)
            }
        }
    }

    @Test("that another gateway wants another one is told, and what that one has noted stays")
    func disagreed() async throws {
        for act in [MemoryVault.Act.setPending, .commit] {
            try await withRepositoryAccounts { (it) async throws in
                it.trial.vault.overtake(act) { $0.with(pending: Secret("Other-Passw0rd"), since: 1) }
                let found11 = await code { () async throws(GatewayError) in try await it.change() }
                #expect(found11 == .conflict)
                #expect(it.trial.vault["ns7"]?.pending == Secret("Other-Passw0rd"))
                let isAsked = it.trial.caller.names.contains { $0.hasPrefix(Self.place) }
                #expect(isAsked == (act == .commit))
            }
        }
    }

    /// Between the owner's call, whose answer was of the second of two, and the administrator's.
    @Test("the administrator's word is not needed where another gateway has found the new one in force")
    func foundMeanwhile() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.answer(Self.place, isCarriedOut: true, with: UpstreamReply(status: 403))
            it.trial.vault.overtake(.setPending, after: 1) { $0.with(password: Self.new, pending: nil) }
            #expect(try await it.change() == "robin")
            #expect(it.trial.vault["ns7"]?.password == Self.new && it.trial.vault["ns7"]?.pending == nil)
            #expect(it.trial.caller.names.count { $0.hasPrefix(Self.place) } == 1)
        }
    }

    @Test("where passwords go along with each request it is the same", arguments: [true, false])
    func basic(isKnown: Bool) async throws {
        try await withRepositoryAccounts(sessions: false) { (it) async throws in
            if !isKnown { it.trial.setPassword("Third-Passw0rd") }
            #expect(try await it.change() == "robin")
            #expect(it.user("robin")?.password == Self.new && it.trial.vault["ns7"]?.password == Self.new)
        }
    }
}
