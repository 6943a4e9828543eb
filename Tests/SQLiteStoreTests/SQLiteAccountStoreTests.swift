import Cryptography
import Domain
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite struct SQLiteAccountStoreTests {
    @Test("an administrator that was added is found by name and by number, after a restart too")
    func addAndFind() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            #expect(try await store.addSystemAdministrator(named: "root", password: .decoy, now: 1000))
            let user = try #require(try await store.user(named: "root"))
            #expect(user.id == 1)
            #expect(user.namespace == "default")
            #expect(user.displayName == "root")
            #expect(user.password == .decoy)
            #expect(user.phone == nil)
            #expect(user.status == .approved)
            #expect(user.level == .system)
            #expect(user.isAdministrator)
            #expect(user.role == .systemAdmin)
            #expect(user.createdAt == 1000 && user.updatedAt == 1000)
            #expect(user.version == 1)
            #expect(user.uid.count == 22)
            #expect(try await store.user(id: 1) == user)
            #expect(try await SQLiteAccountStore(path: path).user(named: "root") == user)
        }
    }

    @Test("absence is nil, and names are compared byte by byte")
    func absence() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            _ = try await store.addSystemAdministrator(named: "root", password: .decoy, now: 1)
            for name in ["", "ROOT", "root ", "root\u{0}x", "root\u{0}", "' OR 1=1 --", "%", "r00t"] {
                #expect(try await store.user(named: name) == nil)
            }
            #expect(try await store.user(id: 0) == nil)
            #expect(try await store.user(id: 2) == nil)
            #expect(try await store.user(id: .min) == nil)
        }
    }

    @Test("a taken name changes nothing")
    func taken() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            #expect(try await store.addSystemAdministrator(named: "root", password: .decoy, now: 1))
            let other = try PasswordHash(hashing: [1])
            #expect(try await !store.addSystemAdministrator(named: "root", password: other, now: 2))
            #expect(try await store.user(named: "root")?.password == .decoy)
        }
    }

    @Test("of many that add one name at once, one succeeds")
    func race() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<16 {
                    group.addTask {
                        try await stores[index % 2].addSystemAdministrator(
                            named: "root", password: .decoy, now: 1)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 1)
        }
    }

    @Test("no namespace has a registry account until a row says so")
    func repositoryAccount() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            #expect(try await !store.hasRepositoryAccount(namespace: "ns7"))
            #expect(try await store.addRepositoryAccount(.sample(), now: 1) == .added)
            #expect(try await store.hasRepositoryAccount(namespace: "ns7"))
            #expect(try await !store.hasRepositoryAccount(namespace: "ns"))
            #expect(try await !store.hasRepositoryAccount(namespace: ""))
            #expect(try await !store.hasRepositoryAccount(namespace: "ns7\u{0}"))
        }
    }

    @Test("commits are synced and reads do not wait for the writer")
    func durability() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let settings = try await store.pool.writeWithoutTransaction { database in
                (
                    try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                    try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
                )
            }
            #expect(settings == (2, "wal", 1))
        }
    }

    @Test("a damaged row is an error that names the column, not an absent user")
    func corruptRow() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            _ = try await store.addSystemAdministrator(named: "root", password: .decoy, now: 1)
            try await store.pool.write { try $0.execute(sql: "UPDATE tb_ote_web_users SET password = 'plain'") }
            await #expect(throws: StoreError.corrupt("tb_ote_web_users.password")) {
                try await store.user(named: "root")
            }
        }
    }

    @Test("the store being gone is an error, not an absent user")
    func gone() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            try await store.check()
            try await store.pool.write { try $0.execute(sql: "DROP TABLE tb_ote_web_users") }
            await #expect(throws: StoreError.self) { try await store.check() }
            await #expect(throws: StoreError.self) { try await store.user(named: "root") }
            await #expect(throws: StoreError.self) {
                try await store.addSystemAdministrator(named: "root", password: .decoy, now: 1)
            }
        }
    }
}
