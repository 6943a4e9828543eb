import Domain
import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite("Asking for changes")
struct ChangeFeedTests {
    @Test("a new store has nothing to tell")
    func nothing() async throws {
        try await withDatabasePath { path in
            let page = try await SQLiteAccountStore(path: path).changes(after: 0)
            #expect(page.changes.isEmpty)
            #expect(page.cursor == 0)
            #expect(!page.keysChanged)
        }
    }

    @Test("who goes on where he was told gets each change once")
    func once() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let (ada, bob) = (try await store.add("ada"), try await store.add("bob"))
            #expect(try await store.endSessions(of: ada, now: 100))
            try await store.endSession("s1", until: 0, now: 100)
            let first = try await store.changes(after: 0)
            #expect(first.changes.accounts.map(\.userID) == [ada.id])
            #expect(first.changes.ended.map(\.id) == ["s1"])

            let idle = try await store.changes(after: first.cursor)
            #expect(idle.changes.isEmpty && idle.cursor == first.cursor)

            #expect(try await store.endSessions(of: bob, now: 100))
            _ = try await store.supersede("t1", until: 5_000, now: 100, grace: 30)
            try await store.endSession("s2", until: 0, now: 100)
            let second = try await store.changes(after: first.cursor)
            #expect(second.cursor > first.cursor)
            #expect(second.changes.accounts.map(\.userID) == [bob.id])
            #expect(second.changes.ended.map(\.id) == ["s2"])
            #expect(second.changes.superseded.map(\.id) == ["t1"])
            #expect(!second.keysChanged)
            // Whoever begins, gets everything that still matters.
            let all = try await store.changes(after: 0)
            #expect(Set(all.changes.ended.map(\.id)) == ["s1", "s2"])
            #expect(Set(all.changes.accounts.map(\.userID)) == [ada.id, bob.id])
        }
    }

    @Test("an account that changes again is new again, as it is now")
    func again() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.endSessions(of: ada, now: 100))
            let cursor = try await store.changes(after: 0).cursor
            let changed = try #require(try await store.user(id: ada.id))
            #expect(try await store.changeStatus(of: changed, to: .pending, now: 200))
            let page = try await store.changes(after: cursor)
            #expect(page.changes.accounts.map(\.version) == [200])
            #expect(page.changes.accounts.map(\.role) == [.pending])
        }
    }

    @Test("what ended long ago and is ended again tells nobody anything new")
    func repetition() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            try await store.endSession("s1", until: 0, now: 100)
            _ = try await store.supersede("t1", until: 5_000, now: 100, grace: 30)
            let cursor = try await store.changes(after: 0).cursor
            try await store.endSession("s1", until: 0, now: 200)
            _ = try await store.supersede("t1", until: 5_000, now: 200, grace: 30)
            #expect(try await store.changes(after: cursor).changes.isEmpty)
        }
    }

    @Test("keys that changed are told once, and not because of other changes")
    func keys() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            try await store.endSession("s1", until: 0, now: 100)
            let start = try await store.changes(after: 0)
            #expect(!start.keysChanged)
            #expect(try await store.addKey(.verifier("k1"), tokenLife: 1, unless: KeyRecord.never))
            try await store.endSession("s2", until: 0, now: 100)
            let added = try await store.changes(after: start.cursor)
            #expect(added.keysChanged)
            #expect(added.changes.ended.map(\.id) == ["s2"])
            try await store.endSession("s3", until: 0, now: 100)
            #expect(try await !store.changes(after: added.cursor).keysChanged)
            #expect(try await store.changes(after: 0).keysChanged)
        }
    }

    /// The counter of a file that was put back from a copy stands lower than the cursor of a gateway that goes on
    /// running. To wait until the counter has come so far again would hide every change until then.
    @Test("a counter that went back makes everything new")
    func restored() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.addKey(.verifier("k1"), tokenLife: 1, unless: KeyRecord.never))
            #expect(try await store.endSessions(of: ada, now: 100))
            try await store.endSession("s1", until: 0, now: 100)
            let cursor = try await store.changes(after: 0).cursor
            let page = try await store.changes(after: cursor + 1)
            #expect(page.cursor == cursor)
            #expect(page.keysChanged)
            #expect(page.changes.accounts.map(\.userID) == [ada.id])
            #expect(page.changes.ended.map(\.id) == ["s1"])
        }
    }

    @Test("an entry is forgotten when the last token that it is about has expired, and no second earlier")
    func pruning() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.endSessions(of: ada, now: 100))
            try await store.endSession("s1", until: 0, now: 101)
            _ = try await store.supersede("t1", until: 3_702, now: 102, grace: 30)
            let rows: [(now: Int64, accounts: Int, ended: Int, superseded: Int)] = [
                (3_699, 1, 1, 1), (3_700, 0, 1, 1), (3_701, 0, 0, 1), (3_702, 0, 0, 0),
            ]
            for row in rows {
                try await store.pruneChanges(now: row.now)
                let changes = try await store.changes(after: 0).changes
                #expect(changes.accounts.count == row.accounts, "\(row)")
                #expect(changes.ended.count == row.ended, "\(row)")
                #expect(changes.superseded.count == row.superseded, "\(row)")
            }
        }
    }

    @Test("the counter goes on where it was when everything has been forgotten")
    func counterAfterPruning() async throws {
        try await withDatabasePath { path in
            let cursor: Int64
            do {
                let store = try SQLiteAccountStore(path: path)
                try await store.endSession("s1", until: 0, now: 100)
                cursor = try await store.changes(after: 0).cursor
                try await store.pruneChanges(now: 10_000)
                let page = try await store.changes(after: cursor)
                #expect(page.changes.isEmpty && page.cursor == cursor)
            }
            let store = try SQLiteAccountStore(path: path)
            try await store.endSession("s2", until: 0, now: 10_000)
            let page = try await store.changes(after: cursor)
            #expect(page.changes.ended.map(\.id) == ["s2"])
            #expect(page.cursor > cursor)
        }
    }

    @Test("two processes on one file see each other's changes")
    func twoStores() async throws {
        try await withDatabasePath { path in
            let (one, other) = (try SQLiteAccountStore(path: path), try SQLiteAccountStore(path: path))
            let ada = try await one.add("ada")
            #expect(try await other.user(named: "ada") == ada)
            var cursor = try await other.changes(after: 0).cursor
            for (index, store) in [one, other, one, other].enumerated() {
                try await store.endSession("s\(index)", until: 0, now: 100)
                let page = try await other.changes(after: cursor)
                #expect(page.changes.ended.map(\.id) == ["s\(index)"])
                #expect(try await one.changes(after: cursor).changes == page.changes)
                cursor = page.cursor
            }
            #expect(try await other.deleteUser(ada, now: 100))
            #expect(try await one.user(named: "ada") == nil)
            #expect(try await one.changes(after: cursor).changes.accounts.map(\.userID) == [ada.id])
        }
    }

    @Test("changes at once from two processes each have a place of their own, and none is missed")
    func places() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<20 {
                    group.addTask { try await stores[index % 2].endSession("s\(index)", until: 0, now: 100) }
                }
                try await group.waitForAll()
            }
            let sequences = try await stores[0].pool.read {
                try Int64.fetchAll($0, sql: "SELECT sequence FROM breakwater_ended_sessions ORDER BY sequence")
            }
            #expect(sequences == Array(1...20))
            #expect(try await stores[1].changes(after: 5).changes.ended.count == 15)
        }
    }
}
