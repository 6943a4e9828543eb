internal import Cryptography
internal import GRDB
internal import Store

extension UserRecord {
    /// Reads a row of the users table; `corrupt` names the column that holds what this code does not write.
    init(_ row: Row) throws(StoreError) {
        let table = "tb_ote_web_users"
        self.init(
            id: try row.column("id", of: table), uid: try row.column("uid", of: table),
            namespace: try row.column("namespace", of: table), name: try row.column("user_name", of: table),
            displayName: try row.column("display_name", of: table), realName: try row.column("real_name", of: table),
            password: try row.passwordHash("password", of: table), email: try row.column("email", of: table),
            phone: try row.optional("phone", of: table), status: try row.choice("status", of: table),
            isAdministrator: try row.column("is_admin", of: table), level: try row.choice("role", of: table),
            createdAt: try row.column("create_time", of: table), updatedAt: try row.column("update_time", of: table),
            version: try row.column("version", of: table))
    }
}

extension Row {
    fileprivate func choice<Value: RawRepresentable<Int>>(
        _ name: String, of table: String
    ) throws(StoreError) -> Value {
        guard let value = Value(rawValue: try column(name, of: table)) else { throw .corrupt("\(table).\(name)") }
        return value
    }

    fileprivate func passwordHash(_ name: String, of table: String) throws(StoreError) -> PasswordHash {
        let text: String = try column(name, of: table)
        do {
            return try PasswordHash(stored: text)
        } catch {
            throw .corrupt("\(table).\(name)")
        }
    }
}
