import Domain
import Testing

@testable import Tokens

/// Changes come from several callers at once, each with what it read from the store: in any order, some twice.
@Suite struct SessionStandingOrderTests {
    private static let changes: [IdentityChanges] = [
        IdentityChanges(accounts: [.version(2, role: .approved)]),
        IdentityChanges(accounts: [.version(3, role: nil, floor: 3)]),
        IdentityChanges(accounts: [.version(4, role: .systemAdmin, floor: 3)]),
    ]

    @Test(
        "the newest version of an account stands, in whatever order the changes come",
        arguments: [
            [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [2, 2, 1, 1, 0, 0], [2, 1, 2, 0],
        ])
    func newest(order: [Int]) throws {
        let standing = SessionStanding()
        for index in order { standing.apply(Self.changes[index]) }
        let current = try TestToken.make(version: 3)
        #expect(try standing.judge(current).principal.role == .systemAdmin)
        let before = try TestToken.make(version: 2)
        #expect(throws: TokenFault.sessionEnded) { try standing.judge(before) }
        #expect(standing.count == 1)
    }

    @Test("the newest version stands also when one page brings several")
    func onePage() throws {
        let standing = SessionStanding()
        standing.apply(IdentityChanges(accounts: Self.changes.reversed().flatMap(\.accounts)))
        let current = try TestToken.make(version: 3)
        #expect(try standing.judge(current).principal.role == .systemAdmin)
    }

    @Test(
        "a session that is reported twice stays ended for the longer of the two times",
        arguments: [[2000, 3000], [3000, 2000]] as [[Int64]])
    func endedTwice(times: [Int64]) throws {
        let standing = SessionStanding()
        for time in times {
            standing.apply(IdentityChanges(ended: [EndedSession(id: "s1", expiresAt: time)]))
        }
        let token = try TestToken.make()
        standing.prune(now: 2999)
        #expect(throws: TokenFault.sessionEnded) { try standing.judge(token) }
        standing.prune(now: 3000)
        #expect(standing.count == 0)
    }

    /// A closed account does not leave: another issuer may go on making tokens for its number.
    @Test("an entry leaves at the second in which no token can be about it any more, and not before")
    func pruning() throws {
        let standing = SessionStanding()
        standing.apply(
            IdentityChanges(
                accounts: [.version(5, until: 3000), .version(5, user: 6, role: nil, until: 3000)],
                ended: [EndedSession(id: "s2", expiresAt: 4000)],
                superseded: [SupersededToken(id: "j3", goodUntil: 1530, expiresAt: 5000)]))
        let closed = try TestToken.make(user: 6)
        let ended = try TestToken.make(user: 8, session: "s2")
        let exchanged = try TestToken.make(user: 9, id: "j3")

        standing.prune(now: 2999)
        #expect(standing.count == 4)
        #expect(throws: TokenFault.accountClosed) { try standing.judge(closed) }
        standing.prune(now: 3000)
        #expect(standing.count == 3)
        standing.prune(now: 3999)
        #expect(throws: TokenFault.sessionEnded) { try standing.judge(ended) }
        standing.prune(now: 4000)
        #expect(standing.count == 2)
        standing.prune(now: 4999)
        #expect(try standing.judge(exchanged).goodUntil == 1530)
        standing.prune(now: 5000)
        #expect(standing.count == 1)
        #expect(throws: TokenFault.accountClosed) { try standing.judge(closed) }
    }

    @Test("each change is a new generation; nothing new, and forgetting, is none")
    func generations() {
        let standing = SessionStanding()
        var seen = [standing.generation]
        for change in [
            IdentityChanges(accounts: [.version(2)]),
            IdentityChanges(ended: [EndedSession(id: "s1", expiresAt: 2000)]),
            IdentityChanges(superseded: [SupersededToken(id: "j1", goodUntil: 1500, expiresAt: 2000)]),
        ] {
            standing.apply(change)
            seen.append(standing.generation)
        }
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        standing.apply(IdentityChanges())
        standing.prune(now: 1999)
        #expect(standing.generation == seen.last)
    }

    @Test("a hundred thousand entries are told apart")
    func many() throws {
        let standing = SessionStanding()
        let sessions = (0..<100_000).map { EndedSession(id: "session-\($0)", expiresAt: 9000) }
        standing.apply(IdentityChanges(ended: sessions))
        #expect(standing.count == 100_000)
        for number in [0, 1, 49_999, 99_999] {
            let token = try TestToken.make(session: "session-\(number)")
            #expect(throws: TokenFault.sessionEnded) { try standing.judge(token) }
        }
        let other = try TestToken.make(session: "session-100000")
        #expect(try standing.judge(other).principal == other.principal)
    }
}
