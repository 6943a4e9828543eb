package import Cryptography
internal import Foundation
internal import GRDB
package import Store

extension SQLiteAccountStore: RepositoryAccountStore {
    private static let accounts = "tb_ote_web_repository_users"

    package func hasRepositoryAccount(namespace: String) async throws(StoreError) -> Bool {
        if try await hasRepositoryAccount(where: "namespace", is: namespace) { return true }
        return try await hasBoundUser(namespace: namespace)
    }

    package func hasRepositoryAccount(named user: String) async throws(StoreError) -> Bool {
        try await hasRepositoryAccount(where: "repository_username", is: user)
    }

    package func repositoryAccount(of namespace: String) async throws(StoreError) -> RepositoryAccountRecord? {
        guard !namespace.utf8.contains(0) else { return nil }
        let sql = "SELECT * FROM \(Self.accounts) WHERE namespace = ?"
        return try await read { database in
            try Row.fetchOne(database, sql: sql, arguments: [namespace]).map { try RepositoryAccountRecord($0) }
        }
    }

    package func addRepositoryAccount(
        _ account: NewRepositoryAccount, now: Int64
    ) async throws(StoreError) -> RepositoryAccountAddition {
        try Self.requireText([account.namespace, account.uid, account.user, account.email])
        return try await write { database in
            try Self.requireMasterKey(of: account.password, in: database)
            try database.execute(
                sql: """
                    INSERT INTO \(Self.accounts)
                        (namespace, repository_uid, repository_username, repository_email, repository_password,
                         master_key, create_time, update_time)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    account.namespace, account.uid, account.user, account.email, Data(account.password.bytes),
                    account.password.keyID, now, now,
                ])
            if database.changesCount == 1 { return .added }
            let hasOne = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM \(Self.accounts) WHERE namespace = ?)",
                arguments: [account.namespace])
            return hasOne == true ? .namespaceTaken : .userTaken
        }
    }

    package func setPendingPassword(
        _ box: SealedBox, namespace: String, version: Int64, now: Int64
    ) async throws(StoreError) -> Bool {
        try await change(
            "pending_password = ?, pending_master_key = ?", to: box, namespace: namespace, version: version, now: now)
    }

    package func commitPassword(
        _ box: SealedBox, namespace: String, version: Int64, now: Int64
    ) async throws(StoreError) -> Bool {
        try await change(
            "repository_password = ?, master_key = ?, pending_password = NULL, pending_master_key = NULL", to: box,
            namespace: namespace, version: version, now: now)
    }

    package func dropPendingPassword(
        namespace: String, version: Int64, now: Int64
    ) async throws(StoreError) -> Bool {
        try await change(
            "pending_password = NULL, pending_master_key = NULL", to: nil, namespace: namespace, version: version,
            now: now)
    }

    /// - Parameter column: a word of ours.
    private func hasRepositoryAccount(where column: String, is text: String) async throws(StoreError) -> Bool {
        guard !text.isEmpty, !text.utf8.contains(0) else { return false }
        let sql = "SELECT EXISTS (SELECT 1 FROM \(Self.accounts) WHERE \(column) = ?)"
        return try await read { try Bool.fetchOne($0, sql: sql, arguments: [text]) } ?? false
    }

    /// - Parameter assignments: of ours; where there is a box, the first two are of its bytes and its key.
    private func change(
        _ assignments: String, to box: SealedBox?, namespace: String, version: Int64, now: Int64
    ) async throws(StoreError) -> Bool {
        guard !namespace.utf8.contains(0) else { return false }
        let sql = """
            UPDATE \(Self.accounts) SET \(assignments), version = version + 1, update_time = ?
            WHERE namespace = ? AND version = ?
            """
        return try await write { database in
            var arguments: StatementArguments = []
            if let box {
                try Self.requireMasterKey(of: box, in: database)
                arguments += [Data(box.bytes), box.keyID]
            }
            try database.execute(sql: sql, arguments: arguments + [now, namespace, version])
            return database.changesCount == 1
        }
    }
}

extension RepositoryAccountRecord {
    /// Reads a row; `corrupt` names the column that holds what this code does not write.
    fileprivate init(_ row: Row) throws(StoreError) {
        let table = "tb_ote_web_repository_users"
        guard let password = try row.sealedBox("repository_password", "master_key", of: table) else {
            throw .corrupt("\(table).repository_password")
        }
        self.init(
            id: try row.column("id", of: table), namespace: try row.column("namespace", of: table),
            uid: try row.column("repository_uid", of: table), user: try row.column("repository_username", of: table),
            email: try row.column("repository_email", of: table), password: password,
            pending: try row.sealedBox("pending_password", "pending_master_key", of: table),
            version: try row.column("version", of: table),
            createdAt: try row.column("create_time", of: table), updatedAt: try row.column("update_time", of: table))
    }
}
