internal import Cryptography
internal import Foundation
internal import GRDB
package import Store

extension SQLiteAccountStore: ThirdRepositoryStore {
    private static let thirds = "tb_ote_web_third_repository"

    package func thirdRepositories(
        namespace: String, isDescending: Bool, range: Range<Int>
    ) async throws(StoreError) -> (rows: [ThirdRepositoryRecord], total: Int) {
        guard !namespace.utf8.contains(0) else { return ([], 0) }
        let direction = isDescending ? "DESC" : "ASC"
        return try await read { database in
            let total = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM \(Self.thirds) WHERE namespace = ?", arguments: [namespace])
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM \(Self.thirds) WHERE namespace = ? ORDER BY id \(direction) LIMIT ? OFFSET ?",
                arguments: [namespace, range.count, range.lowerBound])
            return (try rows.map { try ThirdRepositoryRecord($0) }, total ?? 0)
        }
    }

    package func thirdRepository(
        named name: String, namespace: String
    ) async throws(StoreError) -> ThirdRepositoryRecord? {
        guard !name.utf8.contains(0), !namespace.utf8.contains(0) else { return nil }
        let sql = "SELECT * FROM \(Self.thirds) WHERE namespace = ? AND repository_id = ?"
        return try await read { database in
            try Row.fetchOne(database, sql: sql, arguments: [namespace, name]).map { try ThirdRepositoryRecord($0) }
        }
    }

    package func addThirdRepository(_ repository: NewThirdRepository, now: Int64) async throws(StoreError) -> Bool {
        try Self.requireText([repository.namespace, repository.name, repository.address, repository.user])
        return try await write { database in
            try Self.requireMasterKey(of: repository.password, in: database)
            try database.execute(
                sql: """
                    INSERT INTO \(Self.thirds)
                        (namespace, repository_id, repository_url, repository_username, repository_password,
                         master_key, create_time, update_time)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (namespace, repository_id) DO NOTHING
                    """,
                arguments: [
                    repository.namespace, repository.name, repository.address, repository.user,
                    Data(repository.password.bytes), repository.password.keyID, now, now,
                ])
            return database.changesCount == 1
        }
    }

    package func deleteThirdRepositories(
        named names: [String], namespace: String
    ) async throws(StoreError) -> Set<String> {
        guard !namespace.utf8.contains(0) else { return [] }
        return try await write { database in
            var deleted: Set<String> = []
            for name in names where !name.utf8.contains(0) {
                try database.execute(
                    sql: "DELETE FROM \(Self.thirds) WHERE namespace = ? AND repository_id = ?",
                    arguments: [namespace, name])
                if database.changesCount == 1 { deleted.insert(name) }
            }
            return deleted
        }
    }
}

extension ThirdRepositoryRecord {
    /// Reads a row; `corrupt` names the column that holds what this code does not write.
    fileprivate init(_ row: Row) throws(StoreError) {
        let table = "tb_ote_web_third_repository"
        guard let password = try row.sealedBox("repository_password", "master_key", of: table) else {
            throw .corrupt("\(table).repository_password")
        }
        self.init(
            id: try row.column("id", of: table), namespace: try row.column("namespace", of: table),
            name: try row.column("repository_id", of: table), address: try row.column("repository_url", of: table),
            user: try row.column("repository_username", of: table), password: password,
            createdAt: try row.column("create_time", of: table), updatedAt: try row.column("update_time", of: table))
    }
}
