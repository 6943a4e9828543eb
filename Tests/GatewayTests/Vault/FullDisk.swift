import Foundation
import GRDB

@testable import Gateway
@testable import SQLiteStore

/// A gateway's database that cannot grow any more, as on a disk that is full: SQLite itself refuses what would take
/// another page.
struct FullDisk: Sendable {
    private let pool: DatabasePool

    /// One row of each table that registries are kept in, as small as it may be, so that nothing of the gateway's own fits
    /// where it does not.
    private static let rows: [@Sendable (Int) -> String] = [
        { _ in "INSERT INTO ballast VALUES (zeroblob(1000))" },
        {
            """
            INSERT INTO tb_ote_web_repository_users (namespace, repository_uid, repository_username,
                repository_password, master_key, create_time, update_time)
            VALUES ('\($0)', '', '\($0)', x'', '', 0, 0)
            """
        },
        {
            """
            INSERT INTO tb_ote_web_third_repository (namespace, repository_id, repository_url, repository_username,
                repository_password, master_key, create_time, update_time)
            VALUES ('-', '\($0)', '-', '-', x'', '', 0, 0)
            """
        },
        {
            """
            INSERT INTO breakwater_projects (upstream, project_number, project_name, namespace, is_public,
                create_time, update_time)
            VALUES ('-', 0, '\($0)', '', 0, 0, 0)
            """
        },
    ]

    init(_ bed: Testbed) async throws {
        guard let store = bed.gateway.identity.store as? SQLiteAccountStore else {
            throw Wire.Missing(description: "the store is not SQLite's")
        }
        pool = store.pool
        try await pool.writeWithoutTransaction { database in
            try database.execute(sql: "CREATE TABLE ballast (bytes BLOB NOT NULL)")
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            for row in Self.rows { try Self.exhaust(database, row) }
        }
    }

    /// Adds rows until the disk is full.
    private static func exhaust(_ database: Database, _ row: (Int) -> String) throws {
        for number in 1..<10_000 {
            do {
                try database.execute(sql: row(number))
            } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
                return
            }
        }
        throw Wire.Missing(description: "the disk is not full: \(row(0))")
    }

    /// Somebody has cleared the disk.
    func clear() async throws {
        try await pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA max_page_count = 1073741823")
            try database.execute(sql: "DROP TABLE ballast")
            for (table, column) in [
                ("tb_ote_web_repository_users", "repository_uid = ''"),
                ("tb_ote_web_third_repository", "namespace = '-'"), ("breakwater_projects", "upstream = '-'"),
            ] {
                try database.execute(sql: "DELETE FROM \(table) WHERE \(column)")
            }
        }
    }
}
