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

    package func users(_ query: UserQuery) async throws(StoreError) -> (rows: [UserRecord], total: Int) {
        // A namespace has no say over the system administrator, who happens to have one.
        let filter = query.namespace == nil ? "" : "WHERE namespace = ? AND role <> \(AccountLevel.system.rawValue)"
        // Names and directions are words of ours.
        let order = "\(query.order.rawValue) \(query.isDescending ? "DESC" : "ASC")"
        let arguments = StatementArguments(query.namespace.map { [$0] } ?? [])
        let range = query.range
        return try await read { database in
            let total = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM tb_ote_web_users \(filter)", arguments: arguments)
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM tb_ote_web_users \(filter) ORDER BY \(order) LIMIT ? OFFSET ?",
                arguments: arguments + [range.count, range.lowerBound])
            return (try rows.map { try UserRecord($0) }, total ?? 0)
        }
    }

    package func addUser(_ user: NewUser, now: Int64) async throws(StoreError) -> UserAddition {
        try Self.requireText([user.name, user.realName, user.phone ?? "", user.namespace])
        let uid = try Self.newUID()
        let level: AccountLevel =
            user.status != .approved ? .unauthorised : user.isAdministrator ? .administrator : .normal
        return try await write { database in
            let taken = "SELECT EXISTS (SELECT 1 FROM tb_ote_web_users WHERE user_name = ?)"
            if try Bool.fetchOne(database, sql: taken, arguments: [user.name]) == true { return .nameTaken }
            if let phone = user.phone,
                try Bool.fetchOne(
                    database, sql: "SELECT EXISTS (SELECT 1 FROM tb_ote_web_users WHERE phone = ?)",
                    arguments: [phone]) == true
            {
                return .phoneTaken
            }
            try database.execute(
                sql: """
                    INSERT INTO tb_ote_web_users
                        (uid, namespace, user_name, display_name, real_name, password, phone, status, is_admin, role,
                         create_time, update_time, version)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    uid, user.namespace, user.name, user.name, user.realName, user.password.stored, user.phone,
                    user.status.rawValue, user.isAdministrator, level.rawValue, now, now, max(1, now),
                ])
            return .added(id: database.lastInsertedRowID)
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
