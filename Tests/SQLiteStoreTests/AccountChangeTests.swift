import Cryptography
import Domain
import Store
import Testing

@testable import SQLiteStore

@Suite("Changing accounts")
struct AccountChangeTests {
    @Test("a changed password is the new one, and ends every session but the one that changed it")
    func password() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            var ada = try await store.add("ada")
            let hash = try PasswordHash.other()
            #expect(try await store.changePassword(of: ada, to: hash, keeping: "s1", now: 100))
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 100, name: "ada", role: .member, namespace: "ns7", floor: 100,
                        keptSession: "s1", expiresAt: 3_700))
            ada.password = hash
            ada.version = 100
            ada.updatedAt = 100
            #expect(try await store.user(id: ada.id) == ada)
        }
    }

    @Test("a password that is reset by somebody else keeps no session")
    func reset() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.changePassword(of: ada, to: .other(), keeping: nil, now: 100))
            let change = try #require(try await store.onlyChange())
            #expect(change.floor == 100)
            #expect(change.keptSession == "")
        }
    }

    @Test(
        "an approval shows in the role, gives the level that was asked for, and ends nothing",
        arguments: [false, true])
    func approval(isAdministrator: Bool) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add(
                "ada", namespace: "", status: .pending, isAdministrator: isAdministrator)
            #expect(try await store.changeStatus(of: ada, to: .approved, now: 100))
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 100, name: "ada", role: .approved, namespace: "", floor: 0,
                        keptSession: "", expiresAt: 3_700))
            let now = try #require(try await store.user(id: ada.id))
            #expect(now.level == (isAdministrator ? .administrator : .normal))
            #expect(now.status == .approved)
        }
    }

    @Test("who may not log in any more has no role and no session", arguments: [UserStatus.refused, .forbidden])
    func ban(status: UserStatus) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.changeStatus(of: ada, to: status, now: 100))
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 100, name: "ada", role: nil, namespace: "ns7", floor: 100,
                        keptSession: "", expiresAt: 3_700))
            #expect(try await store.user(id: ada.id)?.status == status)
        }
    }

    @Test("a user who was deleted is gone, and what is left says that no token of his counts")
    func deletion() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.deleteUser(ada, now: 100))
            #expect(try await store.user(id: ada.id) == nil)
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 100, name: "ada", role: nil, namespace: "ns7", floor: 100,
                        keptSession: "", expiresAt: 3_700))
        }
    }

    @Test("sessions that were ended leave the account as it is")
    func ending() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.endSessions(of: ada, now: 100))
            #expect(
                try await store.onlyChange()
                    == AccountChange(
                        userID: ada.id, version: 100, name: "ada", role: .member, namespace: "ns7", floor: 100,
                        keptSession: "", expiresAt: 3_700))
            let now = try #require(try await store.user(id: ada.id))
            #expect(now.status == ada.status && now.level == ada.level && now.password == ada.password)
        }
    }

    @Test("the same status again is no change, and is refused all the same when the row is another one")
    func sameStatus() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.changeStatus(of: ada, to: .approved, now: 100))
            #expect(try await store.user(id: ada.id) == ada)
            #expect(try await store.onlyChange() == nil)
            #expect(try await store.endSessions(of: ada, now: 101))
            #expect(try await !store.changeStatus(of: ada, to: .approved, now: 102))
        }
    }

    @Test("a decision on a row that has changed since is not carried out", arguments: AccountAct.allCases)
    func stale(act: AccountAct) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let seen = try await store.add("ada")
            #expect(try await store.changePassword(of: seen, to: .other(), keeping: "s2", now: 100))
            let ada = try await store.user(id: seen.id)
            let before = try await store.changes(after: 0)
            #expect(try await !act.perform(on: store, seen, now: 200))
            #expect(try await store.user(id: seen.id) == ada)
            let after = try await store.changes(after: 0)
            #expect(after.changes == before.changes)
            #expect(after.cursor == before.cursor)
        }
    }

    @Test("nothing can be done to a user who is gone", arguments: AccountAct.allCases)
    func gone(act: AccountAct) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            #expect(try await store.deleteUser(ada, now: 100))
            let before = try await store.changes(after: 0)
            #expect(try await !act.perform(on: store, ada, now: 200))
            #expect(try await store.changes(after: 0).changes == before.changes)
        }
    }

    @Test("of many changes of one row at once, one is carried out", arguments: AccountAct.allCases)
    func race(act: AccountAct) async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let ada = try await stores[0].add("ada")
            let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask { try await act.perform(on: stores[index % 2], ada, now: 100) }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            #expect(try await stores[1].onlyChange()?.version == 100)
        }
    }

    @Test("a hash at another cost is no change for tokens, and never undoes a new password")
    func upgrade() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            var ada = try await store.add("ada")
            let hash = try PasswordHash.other()
            try await store.upgradePassword(of: ada, to: hash)
            let stale = ada
            ada.password = hash
            #expect(try await store.user(id: ada.id) == ada)
            #expect(try await store.changes(after: 0).cursor == 0)
            // The row is not the one that was read any more.
            try await store.upgradePassword(of: stale, to: .decoy)
            #expect(try await store.user(id: ada.id)?.password == hash)
        }
    }
}
