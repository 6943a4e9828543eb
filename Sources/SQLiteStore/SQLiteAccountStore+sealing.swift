package import Cryptography
internal import Foundation
internal import GRDB
package import Store

extension SQLiteAccountStore: SealedStore {
    package func sealingKeys() async throws(StoreError) -> Set<String> {
        try await read { try Self.sealingKeys(in: $0) }
    }

    package func reseal(
        _ transform: @escaping @Sendable (SealedRecord, SealedBox) throws(StoreError) -> SealedBox
    ) async throws(StoreError) -> Int {
        let count = try await write { database in
            var count = 0
            for place in SealedPlace.all { count += try place.reseal(in: database, transform) }
            if count > 0 { try Self.noteKeys(in: database) }
            return count
        }
        // What the former key opens should not lie about in the log. It is overwritten in time if this fails.
        try? await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        return count
    }

    /// Two master keys in one store: a rotation would never come to an end, and a gateway could open half of it.
    static func requireMasterKey(of box: SealedBox, in database: Database) throws {
        if let other = try sealingKeys(in: database).subtracting([box.keyID]).min() {
            throw StoreError.otherMasterKey(other)
        }
    }

    private static func sealingKeys(in database: Database) throws -> Set<String> {
        var names: Set<String> = []
        for place in SealedPlace.all { names.formUnion(try place.keys(in: database)) }
        return names
    }
}

/// Two columns of a table that hold a box, and what the box belongs to.
private struct SealedPlace: Sendable {
    let table: String
    let bytes: String
    let key: String
    let record: @Sendable (Row) throws -> SealedRecord

    /// Rows that are in memory at once.
    private static let batch = 500

    static let all = [
        SealedPlace(table: "breakwater_keys", bytes: "sealed", key: "master_key") { row in
            .tokenKey(try row.column("kid", of: "breakwater_keys"))
        },
        SealedPlace(table: "tb_ote_web_repository_users", bytes: "repository_password", key: "master_key") { row in
            .accountPassword(namespace: try row.column("namespace", of: "tb_ote_web_repository_users"))
        },
        SealedPlace(
            table: "tb_ote_web_repository_users", bytes: "pending_password", key: "pending_master_key"
        ) { row in
            .pendingPassword(namespace: try row.column("namespace", of: "tb_ote_web_repository_users"))
        },
        SealedPlace(table: "tb_ote_web_third_repository", bytes: "repository_password", key: "master_key") { row in
            .thirdPassword(
                namespace: try row.column("namespace", of: "tb_ote_web_third_repository"),
                name: try row.column("repository_id", of: "tb_ote_web_third_repository"))
        },
    ]

    init(
        table: String, bytes: String, key: String, record: @escaping @Sendable (Row) throws -> SealedRecord
    ) {
        self.table = table
        self.bytes = bytes
        self.key = key
        self.record = record
    }

    func keys(in database: Database) throws -> [String] {
        let sql = "SELECT DISTINCT \(key) FROM \(table) WHERE \(key) IS NOT NULL"
        return try Row.fetchAll(database, sql: sql).map { try $0.column(key, of: table) }
    }

    /// How many boxes became others.
    func reseal(
        in database: Database, _ transform: (SealedRecord, SealedBox) throws(StoreError) -> SealedBox
    ) throws -> Int {
        var count = 0
        var last: Int64 = 0
        while true {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT rowid AS row_number, * FROM \(table)
                    WHERE rowid > ? AND \(bytes) IS NOT NULL ORDER BY rowid LIMIT ?
                    """,
                arguments: [last, Self.batch])
            for row in rows {
                last = try row.column("row_number", of: table)
                guard let former = try row.sealedBox(bytes, key, of: table) else { continue }
                let box = try transform(try record(row), former)
                guard box != former else { continue }
                try database.execute(
                    sql: "UPDATE \(table) SET \(bytes) = ?, \(key) = ? WHERE rowid = ?",
                    arguments: [Data(box.bytes), box.keyID, last])
                count += 1
            }
            if rows.count < Self.batch { return count }
        }
    }
}
