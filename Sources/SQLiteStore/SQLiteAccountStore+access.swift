internal import GRDB
package import Store

extension SQLiteAccountStore {
    /// Runs `body` on one of the reading connections, away from the caller's thread.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw Self.storeError(error)
        }
    }

    /// Runs `body` in a transaction on the writing connection; what it throws undoes what it did.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw Self.storeError(error)
        }
    }

    /// SQLite's own functions end a text at the first NUL.
    static func requireText(_ texts: [String]) throws(StoreError) {
        for text in texts where text.utf8.contains(0) {
            throw .unavailable("a text with NUL cannot be stored")
        }
    }

    /// SQLite's code only: its messages may quote a statement, GRDB's also the arguments.
    private static func storeError(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT: .corrupt("SQLite 11")
        case let error as DatabaseError: .unavailable("SQLite \(error.extendedResultCode.rawValue)")
        default: .unavailable("\(type(of: error))")
        }
    }
}

extension SQLiteAccountStore: StoreHealth {
    package func check() async throws(StoreError) {
        _ = try await read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM tb_ote_web_users)") }
    }
}
