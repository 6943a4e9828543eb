internal import Cryptography
internal import Foundation
internal import GRDB
package import Store

extension SQLiteAccountStore: KeyStore {
    package func keys() async throws(StoreError) -> [KeyRecord] {
        try await read { try Self.keys(in: $0) }
    }

    package func addKey(
        _ key: KeyRecord, tokenLife: Int64, unless: @escaping @Sendable ([KeyRecord]) -> Bool
    ) async throws(StoreError) -> Bool {
        try await write { database in
            let present = try Self.keys(in: database)
            guard !unless(present), !present.contains(where: { $0.id == key.id }) else { return false }
            if key.use == .sign {
                try database.execute(
                    sql: """
                        UPDATE breakwater_keys
                        SET verifies_until =
                            max(signs_from, ?) + max(?, (SELECT token_life FROM breakwater_counter))
                        WHERE use = 'sign' AND verifies_until IS NULL
                        """,
                    arguments: [key.signsFrom, tokenLife])
            }
            try database.execute(
                sql: """
                    INSERT INTO breakwater_keys
                        (kid, algorithm, use, public_key, sealed, master_key, issuer, created_at, signs_from,
                         verifies_until)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.id, key.algorithm, key.use.rawValue, key.publicKey.map { Data($0) },
                    key.sealed.map { Data($0.bytes) }, key.sealed?.keyID, key.issuer, key.createdAt, key.signsFrom,
                    key.verifiesUntil,
                ])
            try Self.prolongSigners(in: database, tokenLife: tokenLife)
            try Self.noteKeys(in: database)
            return true
        }
    }

    package func removeKey(_ id: String, successor: String?, now: Int64) async throws(StoreError) -> Bool {
        try await write { database in
            let isThere = "SELECT EXISTS (SELECT 1 FROM breakwater_keys WHERE kid = ?)"
            guard try Bool.fetchOne(database, sql: isThere, arguments: [id]) == true else { return false }
            if let successor {
                try database.execute(
                    sql: """
                        UPDATE breakwater_keys SET signs_from = min(signs_from, ?)
                        WHERE kid = ? AND kid <> ? AND verifies_until IS NULL
                        """,
                    arguments: [now, successor, id])
                guard database.changesCount == 1 else { return false }
            }
            try database.execute(sql: "DELETE FROM breakwater_keys WHERE kid = ?", arguments: [id])
            try Self.prolongSigners(in: database, tokenLife: 0)
            try Self.noteKeys(in: database)
            return true
        }
    }

    package func pruneKeys(now: Int64) async throws(StoreError) -> [String] {
        try await write { database in
            let gone = try String.fetchAll(
                database, sql: "DELETE FROM breakwater_keys WHERE verifies_until <= ? RETURNING kid", arguments: [now])
            if !gone.isEmpty { try Self.noteKeys(in: database) }
            return gone
        }
    }

    /// Each key signs until the time of the first one that was made later, which may come after what was thought when its
    /// end was set, because another one was removed: what it signs by then must live its life.
    private static func prolongSigners(in database: Database, tokenLife: Int64) throws {
        let next =
            "(SELECT min(signs_from) FROM breakwater_keys AS later WHERE use = 'sign' AND later.place > key.place)"
        try database.execute(
            sql: """
                UPDATE breakwater_keys AS key
                SET verifies_until =
                    max(verifies_until, \(next) + max(?, (SELECT token_life FROM breakwater_counter)))
                WHERE use = 'sign' AND verifies_until IS NOT NULL AND signs_from < \(next)
                """,
            arguments: [tokenLife])
    }

    static func noteKeys(in database: Database) throws {
        let sequence = try nextSequence(in: database)
        try database.execute(sql: "UPDATE breakwater_counter SET keys_changed = ?", arguments: [sequence])
    }

    private static func keys(in database: Database) throws -> [KeyRecord] {
        try Row.fetchAll(database, sql: "SELECT * FROM breakwater_keys ORDER BY place").map { row in
            let table = "breakwater_keys"
            guard let use = KeyRecord.Use(rawValue: try row.column("use", of: table)) else {
                throw StoreError.corrupt("\(table).use")
            }
            let publicKey: Data? = try row.optional("public_key", of: table)
            let sealed: Data? = try row.optional("sealed", of: table)
            let masterKey: String? = try row.optional("master_key", of: table)
            var box: SealedBox?
            if let sealed, let masterKey { box = SealedBox(keyID: masterKey, bytes: Array(sealed)) }
            return KeyRecord(
                id: try row.column("kid", of: table), algorithm: try row.column("algorithm", of: table), use: use,
                publicKey: publicKey.map { Array($0) }, sealed: box, issuer: try row.optional("issuer", of: table),
                createdAt: try row.column("created_at", of: table), signsFrom: try row.column("signs_from", of: table),
                verifiesUntil: try row.optional("verifies_until", of: table))
        }
    }
}
