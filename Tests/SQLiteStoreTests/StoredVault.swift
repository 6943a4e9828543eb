import Cryptography
import GRDB
import Store

@testable import SQLiteStore

extension SealedBox {
    /// Of the same master key as those of `KeyRecord.signer`.
    static func sample(_ byte: UInt8 = 1, key: String = "0123456789abcdef") -> SealedBox {
        SealedBox(keyID: key, bytes: [0, 255, byte])
    }
}

extension NewRepositoryAccount {
    static func sample(_ namespace: String = "ns7", user: String? = nil, box: SealedBox = .sample()) -> Self {
        NewRepositoryAccount(
            namespace: namespace, uid: "12", user: user ?? "robot-\(namespace)", email: "r@example.org", password: box)
    }
}

extension NewThirdRepository {
    static func sample(_ name: String, namespace: String = "ns7", box: SealedBox = .sample()) -> Self {
        NewThirdRepository(
            namespace: namespace, name: name, address: "\(name).example.org", user: "puller", password: box)
    }
}

extension SQLiteAccountStore {
    /// The sealed password of a registry elsewhere.
    func thirdPassword(named name: String, namespace: String) async throws -> SealedBox? {
        let sql = """
            SELECT repository_password, master_key FROM tb_ote_web_third_repository
            WHERE namespace = ? AND repository_id = ?
            """
        return try await pool.read { database in
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [namespace, name]) else { return nil }
            return try row.sealedBox("repository_password", "master_key", of: "tb_ote_web_third_repository")
        }
    }
}

extension NewProject {
    /// - Parameter number: 0 for a registry without numbers.
    static func sample(
        _ name: String, number: Int64 = 0, namespace: String = "ns7", on upstream: String = "swr",
        isPublic: Bool = false
    ) -> Self {
        NewProject(upstream: upstream, number: number, name: name, namespace: namespace, isPublic: isPublic)
    }
}

extension ProjectRecord {
    /// As it was read after it was kept at a moment.
    static func sample(
        _ name: String, number: Int64 = 0, namespace: String = "ns7", on upstream: String = "swr", keptAt: Int64
    ) -> Self {
        ProjectRecord(
            upstream: upstream, number: number, name: name, namespace: namespace, isPublic: false, createdAt: keptAt,
            updatedAt: keptAt)
    }
}

extension ProjectIntent {
    static func sample(_ name: String, namespace: String = "ns7", on upstream: String = "swr") -> Self {
        ProjectIntent(upstream: upstream, name: name, namespace: namespace)
    }
}
