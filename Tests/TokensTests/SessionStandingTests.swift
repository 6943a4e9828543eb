import Domain
import Testing

@testable import Tokens

@Suite struct SessionStandingTests {
    private func standing(_ changes: IdentityChanges...) -> SessionStanding {
        let standing = SessionStanding()
        for change in changes { standing.apply(change) }
        return standing
    }

    private func standing(_ account: AccountChange) -> SessionStanding {
        standing(IdentityChanges(accounts: [account]))
    }

    @Test("without a change a token is what it claims, for as long as it lives")
    func unchanged() throws {
        let token = try TestToken.make()
        let judgement = try standing().judge(token)
        #expect(judgement.principal == token.principal)
        #expect(judgement.goodUntil == .max)
    }

    @Test("a session that ended takes its own tokens with it, and no others")
    func ended() throws {
        let standing = self.standing(IdentityChanges(ended: [EndedSession(id: "s1", expiresAt: 9000)]))
        for (version, id) in [(1, "j1"), (2, "j2"), (.max, "j3")] as [(Int64, String)] {
            let token = try TestToken.make(session: "s1", version: version, id: id)
            #expect(throws: TokenFault.sessionEnded) { try standing.judge(token) }
        }
        for session in ["s2", "S1", "s", "s1 ", "j1"] {
            let token = try TestToken.make(session: session)
            #expect(try standing.judge(token).principal == token.principal)
        }
    }

    @Test("an account's change wins over the claims of older tokens, whole", arguments: [1, 4] as [Int64])
    func overlay(version: Int64) throws {
        let standing = self.standing(.version(5, name: "anna", role: .businessAdmin, namespace: "ns9"))
        let judgement = try standing.judge(TestToken.make(session: "s1", version: version))
        let expected = Principal(userID: 7, name: "anna", role: .businessAdmin, namespace: "ns9", session: "s1")
        #expect(judgement.principal == expected)
    }

    @Test("a token that knows of the change stands by its claims", arguments: [5, 6, .max] as [Int64])
    func newer(version: Int64) throws {
        let token = try TestToken.make(version: version)
        for account in [AccountChange.version(5, role: .systemAdmin, floor: 5), .version(5, role: nil, floor: 5)] {
            #expect(try standing(account).judge(token).principal == token.principal)
        }
    }

    @Test("a change of one account is none of another")
    func otherAccount() throws {
        let standing = self.standing(.version(5, user: 8, role: nil, floor: 5))
        let token = try TestToken.make(user: 7)
        #expect(try standing.judge(token).principal == token.principal)
    }

    @Test("no older token of a closed account counts, whatever session was kept")
    func closed() throws {
        let standing = self.standing(.version(5, role: nil, floor: 5, keeping: "s1"))
        for session in ["s1", "s2"] {
            let token = try TestToken.make(session: session, version: 4)
            #expect(throws: TokenFault.accountClosed) { try standing.judge(token) }
        }
    }

    @Test("tokens from before a ban stay ended when the account is approved again")
    func reopened() throws {
        let standing = self.standing(.version(5, role: nil, floor: 5))
        standing.apply(IdentityChanges(accounts: [.version(6, role: .member, floor: 5)]))
        let before = try TestToken.make(version: 4)
        #expect(throws: TokenFault.sessionEnded) { try standing.judge(before) }
        let since = try TestToken.make(version: 6)
        #expect(try standing.judge(since).principal == since.principal)
    }

    @Test("a change of the password ends the sessions before it, but not the one that made it")
    func floor() throws {
        let standing = self.standing(.version(5, name: "anna", floor: 5, keeping: "mine"))
        let kept = try TestToken.make(session: "mine", version: 1)
        #expect(try standing.judge(kept).principal.name == "anna")
        for session in ["other", "Mine", "mine "] {
            let token = try TestToken.make(session: session, version: 4)
            #expect(throws: TokenFault.sessionEnded) { try standing.judge(token) }
        }
        let later = try TestToken.make(session: "other", version: 5)
        #expect(try standing.judge(later).principal == later.principal)
    }

    @Test("a change after it lets the sessions since go on, with what is now true of the account")
    func changeAfterFloor() throws {
        let standing = self.standing(.version(8, role: .businessAdmin, floor: 5, keeping: "mine"))
        for version: Int64 in [5, 6, 7] {
            let token = try TestToken.make(session: "other", version: version)
            #expect(try standing.judge(token).principal.role == .businessAdmin)
        }
        let before = try TestToken.make(session: "other", version: 4)
        #expect(throws: TokenFault.sessionEnded) { try standing.judge(before) }
        let kept = try TestToken.make(session: "mine", version: 4)
        #expect(try standing.judge(kept).principal.role == .businessAdmin)
    }

    @Test("a session that was kept and then ended has ended")
    func keptAndEnded() throws {
        let standing = self.standing(.version(5, floor: 5, keeping: "mine"))
        standing.apply(IdentityChanges(ended: [EndedSession(id: "mine", expiresAt: 9000)]))
        let token = try TestToken.make(session: "mine", version: 1)
        #expect(throws: TokenFault.sessionEnded) { try standing.judge(token) }
    }

    @Test("a superseded token, and no other of its session, has an end of its own")
    func superseded() throws {
        let change = SupersededToken(id: "j1", goodUntil: 1530, expiresAt: 9000)
        let standing = self.standing(IdentityChanges(superseded: [change]))
        #expect(try standing.judge(TestToken.make(id: "j1")).goodUntil == 1530)
        #expect(try standing.judge(TestToken.make(id: "j2")).goodUntil == .max)
        // Its session's name is not its own.
        #expect(try standing.judge(TestToken.make(session: "j1", id: "j3")).goodUntil == .max)
    }

    @Test("a superseded token is also what has become of its account")
    func supersededAndChanged() throws {
        let standing = self.standing(.version(5, role: .systemAdmin))
        let change = SupersededToken(id: "j1", goodUntil: 1530, expiresAt: 9000)
        standing.apply(IdentityChanges(superseded: [change]))
        let judgement = try standing.judge(TestToken.make(id: "j1"))
        #expect(judgement.goodUntil == 1530)
        #expect(judgement.principal.role == .systemAdmin)
    }
}
