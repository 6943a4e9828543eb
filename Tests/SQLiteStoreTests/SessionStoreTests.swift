import Cryptography
import Domain
import Store
import Testing

@testable import SQLiteStore

@Suite("Sessions in the store")
struct SessionStoreTests {
    @Test("a session that was ended is ended, and the first time counts")
    func ending() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            try await store.endSession("s1", until: 0, now: 100)
            try await store.endSession("s1", until: 0, now: 200)
            #expect(
                try await store.changes(after: 0).changes.ended == [EndedSession(id: "s1", expiresAt: 3_700)])
            #expect(try await store.admission(user: ada.id, session: "s1").isEnded)
            for other in ["s2", "S1", "s1 ", "s", ""] {
                #expect(try await !store.admission(user: ada.id, session: other).isEnded, "\(other)")
            }
        }
    }

    @Test("of several exchanges of one token the first says how long it is good")
    func exchange() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            #expect(try await store.supersede("t1", until: 5_000, now: 100, grace: 30) == 130)
            #expect(try await store.supersede("t1", until: 5_000, now: 120, grace: 30) == 130)
            #expect(
                try await store.supersede("t1", until: 5_000, now: 500, grace: 30) == 130, "late, and so it is a copy")
            #expect(try await store.supersede("t2", until: 5_000, now: 500, grace: 30) == 530)
            #expect(
                try await store.changes(after: 0).changes.superseded == [
                    SupersededToken(id: "t1", goodUntil: 130, expiresAt: 5_000),
                    SupersededToken(id: "t2", goodUntil: 530, expiresAt: 5_000),
                ])
        }
    }

    @Test("exchanges at once from two processes agree on the time")
    func exchangeRace() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let times = try await withThrowingTaskGroup(of: Int64.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        try await stores[index % 2].supersede("t1", until: 5_000, now: Int64(100 + index), grace: 30)
                    }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(times.count == 1)
            #expect(try await stores[0].changes(after: 0).changes.superseded.map(\.goodUntil) == Array(times))
        }
    }

    @Test("an admission is the account as it is, and what its sessions have to reach")
    func admission() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            let fresh = try await store.admission(user: ada.id, session: "s1")
            #expect(fresh.user == ada)
            #expect(!fresh.isEnded && fresh.floor == 0 && fresh.keptSession == "")

            #expect(try await store.changePassword(of: ada, to: .other(), keeping: "s1", now: 100))
            let changed = try await store.admission(user: ada.id, session: "s2")
            #expect(changed.user?.version == 100)
            #expect(!changed.isEnded && changed.floor == 100 && changed.keptSession == "s1")

            let row = try #require(changed.user)
            #expect(try await store.changeStatus(of: row, to: .forbidden, now: 200))
            let banned = try await store.admission(user: ada.id, session: "s1")
            #expect(banned.user?.role == nil)
            #expect(banned.floor == 200 && banned.keptSession == "")
        }
    }

    @Test("nobody is admitted for a user who is gone or never was")
    func noUser() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            try await store.add("bob")
            #expect(try await store.deleteUser(ada, now: 100))
            for id in [ada.id, 0, -1, 77] {
                #expect(try await store.admission(user: id, session: "s1").user == nil)
            }
        }
    }

    @Test("what returned is on the disk: another store object finds it, after this one has gone too")
    func persistence() async throws {
        try await withDatabasePath { path in
            let id: Int64
            do {
                let store = try SQLiteAccountStore(path: path)
                let ada = try await store.add("ada")
                id = ada.id
                try await store.endSession("s1", until: 0, now: 100)
                _ = try await store.supersede("t1", until: 5_000, now: 100, grace: 30)
                #expect(try await store.changePassword(of: ada, to: .other(), keeping: "s2", now: 100))
            }
            let store = try SQLiteAccountStore(path: path)
            let admission = try await store.admission(user: id, session: "s1")
            #expect(admission.isEnded && admission.floor == 100 && admission.keptSession == "s2")
            #expect(try await store.supersede("t1", until: 5_000, now: 900, grace: 30) == 130)
        }
    }

    @Test("text from a token is a value and never a piece of SQL")
    func hostileText() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            let text = "x'); DELETE FROM tb_ote_web_users; --"
            try await store.endSession(text, until: 0, now: 100)
            _ = try await store.supersede(text, until: 5_000, now: 100, grace: 30)
            #expect(try await store.admission(user: ada.id, session: text).isEnded)
            #expect(try await store.user(id: ada.id) == ada)
        }
    }
}
