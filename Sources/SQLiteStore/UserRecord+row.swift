internal import Cryptography
internal import GRDB
internal import Store

extension UserRecord {
    /// Reads a row of the users table; `corrupt` names the column that holds what this code does not write.
    init(_ row: Row) throws(StoreError) {
        self.init(
            id: try row.column("id"), uid: try row.column("uid"), namespace: try row.column("namespace"),
            name: try row.column("user_name"), displayName: try row.column("display_name"),
            realName: try row.column("real_name"), password: try row.passwordHash("password"),
            email: try row.column("email"), phone: try row.column("phone"), status: try row.choice("status"),
            isAdministrator: try row.column("is_admin"), level: try row.choice("role"),
            createdAt: try row.column("create_time"), updatedAt: try row.column("update_time"),
            version: try row.column("version"))
    }
}

extension Row {
    /// GRDB's own typed access stops the process on a value of another type, which a damaged file may hold.
    fileprivate func column<Value: DatabaseValueConvertible>(_ name: String) throws(StoreError) -> Value {
        let stored: DatabaseValue? = self[name]
        guard let stored, let value = Value.fromDatabaseValue(stored) else { throw Self.corrupt(name) }
        return value
    }

    fileprivate func choice<Value: RawRepresentable<Int>>(_ name: String) throws(StoreError) -> Value {
        guard let value = Value(rawValue: try column(name)) else { throw Self.corrupt(name) }
        return value
    }

    fileprivate func passwordHash(_ name: String) throws(StoreError) -> PasswordHash {
        let text: String = try column(name)
        do {
            return try PasswordHash(stored: text)
        } catch {
            throw Self.corrupt(name)
        }
    }

    private static func corrupt(_ name: String) -> StoreError {
        .corrupt("tb_ote_web_users.\(name)")
    }
}
