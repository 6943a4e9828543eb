import Domain
import GRDB
import Store
import Testing

@testable import SQLiteStore

/// The tables are STRICT and NOT NULL, so that no statement puts another kind of value there. SQLite does not check
/// again when it reads: a damaged page, or a table that somebody made anew with a tool, holds what it holds.
@Suite("Damaged rows")
struct DamagedRowTests {
    /// In a process of its own: to stop is what a careless read of such a value does, and it must not take the other
    /// tests along.
    @Test("is told, and stops nobody", arguments: Damage.all)
    func told(damage: Damage) async throws {
        let error = try await damage.error()
        #expect(error?.isCorrupt == true, "\(damage): \(String(describing: error))")
    }

    @Test("the table's own values are no damage")
    func whole() async throws {
        for read in Damage.Read.allCases {
            try await Damage.withRows { store in try await read.perform(on: store) }
        }
    }

    @Test("no statement can bring such a value in", arguments: Damage.all)
    func refusal(damage: Damage) async throws {
        try await Damage.withRows { store in
            await #expect(throws: DatabaseError.self) {
                try await store.pool.write { try $0.execute(sql: damage.update) }
            }
        }
    }
}

extension StoreError {
    fileprivate var isCorrupt: Bool {
        if case .corrupt = self { true } else { false }
    }
}

/// One value that this code does not write, and who reads it.
struct Damage: Sendable, CustomStringConvertible {
    enum Read: CaseIterable, Sendable {
        case changes, admission, keys, account, thirds, projects, sealing

        func perform(on store: SQLiteAccountStore) async throws(StoreError) {
            switch self {
            case .changes: _ = try await store.changes(after: -1)
            case .admission: _ = try await store.admission(user: 1, session: "s1")
            case .keys: _ = try await store.keys()
            case .account: _ = try await store.repositoryAccount(of: "ns7")
            case .thirds: _ = try await store.thirdRepositories(namespace: "ns7", isDescending: false, range: 0..<9)
            case .projects: _ = try await store.projects(of: nil, on: "swr", limit: 9)
            case .sealing: _ = try await store.sealingKeys()
            }
        }
    }

    let table: String
    let column: String
    /// SQL.
    let value: String
    let read: Read

    var description: String { "\(table).\(column) = \(value)" }
    var update: String { "UPDATE \(table) SET \(column) = \(value)" }

    /// What the reader says with this value in place.
    func error() async throws -> StoreError? {
        try await Self.withRows { store -> StoreError? in
            try await store.pool.write { database in
                // Made anew without the constraints.
                try database.execute(
                    sql: """
                        CREATE TABLE loose AS SELECT * FROM \(table);
                        DROP TABLE \(table);
                        ALTER TABLE loose RENAME TO \(table);
                        \(update);
                        """)
            }
            do throws(StoreError) {
                try await read.perform(on: store)
                return nil
            } catch {
                return error
            }
        }
    }

    /// A store with one row in each table.
    @discardableResult
    static func withRows<Result>(_ body: (SQLiteAccountStore) async throws -> Result) async throws -> Result {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            _ = try await store.endSessions(of: ada, now: 100)
            try await store.endSession("s1", until: 0, now: 100)
            _ = try await store.supersede("t1", until: 5_000, now: 100, grace: 30)
            _ = try await store.addKey(.signer("k1"), tokenLife: 1, unless: KeyRecord.never)
            _ = try await store.addRepositoryAccount(.sample(), now: 1)
            _ = try await store.addThirdRepository(.sample("a"), limit: 9, now: 1)
            try await store.keepProject(.sample("a"), now: 1)
            return try await body(store)
        }
    }

    static let all: [Damage] = {
        let changes = "breakwater_account_changes"
        let groups: [[Damage]] = [
            numbers(changes, ["user_id", "version", "floor", "expires_at"], .changes),
            texts(changes, ["user_name", "namespace", "kept_session"], .changes),
            rows(changes, ["role"], ["'damaged'", "x'ff'"], .changes),
            numbers(changes, ["floor"], .admission),
            texts(changes, ["kept_session"], .admission),
            texts("breakwater_ended_sessions", ["session"], .changes),
            numbers("breakwater_ended_sessions", ["expires_at"], .changes),
            texts("breakwater_superseded_tokens", ["token"], .changes),
            numbers("breakwater_superseded_tokens", ["good_until", "expires_at"], .changes),
            numbers("breakwater_counter", ["value", "keys_changed"], .changes),
            texts("breakwater_keys", ["kid", "algorithm", "use"], .keys),
            numbers("breakwater_keys", ["created_at", "signs_from"], .keys),
            rows("breakwater_keys", ["use"], ["'other'"], .keys),
            rows("breakwater_keys", ["public_key", "sealed"], ["7"], .keys),
            rows("breakwater_keys", ["master_key", "issuer"], ["x'ff'"], .keys),
            rows("breakwater_keys", ["verifies_until"], ["'damaged'", "x'ff'"], .keys),
        ]
        return (groups + vault).flatMap { $0 }
    }()

    private static let vault: [[Damage]] = {
        let accounts = "tb_ote_web_repository_users"
        let thirds = "tb_ote_web_third_repository"
        let projects = "breakwater_projects"
        return [
            texts(accounts, ["repository_uid", "repository_username", "repository_email"], .account),
            numbers(accounts, ["id", "version", "create_time", "update_time"], .account),
            rows(accounts, ["repository_password"], ["NULL", "7"], .account),
            rows(accounts, ["pending_password"], ["x'00'"], .account),
            texts(thirds, ["repository_id", "repository_url", "repository_username"], .thirds),
            numbers(thirds, ["id"], .thirds),
            texts(projects, ["project_name", "namespace"], .projects),
            numbers(
                projects, ["project_number", "is_public", "create_time", "update_time", "missing_since"], .projects),
            rows("breakwater_keys", ["master_key"], ["x'ff'"], .sealing),
            rows(accounts, ["master_key"], ["x'ff'"], .sealing),
            rows(thirds, ["master_key"], ["x'ff'"], .sealing),
        ]
    }()

    private static func numbers(_ table: String, _ columns: [String], _ read: Read) -> [Damage] {
        rows(table, columns, ["NULL", "'damaged'", "x'ff'"], read)
    }

    private static func texts(_ table: String, _ columns: [String], _ read: Read) -> [Damage] {
        // Bytes that are not UTF-8.
        rows(table, columns, ["NULL", "x'ff'"], read)
    }

    private static func rows(_ table: String, _ columns: [String], _ values: [String], _ read: Read) -> [Damage] {
        columns.flatMap { column in
            values.map { Damage(table: table, column: column, value: $0, read: read) }
        }
    }
}
