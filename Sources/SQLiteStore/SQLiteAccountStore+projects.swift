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
                        is_public = excluded.is_public, update_time = excluded.update_time, missing_since = 0,
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

    package func removeProject(_ project: ProjectRecord, withPermission: Bool) async throws(StoreError) {
        guard Self.isText(project) else { return }
        let permission = """
            DELETE FROM \(Self.boundUserGrants)
            WHERE upstream = :upstream AND organization = :name AND is_given = 1 AND user_id IN (
                SELECT user_id FROM \(Self.boundUsers) WHERE upstream = :upstream AND namespace = :namespace)
            """
        try await write { database in
            try database.execute(
                sql: "DELETE FROM breakwater_projects WHERE \(Self.isAsRead)", arguments: Self.arguments(project))
            guard withPermission, project.number == 0, database.changesCount == 1 else { return }
            try database.execute(
                sql: permission,
                arguments: ["upstream": project.upstream, "name": project.name, "namespace": project.namespace])
        }
    }

    package func missProject(_ project: ProjectRecord, now: Int64) async throws(StoreError) {
        guard Self.isText(project) else { return }
        let latest = now - ProjectRecord.longestAbsence
        try await write { database in
            try database.execute(
                sql: """
                    DELETE FROM breakwater_projects
                    WHERE \(Self.isAsRead) AND missing_since > 0 AND missing_since <= :latest
                    """,
                arguments: Self.arguments(project) + ["latest": latest])
            // One of a clock that was ahead would be missing for longer than it is.
            try database.execute(
                sql: """
                    UPDATE breakwater_projects SET missing_since = :now
                    WHERE \(Self.isAsRead) AND (missing_since = 0 OR missing_since > :now)
                    """,
                arguments: Self.arguments(project) + ["now": now])
        }
    }

    package func seeProjects(_ projects: [ProjectRecord]) async throws(StoreError) {
        let sql = "UPDATE breakwater_projects SET missing_since = 0 WHERE \(Self.isAsRead) AND missing_since <> 0"
        let projects = projects.filter(Self.isText)
        try await write { database in
            for project in projects { try database.execute(sql: sql, arguments: Self.arguments(project)) }
        }
    }

    package func isKept(_ project: ProjectRecord) async throws(StoreError) -> Bool {
        guard Self.isText(project) else { return false }
        let sql = "SELECT EXISTS (SELECT 1 FROM breakwater_projects WHERE \(Self.isAsRead))"
        return try await read { database in
            try Bool.fetchOne(database, sql: sql, arguments: Self.arguments(project)) ?? false
        }
    }

    package func removeProject(numbered number: Int64, on upstream: String) async throws(StoreError) {
        guard number > 0, !upstream.utf8.contains(0) else { return }
        let sql = "DELETE FROM breakwater_projects WHERE upstream = ? AND project_number = ?"
        try await write { try $0.execute(sql: sql, arguments: [upstream, number]) }
    }

    /// Not one that was kept anew since it was read.
    private static let isAsRead = """
        upstream = :upstream AND project_number = :number AND project_name = :name AND namespace = :namespace
            AND update_time = :kept
        """

    private static func arguments(_ project: ProjectRecord) -> StatementArguments {
        [
            "upstream": project.upstream, "number": project.number, "name": project.name,
            "namespace": project.namespace, "kept": project.updatedAt,
        ]
    }

    private static func isText(_ project: ProjectRecord) -> Bool {
        ![project.upstream, project.name, project.namespace].contains { $0.utf8.contains(0) }
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
            updatedAt: try row.column("update_time", of: table),
            missingSince: try row.column("missing_since", of: table))
    }
}
