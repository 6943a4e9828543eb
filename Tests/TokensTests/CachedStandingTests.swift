import Domain
import Testing

@testable import Tokens

/// A token that is cached counts no longer, and for no more, than one that is verified afresh.
@Suite struct CachedStandingTests {
    private static let logout = IdentityChanges(ended: [EndedSession(id: "s1", expiresAt: 9000)])
    private static let ban = IdentityChanges(accounts: [.version(2, role: nil, floor: 2)])

    @Test(
        "a cached token is refused from the very next request on",
        arguments: [
            (logout, .sessionEnded), (ban, .accountClosed),
            (IdentityChanges(accounts: [.version(2, floor: 2, keeping: "other")]), .sessionEnded),
        ] as [(IdentityChanges, TokenFault)])
    func refused(change: IdentityChanges, fault: TokenFault) throws {
        let loop = TestLoop()
        try loop.insert(TestToken.make("t"))
        #expect(try loop.has("t"))
        loop.standing.apply(change)
        // And on the one after it: a refusal is not forgotten.
        for _ in 0..<3 {
            #expect(throws: fault) { try loop.find("t") }
        }
    }

    @Test("so is one of the older generation", arguments: [logout, ban])
    func refusedInPrevious(change: IdentityChanges) throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 1))
        try loop.insert(TestToken.make("old"))
        try loop.insert(TestToken.make("new", user: 8, session: "s2"))
        loop.standing.apply(change)
        for _ in 0..<3 {
            #expect(throws: TokenFault.self) { try loop.find("old") }
        }
        #expect(try loop.has("new"))
    }

    @Test("one that moves up takes what it was last judged to be with it")
    func movedUp() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 1))
        loop.standing.apply(IdentityChanges(accounts: [.version(2, role: .systemAdmin)]))
        try loop.insert(TestToken.make("old"))
        try loop.insert(TestToken.make("new", user: 8, session: "s2"))
        #expect(try loop.find("old")?.principal.role == .systemAdmin)
        #expect(try loop.find("old")?.principal.role == .systemAdmin)
    }

    @Test("tokens of other sessions and accounts stay", arguments: [logout, ban])
    func others(change: IdentityChanges) throws {
        let loop = TestLoop()
        try loop.insert(TestToken.make("t"))
        try loop.insert(TestToken.make("other", user: 8, session: "s2"))
        loop.standing.apply(change)
        #expect(throws: TokenFault.self) { try loop.find("t") }
        #expect(try loop.has("other"))
    }

    @Test("a token that is verified after the end is refused and not kept", arguments: [logout, ban])
    func insertion(change: IdentityChanges) throws {
        let loop = TestLoop()
        loop.standing.apply(change)
        let token = try TestToken.make("t")
        #expect(throws: TokenFault.self) { try loop.insert(token) }
        #expect(loop.cache.count == 0)
    }

    @Test("every request sees the account as it is now, and one that is banned in the end is out")
    func overlay() throws {
        let loop = TestLoop()
        #expect(try loop.insert(TestToken.make("t")).principal.role == .member)
        let roles: [RoleNumber] = [.businessAdmin, .systemAdmin, .approved]
        for (index, role) in roles.enumerated() {
            let change = AccountChange.version(Int64(index) + 2, name: "anna", role: role, namespace: "ns9")
            loop.standing.apply(IdentityChanges(accounts: [change]))
            for _ in 0..<2 {
                let expected = Principal(userID: 7, name: "anna", role: role, namespace: "ns9", session: "s1")
                #expect(try loop.find("t")?.principal == expected)
            }
        }
        loop.standing.apply(IdentityChanges(accounts: [.version(9, role: nil, floor: 9)]))
        #expect(throws: TokenFault.accountClosed) { try loop.find("t") }
    }

    @Test("a change of somebody else leaves what the token was judged to be")
    func unrelated() throws {
        let loop = TestLoop()
        loop.standing.apply(IdentityChanges(accounts: [.version(2, role: .systemAdmin)]))
        try loop.insert(TestToken.make("t"))
        loop.standing.apply(IdentityChanges(ended: [EndedSession(id: "s9", expiresAt: 9000)]))
        #expect(try loop.find("t")?.principal.role == .systemAdmin)
    }

    @Test("while nothing changes, a hit is not judged again")
    func unjudged() throws {
        let loop = TestLoop()
        loop.standing.apply(IdentityChanges(accounts: [.version(2, role: .systemAdmin)]))
        let first = try loop.insert(TestToken.make("t")).principal
        // Each judgement of a changed account makes a principal of its own: the same object means that none was made.
        for now: Int64 in [1500, 1501, 1999] {
            #expect(try loop.find("t", now: now)?.principal === first)
        }
        loop.standing.apply(IdentityChanges())
        #expect(try loop.find("t")?.principal === first)
        loop.standing.apply(IdentityChanges(ended: [EndedSession(id: "s9", expiresAt: 9000)]))
        let second = try #require(try loop.find("t")).principal
        #expect(second !== first)
        #expect(try loop.find("t")?.principal === second)
    }

    @Test("an exchanged token is superseded from the second on in which its grace ends, by whatever clock")
    func superseded() throws {
        let loop = TestLoop()
        try loop.insert(TestToken.make("t", id: "j1"))
        #expect(try loop.find("t")?.isSuperseded == false)
        let change = SupersededToken(id: "j1", goodUntil: 1530, expiresAt: 9000)
        loop.standing.apply(IdentityChanges(superseded: [change]))
        for (now, isSuperseded) in [(1500, false), (1529, false), (1530, true), (1999, true), (1529, false)] {
            #expect(try loop.find("t", now: Int64(now))?.isSuperseded == isSuperseded)
        }
        let again = try loop.insert(TestToken.make("t", id: "j1"), now: 1530)
        #expect(again.isSuperseded)
    }

    @Test("tokens of one hash are not judged for one another")
    func collision() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 8, digest: TokenDigest(seed: 1, mask: 0)))
        try loop.insert(TestToken.make("first"))
        loop.standing.apply(Self.logout)
        // Not here, which sends it to the verifier; and not refused for what the other one did.
        #expect(try loop.find("other") == nil)
        #expect(throws: TokenFault.sessionEnded) { try loop.find("first") }
    }

    @Test("a cached token ends with the key that signed it, as a fresh one does")
    func endOfKey() throws {
        let (signing, ending) = (try TestKeys.key(.es256), try TestKeys.key(.hs256))
        let end = Forgery.now + 10
        let ring = try #require(
            KeyRing(
                signers: [KeyRing.Signer(signing, from: 0)],
                verifying: [KeyRing.Verifier(ending.verificationKey, until: end)]))
        let verifier = TokenVerifier(keys: ring, issuer: Forgery.issuer, audience: Forgery.audience)
        let bytes = try Forgery(ending).token()
        let loop = TestLoop()
        try loop.insert(verifier.verify(bytes.span, now: Forgery.now), now: Forgery.now)
        #expect(try loop.find(bytes, now: end - 1) != nil)
        #expect(try loop.find(bytes, now: end) == nil)
    }
}
