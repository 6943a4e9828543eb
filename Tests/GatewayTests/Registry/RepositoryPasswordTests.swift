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
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .accountMissing)
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
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .conflict)
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
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .refusedUpstream)
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
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .refusedUpstream)
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
            #expect(await code { () async throws(GatewayError) in try await it.change() } == failure)
            #expect(it.trial.vault["ns7"]?.pending == Self.new)
            _ = try await it.trial.credential()
            let expected = isCarriedOut ? Self.new : HarborTrial.robin.password
            #expect(it.trial.vault["ns7"]?.password == expected && it.trial.vault["ns7"]?.pending == nil)
        }
    }

    @Test("an answer that says nothing is one that was lost", arguments: [500, 502, 302])
    func nonsense(status: Int) async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.answer(Self.place, isCarriedOut: true, with: UpstreamReply(status: status))
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .upstreamMalformed)
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
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .storeUnavailable)
            #expect(it.user("robin")?.password == HarborTrial.robin.password)
            it.trial.vault.fail(.commit)
            #expect(await code { () async throws(GatewayError) in try await it.change() } == .storeUnavailable)
            #expect(it.user("robin")?.password == Self.new)
            it.trial.vault.fail()
            _ = try await it.trial.credential()
            #expect(it.trial.vault["ns7"]?.password == Self.new)
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
