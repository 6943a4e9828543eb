internal import GRDB
package import Store

extension SQLiteAccountStore: BoundUserStore {
    static let boundUsers = "breakwater_bound_users"
    static let boundUserGrants = "breakwater_bound_user_grants"

    package func boundUser(
        of namespace: String, on upstream: String
    ) async throws(StoreError) -> BoundUserRecord? {
        guard !namespace.utf8.contains(0), !upstream.utf8.contains(0) else { return nil }
        let user = "SELECT * FROM \(Self.boundUsers) WHERE upstream = ? AND namespace = ?"
        let grants = "SELECT organization, is_given FROM \(Self.boundUserGrants) WHERE upstream = ? AND user_id = ?"
        return try await read { database in
            guard let row = try Row.fetchOne(database, sql: user, arguments: [upstream, namespace]) else { return nil }
            let id: String = try row.column("user_id", of: Self.boundUsers)
            let rows = try Row.fetchAll(database, sql: grants, arguments: [upstream, id])
            var (given, begun) = (Set<String>(), Set<String>())
            for row in rows {
                let name: String = try row.column("organization", of: Self.boundUserGrants)
                let isGiven: Bool = try row.column("is_given", of: Self.boundUserGrants)
                if isGiven { given.insert(name) } else { begun.insert(name) }
            }
            return try BoundUserRecord(row, organizations: given, begun: begun)
        }
    }

    package func bindUser(
        _ user: NewBoundUser, replacing former: String?, now: Int64
    ) async throws(StoreError) -> RepositoryAccountAddition {
        try Self.requireText([user.namespace, user.upstream, user.userID, user.userName, former ?? ""])
        return try await write { database in
            // Its id is good on every upstream that has the same identity service.
            let isElsewhere = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM \(Self.boundUsers) WHERE user_id = ? AND namespace <> ?)",
                arguments: [user.userID, user.namespace])
            if isElsewhere == true { return .userTaken }
            if let former {
                try database.execute(
                    sql: """
                        UPDATE \(Self.boundUsers) SET user_id = ?, user_name = ?, update_time = ?
                        WHERE upstream = ? AND namespace = ? AND user_id = ?
                        """,
                    arguments: [user.userID, user.userName, now, user.upstream, user.namespace, former])
            } else {
                try database.execute(
                    sql: """
                        INSERT INTO \(Self.boundUsers)
                            (upstream, namespace, user_id, user_name, create_time, update_time)
                        VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """,
                    arguments: [user.upstream, user.namespace, user.userID, user.userName, now, now])
            }
            return database.changesCount == 1 ? .added : .namespaceTaken
        }
    }

    /// Whether a user is bound to the namespace, on any upstream, and lacks its permission in no organization of it.
    func hasBoundUser(namespace: String) async throws(StoreError) -> Bool {
        guard !namespace.isEmpty, !namespace.utf8.contains(0) else { return false }
        let sql = """
            SELECT EXISTS (
                SELECT 1 FROM \(Self.boundUsers) AS bound WHERE bound.namespace = ? AND NOT EXISTS (
                    SELECT 1 FROM breakwater_projects AS kept
                    WHERE kept.upstream = bound.upstream AND kept.namespace = bound.namespace
                        AND kept.project_number = 0 AND NOT EXISTS (
                        SELECT 1 FROM \(Self.boundUserGrants) AS given
                        WHERE given.upstream = kept.upstream AND given.organization = kept.project_name
                            AND given.user_id = bound.user_id AND given.is_given = 1)))
            """
        return try await read { try Bool.fetchOne($0, sql: sql, arguments: [namespace]) } ?? false
    }
}

extension BoundUserRecord {
    /// Reads a row; `corrupt` names the column that holds what this code does not write.
    fileprivate init(_ row: Row, organizations: Set<String>, begun: Set<String>) throws(StoreError) {
        let table = "breakwater_bound_users"
        self.init(
            namespace: try row.column("namespace", of: table), upstream: try row.column("upstream", of: table),
            userID: try row.column("user_id", of: table), userName: try row.column("user_name", of: table),
            organizations: organizations, begun: begun, createdAt: try row.column("create_time", of: table),
            updatedAt: try row.column("update_time", of: table))
    }
}
