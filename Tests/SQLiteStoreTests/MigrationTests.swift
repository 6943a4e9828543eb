import Cryptography
import Domain
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite("Databases of earlier releases")
struct MigrationTests {
    /// A database as the first release left it, with an administrator, a user and a registry account.
    private func makeFirst(_ path: String) async throws {
        try DatabaseFile(path).prepare()
        let pool = try DatabasePool(path: path)
        try Schema.migrator.migrate(pool, upTo: "001 users and registry accounts")
        let hash = PasswordHash.decoy.stored
        try await pool.write { database in
            try database.execute(
                sql: """
                    INSERT INTO tb_ote_web_users
                        (uid, namespace, user_name, display_name, real_name, password, email, phone, status, is_admin,
                         role, version, create_time, update_time)
                    VALUES
                        ('uid-1', 'default', 'admin', 'admin', '', ?, '', NULL, 1, 1, 3, 1, 10, 10),
                        ('uid-2', 'ns7', 'ada', 'Ada', 'Ada Lovelace', ?, 'a@example.org', '123', 1, 0, 1, 4, 20, 30);
                    INSERT INTO tb_ote_web_repository_users
                        (namespace, repository_uid, repository_username, repository_password, create_time, update_time)
                    VALUES ('ns7', 'u', 'n', 'p', 1, 1);
                    """,
                arguments: [hash, hash])
        }
        try pool.close()
    }

    @Test("the first release's database keeps its users, and knows of no change")
    func kept() async throws {
        try await withDatabasePath { path in
            try await makeFirst(path)
            let store = try SQLiteAccountStore(path: path)
            #expect(
                try await store.user(named: "ada")
                    == UserRecord(
                        id: 2, uid: "uid-2", namespace: "ns7", name: "ada", displayName: "Ada",
                        realName: "Ada Lovelace", password: .decoy, email: "a@example.org", phone: "123",
                        status: .approved,
                        isAdministrator: false, level: .normal, createdAt: 20, updatedAt: 30, version: 4))
            #expect(try await store.user(named: "admin")?.role == .systemAdmin)
            // Its password was never sealed: with it nothing could be done.
            #expect(try await !store.hasRepositoryAccount(namespace: "ns7"))
            let page = try await store.changes(after: 0)
            #expect(page.changes.isEmpty && page.cursor == 0 && !page.keysChanged)
            #expect(try await store.keys() == [])
        }
    }

    @Test("what the first release did not know works on its users")
    func usable() async throws {
        try await withDatabasePath { path in
            try await makeFirst(path)
            let store = try SQLiteAccountStore(path: path)
            let ada = try #require(try await store.user(named: "ada"))
            #expect(try await store.changePassword(of: ada, to: .other(), keeping: "s1", now: 100))
            let change = try #require(try await store.onlyChange())
            #expect(change.version == 100 && change.floor == 100 && change.expiresAt == 3_700)
            #expect(try await store.add("bob").id == 3)
            try await store.endSession("s1", until: 0, now: 100)
            #expect(try await store.admission(user: ada.id, session: "s1").isEnded)
            #expect(try await store.addRepositoryAccount(.sample(), now: 100) == .added)
            #expect(try await store.addThirdRepository(.sample("a"), limit: 1_000, now: 100) == .added)
            try await store.keepProject(.sample("a"), now: 100)
        }
    }

    @Test("the second start on a database changes nothing more")
    func again() async throws {
        try await withDatabasePath { path in
            try await makeFirst(path)
            do {
                let store = try SQLiteAccountStore(path: path)
                try await store.noteTokenLife(18_000)
                try await store.endSession("s1", until: 0, now: 100)
            }
            let store = try SQLiteAccountStore(path: path)
            let page = try await store.changes(after: 0)
            #expect(page.changes.ended == [EndedSession(id: "s1", expiresAt: 18_100)])
            #expect(page.cursor == 1)
        }
    }

    /// GRDB looks outside its transaction whether a step is missing: of two processes that both find it missing, the
    /// later one would make tables that are there.
    @Test("processes that start at once on one database all work, be it new or old", arguments: [false, true])
    func together(isOld: Bool) async throws {
        for _ in 0..<5 {
            try await withDatabasePath { path in
                if isOld { try await makeFirst(path) }
                let totals = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            let store = try SQLiteAccountStore(path: path)
                            try await store.endSession("s1", until: 0, now: 100)
                            return try await store.changes(after: 0).changes.ended.count
                        }
                    }
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(totals == [1, 1, 1, 1])
            }
        }
    }
}
