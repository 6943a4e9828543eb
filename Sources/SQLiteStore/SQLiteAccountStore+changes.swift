package import Cryptography
internal import Domain
internal import GRDB
package import Store

/// Changes of accounts that tokens know nothing of.
extension SQLiteAccountStore {
    package func changePassword(
        of user: UserRecord, to password: PasswordHash, keeping keptSession: String?, now: Int64
    ) async throws(StoreError) -> Bool {
        try await write { database in
            var changed = user
            changed.password = password
            return try Self.put(&changed, endingSessionsBut: keptSession ?? "", in: database, now: now)
        }
    }

    package func upgradePassword(of user: UserRecord, to password: PasswordHash) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE tb_ote_web_users SET password = ? WHERE id = ? AND password = ?",
                arguments: [password.stored, user.id, user.password.stored])
        }
    }

    package func changeStatus(
        of user: UserRecord, to status: UserStatus, now: Int64
    ) async throws(StoreError) -> Bool {
        try await write { database in
            var changed = user
            changed.status = status
            if status == .approved, user.level == .unauthorised {
                changed.level = user.isAdministrator ? .administrator : .normal
            }
            if changed == user { return try Self.isUnchanged(user, in: database) }
            return try Self.put(
                &changed, endingSessionsBut: changed.role == nil ? "" : nil, in: database, now: now)
        }
    }

    package func endSessions(of user: UserRecord, now: Int64) async throws(StoreError) -> Bool {
        try await write { database in
            var changed = user
            return try Self.put(&changed, endingSessionsBut: "", in: database, now: now)
        }
    }

    package func deleteUser(_ user: UserRecord, now: Int64) async throws(StoreError) -> Bool {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM tb_ote_web_users WHERE id = ? AND version = ?", arguments: [user.id, user.version])
            guard database.changesCount == 1 else { return false }
            try Self.note(
                user, version: Self.next(user.version, now), role: nil, endingSessionsBut: "", in: database, now: now)
            return true
        }
    }

    /// Never one that a token has, not even after the store was restored from a copy that knows less: hence the clock.
    private static func next(_ version: Int64, _ now: Int64) -> Int64 { max(version + 1, now) }

    private static func isUnchanged(_ user: UserRecord, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM tb_ote_web_users WHERE id = ? AND version = ?)",
            arguments: [user.id, user.version]) ?? false
    }

    /// Writes what may change over the row that was read, if it is still that row.
    private static func put(
        _ user: inout UserRecord, endingSessionsBut keptSession: String?, in database: Database, now: Int64
    ) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE tb_ote_web_users
                SET password = ?, status = ?, role = ?, namespace = ?, version = ?, update_time = ?
                WHERE id = ? AND version = ?
                """,
            arguments: [
                user.password.stored, user.status.rawValue, user.level.rawValue, user.namespace,
                next(user.version, now), now, user.id, user.version,
            ])
        guard database.changesCount == 1 else { return false }
        try note(
            user, version: next(user.version, now), role: user.role, endingSessionsBut: keptSession, in: database,
            now: now)
        return true
    }

    /// Leaves word for the gateways. Without `keptSession` the sessions go on as they are.
    private static func note(
        _ user: UserRecord, version: Int64, role: RoleNumber?, endingSessionsBut keptSession: String?,
        in database: Database, now: Int64
    ) throws {
        let sequence = try nextSequence(in: database)
        try database.execute(
            sql: """
                INSERT INTO breakwater_account_changes
                    (user_id, sequence, version, user_name, role, namespace, floor, kept_session, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ? + (SELECT token_life FROM breakwater_counter))
                ON CONFLICT (user_id) DO UPDATE SET
                    sequence = excluded.sequence, version = excluded.version, user_name = excluded.user_name,
                    role = excluded.role, namespace = excluded.namespace, expires_at = excluded.expires_at,
                    floor = max(floor, excluded.floor),
                    kept_session = CASE WHEN excluded.floor > floor THEN excluded.kept_session ELSE kept_session END
                """,
            arguments: [
                user.id, sequence, version, user.name, role.map { Int($0.rawValue) }, user.namespace,
                keptSession == nil ? 0 : version, keptSession ?? "", now,
            ])
    }
}
