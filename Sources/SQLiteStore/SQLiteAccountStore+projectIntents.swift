internal import GRDB
package import Store

/// Projects that registries are about to be asked for: one of each name, since a registry makes only one.
extension SQLiteAccountStore {
    private static let intents = "breakwater_project_intents"

    package func intendProject(
        _ intent: ProjectIntent, now: Int64
    ) async throws(StoreError) -> ProjectIntent.Outcome {
        try Self.requireText([intent.upstream, intent.name, intent.namespace])
        return try await write { database in
            try database.execute(
                sql: "DELETE FROM \(Self.intents) WHERE update_time NOT BETWEEN ? AND ?",
                arguments: [now - ProjectIntent.life, now + ProjectIntent.life])
            let others = try Int.fetchOne(
                database,
                sql: """
                    SELECT COUNT(*) FROM \(Self.intents)
                    WHERE namespace = ? AND NOT (upstream = ? AND project_name = ?)
                    """,
                arguments: [intent.namespace, intent.upstream, intent.name])
            guard (others ?? 0) < ProjectIntent.most else { return .full }
            // Not even its own namespace's: whichever call gets the project, the other one would forgo the intent.
            try database.execute(
                sql: """
                    INSERT INTO \(Self.intents) (upstream, project_name, namespace, create_time, update_time)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (upstream, project_name) DO UPDATE SET
                        namespace = excluded.namespace, create_time = excluded.create_time,
                        update_time = excluded.update_time
                        WHERE update_time <= ?
                    """,
                arguments: [
                    intent.upstream, intent.name, intent.namespace, now, now, now - ProjectIntent.longestCall,
                ])
            return database.changesCount == 1 ? .noted : .busy
        }
    }

    package func reclaimProject(
        _ intent: ProjectIntent, number: Int64, madeAt: Int64?, now: Int64
    ) async throws(StoreError) -> ProjectIntent.Outcome {
        guard ![intent.upstream, intent.name, intent.namespace].contains(where: { $0.utf8.contains(0) }) else {
            return .unknown
        }
        return try await write { database in
            let found = try Row.fetchOne(
                database,
                sql: """
                    SELECT create_time, update_time FROM \(Self.intents) AS intent
                    WHERE upstream = ? AND project_name = ? AND namespace = ? AND update_time BETWEEN ? AND ?
                        AND NOT EXISTS (
                            SELECT 1 FROM breakwater_projects AS kept
                            WHERE kept.upstream = intent.upstream AND kept.project_number = ?
                                AND (? > 0 OR kept.project_name = intent.project_name))
                    """,
                arguments: [
                    intent.upstream, intent.name, intent.namespace, now - ProjectIntent.life,
                    now + ProjectIntent.life, number, number,
                ])
            guard let found else { return .unknown }
            let begun: Int64 = try found.column("create_time", of: Self.intents)
            let taken: Int64 = try found.column("update_time", of: Self.intents)
            guard taken <= now - ProjectIntent.longestCall else { return .busy }
            // Made by the call that was first at it, or by the one that was last.
            guard madeAt.map({ Self.isMade(at: $0, by: begun) || Self.isMade(at: $0, by: taken) }) ?? true else {
                return .unknown
            }
            try database.execute(
                sql: "UPDATE \(Self.intents) SET update_time = ? WHERE upstream = ? AND project_name = ?",
                arguments: [now, intent.upstream, intent.name])
            return .noted
        }
    }

    package func forgoProject(_ intent: ProjectIntent) async throws(StoreError) {
        guard ![intent.upstream, intent.name, intent.namespace].contains(where: { $0.utf8.contains(0) }) else {
            return
        }
        try await write { try Self.forget(intent, in: $0) }
    }

    static func forget(_ intent: ProjectIntent, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM \(intents) WHERE upstream = ? AND project_name = ? AND namespace = ?",
            arguments: [intent.upstream, intent.name, intent.namespace])
    }

    /// Whether a call that began at a moment may have made what the registry says was made at another.
    private static func isMade(at made: Int64, by begin: Int64) -> Bool {
        let latest = begin + ProjectIntent.longestCall + ProjectIntent.clockError
        return made >= begin - ProjectIntent.clockError && made <= latest
    }
}
