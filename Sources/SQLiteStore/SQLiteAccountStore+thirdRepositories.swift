internal import Cryptography
internal import Foundation
internal import GRDB
package import Store

extension SQLiteAccountStore: ThirdRepositoryStore {
    private static let thirds = "tb_ote_web_third_repository"
    /// What a `ThirdRepositoryRecord` is read from.
    private static let shown = "id, repository_id, repository_url, repository_username"

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
                sql: """
                    SELECT \(Self.shown) FROM \(Self.thirds)
                    WHERE namespace = ? ORDER BY id \(direction) LIMIT ? OFFSET ?
                    """,
                arguments: [namespace, range.count, range.lowerBound])
            return (try rows.map { try ThirdRepositoryRecord($0) }, total ?? 0)
        }
    }

    package func thirdRepository(
        named name: String, namespace: String
    ) async throws(StoreError) -> ThirdRepositoryRecord? {
        guard !name.utf8.contains(0), !namespace.utf8.contains(0) else { return nil }
        let sql = "SELECT \(Self.shown) FROM \(Self.thirds) WHERE namespace = ? AND repository_id = ?"
        return try await read { database in
            try Row.fetchOne(database, sql: sql, arguments: [namespace, name]).map { try ThirdRepositoryRecord($0) }
        }
    }

    package func addThirdRepository(
        _ repository: NewThirdRepository, limit: Int, now: Int64
    ) async throws(StoreError) -> ThirdRepositoryAddition {
        try Self.requireText([repository.namespace, repository.name, repository.address, repository.user])
        return try await write { database in
            try Self.requireMasterKey(of: repository.password, in: database)
            let count = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM \(Self.thirds) WHERE namespace = ?",
                arguments: [repository.namespace])
            let isTaken = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM \(Self.thirds) WHERE namespace = ? AND repository_id = ?)",
                arguments: [repository.namespace, repository.name])
            guard isTaken != true else { return .nameTaken }
            guard count ?? 0 < limit else { return .full }
            try database.execute(
                sql: """
                    INSERT INTO \(Self.thirds)
                        (namespace, repository_id, repository_url, repository_username, repository_password,
                         master_key, create_time, update_time)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    repository.namespace, repository.name, repository.address, repository.user,
                    Data(repository.password.bytes), repository.password.keyID, now, now,
                ])
            return .added
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
        self.init(
            id: try row.column("id", of: table), name: try row.column("repository_id", of: table),
            address: try row.column("repository_url", of: table),
            user: try row.column("repository_username", of: table))
    }
}
