import GRDB
import Store

@testable import SQLiteStore

extension SQLiteAccountStore {
    /// Gives the stored keys the ends that the records have, whatever the later ones meant for the former.
    func putEnds(of records: [KeyRecord]) async throws {
        try await pool.write { database in
            for record in records {
                try database.execute(
                    sql: "UPDATE breakwater_keys SET verifies_until = ? WHERE kid = ?",
                    arguments: [record.verifiesUntil, record.id])
            }
        }
    }
}
