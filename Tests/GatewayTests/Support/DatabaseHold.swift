import Foundation
import GRDB

/// Keeps everybody else from writing to a gateway's database, as another process does that is at a long change.
struct DatabaseHold: Sendable {
    private let queue: DatabaseQueue

    init(_ bed: Testbed) async throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: "\(bed.stateDirectory)/breakwater.db", configuration: configuration)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }

    /// Makes these changes, and lets others write.
    func end(_ statements: [String] = []) async throws {
        try await queue.writeWithoutTransaction { database in
            for statement in statements { try database.execute(sql: statement) }
            try database.execute(sql: "COMMIT")
        }
        try queue.close()
    }
}
