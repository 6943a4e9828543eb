internal import GRDB
package import Store

extension SQLiteAccountStore: ProjectStore {
    package func projects(
        of namespace: String?, on upstream: String, limit: Int
    ) async throws(StoreError) -> [ProjectRecord] {
        guard !upstream.utf8.contains(0), namespace?.utf8.contains(0) != true else { return [] }
        let sql = """
            SELECT * FROM breakwater_projects
            WHERE upstream = ? AND (? IS NULL OR namespace = ?) ORDER BY project_name, project_number LIMIT ?
            """
        return try await read { database in
            try Row.fetchAll(database, sql: sql, arguments: [upstream, namespace, namespace, limit])
                .map { try ProjectRecord($0) }
        }
    }

    package func keepProject(_ project: NewProject, now: Int64) async throws(StoreError) {
        try Self.requireText([project.upstream, project.name, project.namespace])
        // One of the two indexes that tell projects apart.
        let key =
            project.number > 0
            ? "(upstream, project_number) WHERE project_number > 0"
            : "(upstream, project_name) WHERE project_number = 0"
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO breakwater_projects
                        (upstream, project_number, project_name, namespace, is_public, create_time, update_time)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT \(key) DO UPDATE SET
                        is_public = excluded.is_public, update_time = excluded.update_time,
                        create_time = CASE WHEN namespace = excluded.namespace THEN create_time
                            ELSE excluded.create_time END,
                        project_name = excluded.project_name, namespace = excluded.namespace
                    """,
                arguments: [
                    project.upstream, project.number, project.name, project.namespace, project.isPublic, now, now,
                ])
            try Self.forget(
                ProjectIntent(upstream: project.upstream, name: project.name, namespace: project.namespace),
                in: database)
        }
    }

    package func removeProject(
        named name: String, on upstream: String, namespace: String?
    ) async throws(StoreError) {
        guard !name.utf8.contains(0), !upstream.utf8.contains(0), namespace?.utf8.contains(0) != true else { return }
        let sql = """
            DELETE FROM breakwater_projects
            WHERE upstream = ? AND project_number = 0 AND project_name = ? AND (? IS NULL OR namespace = ?)
            """
        try await write { database in
            try database.execute(sql: sql, arguments: [upstream, name, namespace, namespace])
        }
    }

    package func removeProject(
        named name: String, on upstream: String, namespace: String, keptAt: Int64
    ) async throws(StoreError) {
        guard ![name, upstream, namespace].contains(where: { $0.utf8.contains(0) }) else { return }
        let sql = """
            DELETE FROM breakwater_projects
            WHERE upstream = ? AND project_number = 0 AND project_name = ? AND namespace = ? AND update_time = ?
            """
        try await write { database in
            try database.execute(sql: sql, arguments: [upstream, name, namespace, keptAt])
        }
    }

    package func removeProject(numbered number: Int64, on upstream: String) async throws(StoreError) {
        guard number > 0, !upstream.utf8.contains(0) else { return }
        let sql = "DELETE FROM breakwater_projects WHERE upstream = ? AND project_number = ?"
        try await write { try $0.execute(sql: sql, arguments: [upstream, number]) }
    }
}

extension ProjectRecord {
    /// Reads a row; `corrupt` names the column that holds what this code does not write.
    fileprivate init(_ row: Row) throws(StoreError) {
        let table = "breakwater_projects"
        self.init(
            upstream: try row.column("upstream", of: table), number: try row.column("project_number", of: table),
            name: try row.column("project_name", of: table), namespace: try row.column("namespace", of: table),
            isPublic: try row.column("is_public", of: table), createdAt: try row.column("create_time", of: table),
            updatedAt: try row.column("update_time", of: table))
    }
}
