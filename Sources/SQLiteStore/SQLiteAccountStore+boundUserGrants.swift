internal import GRDB
package import Store

/// Where bound users have their permission, or may have it.
extension SQLiteAccountStore {
    /// Whether the organization is kept for the namespace that the user is bound to.
    private static let isDue = """
        EXISTS (
            SELECT 1 FROM breakwater_projects AS kept JOIN \(boundUsers) AS bound
                ON bound.upstream = kept.upstream AND bound.namespace = kept.namespace
            WHERE kept.upstream = :upstream AND kept.project_number = 0 AND kept.project_name = :organization
                AND bound.user_id = :user)
        """

    private static let isThis = "upstream = :upstream AND organization = :organization AND user_id = :user"

    package func beginGrant(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) -> Bool {
        try Self.requireText([grant.upstream, grant.organization, grant.userID])
        let sql = """
            INSERT INTO \(Self.boundUserGrants) (upstream, organization, user_id, is_given, create_time)
            SELECT :upstream, :organization, :user, 0, :now WHERE \(Self.isDue)
            ON CONFLICT (upstream, organization, user_id) DO UPDATE SET create_time = excluded.create_time
            """
        return try await write { database in
            try database.execute(sql: sql, arguments: Self.arguments(grant, now: now))
            return database.changesCount == 1
        }
    }

    package func confirmGrant(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) -> Bool {
        try Self.requireText([grant.upstream, grant.organization, grant.userID])
        let confirmation = "UPDATE \(Self.boundUserGrants) SET is_given = 1 WHERE \(Self.isThis) AND \(Self.isDue)"
        let doubt = """
            INSERT INTO \(Self.boundUserGrants) (upstream, organization, user_id, is_given, create_time)
            VALUES (:upstream, :organization, :user, 0, :now)
            ON CONFLICT (upstream, organization, user_id) DO UPDATE SET is_given = 0
            """
        return try await write { database in
            try database.execute(sql: confirmation, arguments: Self.arguments(grant))
            if database.changesCount == 1 { return true }
            try database.execute(sql: doubt, arguments: Self.arguments(grant, now: now))
            return false
        }
    }

    package func doubtGrant(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) {
        try Self.requireText([grant.upstream, grant.organization, grant.userID])
        let sql = """
            INSERT INTO \(Self.boundUserGrants) (upstream, organization, user_id, is_given, create_time)
            VALUES (:upstream, :organization, :user, 0, :now)
            ON CONFLICT (upstream, organization, user_id) DO UPDATE SET create_time = excluded.create_time
            """
        try await write { try $0.execute(sql: sql, arguments: Self.arguments(grant, now: now)) }
    }

    package func beginRecall(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) -> Bool {
        try Self.requireText([grant.upstream, grant.organization, grant.userID])
        let sql = "UPDATE \(Self.boundUserGrants) SET try_time = :now WHERE \(Self.isThis) AND NOT \(Self.isDue)"
        return try await write { database in
            try database.execute(sql: sql, arguments: Self.arguments(grant, now: now))
            return database.changesCount == 1
        }
    }

    package func settleRecall(_ grant: BoundUserGrant, now: Int64) async throws(StoreError) {
        try Self.requireText([grant.upstream, grant.organization, grant.userID])
        // What a clock that ran ahead has noted does not stay for ever.
        let sql = """
            DELETE FROM \(Self.boundUserGrants)
            WHERE \(Self.isThis) AND (
                is_given = 1 OR create_time <= :now - \(ProjectIntent.longestCall)
                OR create_time > :now + \(ProjectIntent.longestCall) OR \(Self.isDue))
            """
        try await write { try $0.execute(sql: sql, arguments: Self.arguments(grant, now: now)) }
    }

    package func dropGrant(_ grant: BoundUserGrant) async throws(StoreError) {
        guard ![grant.upstream, grant.organization, grant.userID].contains(where: { $0.utf8.contains(0) }) else {
            return
        }
        let sql = "DELETE FROM \(Self.boundUserGrants) WHERE \(Self.isThis)"
        try await write { try $0.execute(sql: sql, arguments: Self.arguments(grant)) }
    }

    package func forgetGrants(
        organization: String, on upstream: String, of namespace: String?, begun: Bool
    ) async throws(StoreError) {
        guard ![organization, upstream, namespace ?? ""].contains(where: { $0.utf8.contains(0) }) else { return }
        let sql = """
            DELETE FROM \(Self.boundUserGrants)
            WHERE upstream = :upstream AND organization = :organization AND (is_given = 1 OR :begun) AND user_id IN (
                SELECT user_id FROM \(Self.boundUsers)
                WHERE upstream = :upstream AND (:namespace IS NULL OR namespace = :namespace))
            """
        try await write { database in
            try database.execute(
                sql: sql,
                arguments: [
                    "upstream": upstream, "organization": organization, "begun": begun, "namespace": namespace,
                ])
        }
    }

    package func strayGrants(
        of namespace: String?, on upstream: String, limit: Int
    ) async throws(StoreError) -> [BoundUserGrant] {
        guard namespace?.utf8.contains(0) != true, !upstream.utf8.contains(0) else { return [] }
        let sql = """
            SELECT given.organization, given.user_id FROM \(Self.boundUserGrants) AS given
            WHERE given.upstream = :upstream AND CASE WHEN :namespace IS NULL THEN NOT EXISTS (
                    SELECT 1 FROM breakwater_projects AS kept JOIN \(Self.boundUsers) AS bound
                        ON bound.upstream = kept.upstream AND bound.namespace = kept.namespace
                    WHERE kept.upstream = given.upstream AND kept.project_number = 0
                        AND kept.project_name = given.organization AND bound.user_id = given.user_id
                ) ELSE (EXISTS (
                    SELECT 1 FROM breakwater_projects AS kept
                    WHERE kept.upstream = given.upstream AND kept.project_number = 0
                        AND kept.project_name = given.organization AND kept.namespace = :namespace
                )) <> (EXISTS (
                    SELECT 1 FROM \(Self.boundUsers) AS bound
                    WHERE bound.upstream = given.upstream AND bound.user_id = given.user_id
                        AND bound.namespace = :namespace
                )) END
            ORDER BY given.try_time, given.organization, given.user_id LIMIT :limit
            """
        return try await read { database in
            let rows = try Row.fetchAll(
                database, sql: sql, arguments: ["upstream": upstream, "namespace": namespace, "limit": limit])
            return try rows.map { row in
                BoundUserGrant(
                    upstream: upstream, organization: try row.column("organization", of: Self.boundUserGrants),
                    userID: try row.column("user_id", of: Self.boundUserGrants))
            }
        }
    }

    private static func arguments(_ grant: BoundUserGrant, now: Int64? = nil) -> StatementArguments {
        ["upstream": grant.upstream, "organization": grant.organization, "user": grant.userID, "now": now]
    }
}
