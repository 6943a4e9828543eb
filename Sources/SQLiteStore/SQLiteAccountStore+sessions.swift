internal import Domain
internal import GRDB
package import Store

extension SQLiteAccountStore: SessionStore {
    package func noteTokenLife(_ seconds: Int64) async throws(StoreError) {
        try await write { database in
            let sql = "UPDATE breakwater_counter SET token_life = ? WHERE token_life < ?"
            try database.execute(sql: sql, arguments: [seconds, seconds])
        }
    }

    package func noteIssuer(_ issuer: String) async throws(StoreError) {
        try await write { database in
            let sql = "UPDATE breakwater_counter SET issuer = ? WHERE issuer <> ?"
            try database.execute(sql: sql, arguments: [issuer, issuer])
        }
    }

    package func issuer() async throws(StoreError) -> String {
        try await read { try String.fetchOne($0, sql: "SELECT issuer FROM breakwater_counter") ?? "" }
    }

    package func endSession(_ id: String, until end: Int64, now: Int64) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO breakwater_ended_sessions (session, sequence, expires_at)
                    VALUES (?, ?, max(?, ? + (SELECT token_life FROM breakwater_counter)))
                    ON CONFLICT (session) DO UPDATE SET sequence = excluded.sequence, expires_at = excluded.expires_at
                        WHERE ? > expires_at
                    """,
                arguments: [id, try Self.nextSequence(in: database), end, now, end])
        }
    }

    package func supersede(
        _ token: String, until end: Int64, now: Int64, grace: Int64
    ) async throws(StoreError) -> Int64 {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO breakwater_superseded_tokens (token, sequence, good_until, expires_at)
                    VALUES (?, ?, ?, ?)
                    ON CONFLICT (token) DO NOTHING
                    """,
                arguments: [token, try Self.nextSequence(in: database), now + grace, end])
            let sql = "SELECT good_until FROM breakwater_superseded_tokens WHERE token = ?"
            return try Int64.fetchOne(database, sql: sql, arguments: [token]) ?? now
        }
    }

    package func admission(user id: Int64, session: String) async throws(StoreError) -> SessionAdmission {
        try await read { database in
            let table = "breakwater_account_changes"
            let user = try Row.fetchOne(database, sql: "SELECT * FROM tb_ote_web_users WHERE id = ?", arguments: [id])
            let change = try Row.fetchOne(
                database, sql: "SELECT floor, kept_session FROM breakwater_account_changes WHERE user_id = ?",
                arguments: [id])
            let isEnded = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM breakwater_ended_sessions WHERE session = ?)",
                arguments: [session])
            return SessionAdmission(
                user: try user.map { try UserRecord($0) }, isEnded: isEnded ?? false,
                floor: try change?.column("floor", of: table) ?? 0,
                keptSession: try change?.column("kept_session", of: table) ?? "")
        }
    }

    package func changes(after cursor: Int64) async throws(StoreError) -> ChangePage {
        try await read { database in
            // One transaction, so that the counter is that of the rows.
            guard
                let counter = try Row.fetchOne(database, sql: "SELECT value, keys_changed FROM breakwater_counter")
            else { throw StoreError.corrupt("breakwater_counter") }
            let value: Int64 = try counter.column("value", of: "breakwater_counter")
            let keysChanged: Int64 = try counter.column("keys_changed", of: "breakwater_counter")
            guard value != cursor else { return ChangePage(changes: .init(), cursor: value, keysChanged: false) }
            // A counter that went back is that of a restored copy: everything is new.
            let start = value < cursor ? 0 : cursor
            return ChangePage(
                changes: try Self.changes(after: start, in: database), cursor: value, keysChanged: keysChanged > start)
        }
    }

    package func pruneChanges(now: Int64) async throws(StoreError) {
        try await write { database in
            for table in ["ended_sessions", "superseded_tokens"] {
                try database.execute(sql: "DELETE FROM breakwater_\(table) WHERE expires_at <= ?", arguments: [now])
            }
            // Another issuer goes on making tokens for a number that is closed here.
            try database.execute(
                sql: """
                    DELETE FROM breakwater_account_changes
                    WHERE expires_at <= ? AND (role IS NOT NULL OR NOT EXISTS
                        (SELECT 1 FROM breakwater_keys WHERE issuer IS NOT NULL))
                    """,
                arguments: [now])
        }
    }

    /// The counter's next value, taken in the transaction that uses it.
    static func nextSequence(in database: Database) throws -> Int64 {
        let sql = "UPDATE breakwater_counter SET value = value + 1 RETURNING value"
        guard let value = try Int64.fetchOne(database, sql: sql) else { throw StoreError.corrupt("breakwater_counter") }
        return value
    }

    private static func changes(after cursor: Int64, in database: Database) throws -> IdentityChanges {
        var changes = IdentityChanges()
        func rows(_ table: String) throws -> [Row] {
            try Row.fetchAll(
                database, sql: "SELECT * FROM breakwater_\(table) WHERE sequence > ?", arguments: [cursor])
        }
        changes.accounts = try rows("account_changes").map { row in
            let table = "breakwater_account_changes"
            let role: Int64? = try row.optional("role", of: table)
            return AccountChange(
                userID: try row.column("user_id", of: table), version: try row.column("version", of: table),
                name: try row.column("user_name", of: table),
                // A number that no role has closes the account, as none does.
                role: role.flatMap { UInt8(exactly: $0) }.map { RoleNumber(rawValue: $0) },
                namespace: try row.column("namespace", of: table), floor: try row.column("floor", of: table),
                keptSession: try row.column("kept_session", of: table),
                expiresAt: try row.column("expires_at", of: table))
        }
        changes.ended = try rows("ended_sessions").map { row in
            let table = "breakwater_ended_sessions"
            return EndedSession(
                id: try row.column("session", of: table), expiresAt: try row.column("expires_at", of: table))
        }
        changes.superseded = try rows("superseded_tokens").map { row in
            let table = "breakwater_superseded_tokens"
            return SupersededToken(
                id: try row.column("token", of: table), goodUntil: try row.column("good_until", of: table),
                expiresAt: try row.column("expires_at", of: table))
        }
        return changes
    }
}
