package import Cryptography
internal import GRDB
package import Store

extension SQLiteAccountStore: UserStore {
    package func user(named name: String) async throws(StoreError) -> UserRecord? {
        // A name with NUL would reach SQLite as the part before it, and find another user.
        guard !name.utf8.contains(0) else { return nil }
        return try await user("SELECT * FROM tb_ote_web_users WHERE user_name = ?", [name])
    }

    package func user(id: Int64) async throws(StoreError) -> UserRecord? {
        try await user("SELECT * FROM tb_ote_web_users WHERE id = ?", [id])
    }

    package func addSystemAdministrator(
        named name: String, password: PasswordHash, now: Int64
    ) async throws(StoreError) -> Bool {
        guard !name.utf8.contains(0) else { return false }
        let uid = try Self.newUID()
        return try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO tb_ote_web_users
                        (uid, namespace, user_name, display_name, password, status, is_admin, role, create_time, update_time)
                    VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
                    ON CONFLICT (user_name) DO NOTHING
                    """,
                arguments: [
                    uid, BootstrapAdministrator.namespace, name, name, password.stored, UserStatus.approved.rawValue,
                    AccountLevel.system.rawValue, now, now,
                ])
            return database.changesCount == 1
        }
    }

    private func user(_ sql: String, _ arguments: StatementArguments) async throws(StoreError) -> UserRecord? {
        try await read { database in
            try Row.fetchOne(database, sql: sql, arguments: arguments).map { try UserRecord($0) }
        }
    }

    private static func newUID() throws(StoreError) -> String {
        do {
            return try Randomness.identifier()
        } catch {
            throw .unavailable("no identifier can be generated: \(error)")
        }
    }
}
