import Cryptography
import Domain
import Store
import Testing

@testable import SQLiteStore

/// There is one change for each account, however often it was changed: it says what all of them together mean.
@Suite("Several changes of one account")
struct AccountChangeMergeTests {
    @Test("what ended once stays ended: a later change that ends nothing lowers no floor")
    func floorStays() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.changePassword(of: ada, to: .other(), keeping: "s1", now: 100))
            let changed = try #require(try await store.user(id: ada.id))
            #expect(try await store.changeStatus(of: changed, to: .pending, now: 200))
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 200, name: "ada", role: .pending, namespace: "ns7", floor: 100,
                        keptSession: "s1", expiresAt: 3_800))
        }
    }

    @Test("who is let in again has to log in again")
    func pardon() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            var ada = try await store.add("ada")
            for status in [UserStatus.forbidden, .approved] {
                #expect(try await store.changeStatus(of: ada, to: status, now: 100))
                ada = try #require(try await store.user(id: ada.id))
            }
            let change = try #require(try await store.onlyChange())
            #expect(change.role == .member)
            #expect(change.version == 101)
            #expect(change.floor == 100, "the ban ended his sessions, the pardon brings none back")
            #expect(change.keptSession == "")
        }
    }

    @Test("the session that is kept is that of the last change that ended any")
    func keptSession() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            var ada = try await store.add("ada")
            let rows: [(AccountAct?, String, Int64, String)] = [
                (.password, "s1", 100, "s1"), (.password, "s2", 101, "s2"), (nil, "", 101, "s2"),
                (.ending, "", 103, ""),
                (.password, "s3", 104, "s3"), (.status, "", 105, ""),
            ]
            for (act, session, floor, kept) in rows {
                let isDone =
                    switch act {
                    case .password?:
                        try await store.changePassword(of: ada, to: .other(), keeping: session, now: 100)
                    case let act?: try await act.perform(on: store, ada, now: 100)
                    case nil: try await store.changeStatus(of: ada, to: .pending, now: 100)
                    }
                #expect(isDone)
                let change = try #require(try await store.onlyChange())
                #expect(change.floor == floor)
                #expect(change.keptSession == kept)
                ada = try #require(try await store.user(id: ada.id))
            }
        }
    }

    @Test("a deletion comes last, whatever was before")
    func deletion() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.changePassword(of: ada, to: .other(), keeping: "s1", now: 100))
            let changed = try #require(try await store.user(id: ada.id))
            #expect(try await store.deleteUser(changed, now: 200))
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 200, name: "ada", role: nil, namespace: "ns7", floor: 200,
                        keptSession: "", expiresAt: 3_800))
        }
    }

    @Test("each account has its own")
    func apart() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let (ada, bob) = (try await store.add("ada"), try await store.add("bob", namespace: "ns8"))
            #expect(try await store.endSessions(of: ada, now: 100))
            #expect(try await store.changeStatus(of: bob, to: .forbidden, now: 200))
            let changes = try await store.changes(after: 0).changes.accounts
            #expect(changes.map(\.name) == ["ada", "bob"])
            #expect(changes.map(\.role) == [.member, nil])
            #expect(changes.map(\.expiresAt) == [3_700, 3_800])
        }
    }

    /// A token lives as long as the setting said when it was made. What is known about it has to live as long, also when
    /// the gateway was started with a shorter setting since.
    @Test("what is kept, is kept for the longest life that a token was ever said to have")
    func tokenLife() async throws {
        try await withDatabasePath { path in
            do {
                let store = try SQLiteAccountStore(path: path)
                try await store.noteTokenLife(18_000)
                try await store.noteTokenLife(60)
            }
            let store = try SQLiteAccountStore(path: path)
            try await store.noteTokenLife(3_600)
            let ada = try await store.add("ada")
            #expect(try await store.endSessions(of: ada, now: 100))
            try await store.endSession("s1", until: 0, now: 200)
            _ = try await store.supersede("t1", until: 5_000, now: 300, grace: 30)
            let changes = try await store.changes(after: 0).changes
            #expect(changes.accounts.map(\.expiresAt) == [18_100])
            #expect(changes.ended.map(\.expiresAt) == [18_200])
            #expect(changes.superseded.map(\.expiresAt) == [5_000])
        }
    }

    @Test("a life shorter than an hour, which is the least that is assumed, is not noted")
    func shortTokenLife() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            try await store.noteTokenLife(60)
            try await store.endSession("s1", until: 0, now: 100)
            #expect(try await store.changes(after: 0).changes.ended.map(\.expiresAt) == [3_700])
        }
    }
}
