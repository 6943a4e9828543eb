internal import GRDB

/// The tables, as a list of steps that only grows: a step that was released is never edited, because databases exist on
/// which it ran. Table and column names are those that existing deployments of the `/v1` API have.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("001 users and registry accounts") { database in
            try database.execute(sql: users)
            try database.execute(sql: repositoryUsers)
        }
        migrator.registerMigration("002 sessions and keys") { database in
            for statement in sessions + [keys] { try database.execute(sql: statement) }
        }
        migrator.registerMigration("003 vault") { database in
            for statement in vault { try database.execute(sql: statement) }
        }
        migrator.registerMigration("004 projects") { database in
            for statement in projects { try database.execute(sql: statement) }
        }
        migrator.registerMigration("005 bound users") { database in
            for statement in boundUsers { try database.execute(sql: statement) }
        }
        return migrator
    }

    /// AUTOINCREMENT, so that a deleted user's number (the `sub` of tokens that may still live) is never given to
    /// another. Lengths are checks here, since SQLite ignores those of VARCHAR.
    private static let users = """
        CREATE TABLE tb_ote_web_users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            uid TEXT NOT NULL UNIQUE,
            namespace TEXT NOT NULL DEFAULT '',
            user_name TEXT NOT NULL UNIQUE CHECK (length(user_name) BETWEEN 1 AND 50),
            display_name TEXT NOT NULL DEFAULT '',
            real_name TEXT NOT NULL DEFAULT '' CHECK (length(real_name) <= 50),
            password TEXT NOT NULL,
            email TEXT NOT NULL DEFAULT '',
            phone TEXT UNIQUE CHECK (length(phone) BETWEEN 1 AND 32),
            status INTEGER NOT NULL DEFAULT 3 CHECK (status BETWEEN 0 AND 3),
            is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
            role INTEGER NOT NULL DEFAULT 0 CHECK (role BETWEEN 0 AND 3),
            version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL
        ) STRICT
        """

    /// One account of the registry per business namespace.
    private static let repositoryUsers = """
        CREATE TABLE tb_ote_web_repository_users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace TEXT NOT NULL UNIQUE CHECK (namespace <> ''),
            repository_uid TEXT NOT NULL,
            repository_username TEXT NOT NULL,
            repository_email TEXT NOT NULL DEFAULT '',
            repository_password TEXT NOT NULL,
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL
        ) STRICT
        """

    /// What happened to accounts and sessions, each row stamped with the counter's next value, so that a gateway asks for
    /// what is new to it. `expires_at`: when the last token that it could be about has expired.
    private static let sessions = [
        """
        CREATE TABLE breakwater_counter (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            value INTEGER NOT NULL,
            keys_changed INTEGER NOT NULL,
            token_life INTEGER NOT NULL,
            issuer TEXT NOT NULL
        ) STRICT
        """,
        "INSERT INTO breakwater_counter (id, value, keys_changed, token_life, issuer) VALUES (1, 0, 0, 3600, '')",
        """
        CREATE TABLE breakwater_account_changes (
            user_id INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL,
            version INTEGER NOT NULL,
            user_name TEXT NOT NULL,
            role INTEGER,
            namespace TEXT NOT NULL,
            floor INTEGER NOT NULL,
            kept_session TEXT NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX breakwater_account_changes_sequence ON breakwater_account_changes (sequence)",
        """
        CREATE TABLE breakwater_ended_sessions (
            session TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX breakwater_ended_sessions_sequence ON breakwater_ended_sessions (sequence)",
        """
        CREATE TABLE breakwater_superseded_tokens (
            token TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL,
            good_until INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX breakwater_superseded_tokens_sequence ON breakwater_superseded_tokens (sequence)",
    ]

    private static let keys = """
        CREATE TABLE breakwater_keys (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            kid TEXT NOT NULL UNIQUE,
            algorithm TEXT NOT NULL,
            use TEXT NOT NULL CHECK (use IN ('sign', 'verify')),
            public_key BLOB,
            sealed BLOB,
            master_key TEXT,
            issuer TEXT,
            created_at INTEGER NOT NULL,
            signs_from INTEGER NOT NULL,
            verifies_until INTEGER,
            CHECK ((sealed IS NULL) = (master_key IS NULL)),
            CHECK (sealed IS NOT NULL OR public_key IS NOT NULL)
        ) STRICT
        """

    /// No release wrote to the accounts' first table. A row that somebody put there holds a password that is not sealed,
    /// with which nothing can be done but remove it.
    ///
    /// One user of a registry is the account of one namespace only, even when two processes take him over at once.
    private static let vault = [
        "DROP TABLE tb_ote_web_repository_users",
        """
        CREATE TABLE tb_ote_web_repository_users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace TEXT NOT NULL UNIQUE CHECK (namespace <> ''),
            repository_uid TEXT NOT NULL,
            repository_username TEXT NOT NULL UNIQUE CHECK (repository_username <> ''),
            repository_email TEXT NOT NULL DEFAULT '',
            repository_password BLOB NOT NULL,
            master_key TEXT NOT NULL,
            pending_password BLOB,
            pending_master_key TEXT,
            version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL,
            CHECK ((pending_password IS NULL) = (pending_master_key IS NULL))
        ) STRICT
        """,
        """
        CREATE TABLE tb_ote_web_third_repository (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace TEXT NOT NULL CHECK (namespace <> ''),
            repository_id TEXT NOT NULL CHECK (length(repository_id) BETWEEN 1 AND 64),
            repository_url TEXT NOT NULL CHECK (length(repository_url) BETWEEN 1 AND 255),
            repository_username TEXT NOT NULL CHECK (length(repository_username) BETWEEN 1 AND 255),
            repository_password BLOB NOT NULL,
            master_key TEXT NOT NULL,
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL,
            UNIQUE (namespace, repository_id)
        ) STRICT
        """,
        """
        CREATE TABLE breakwater_projects (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            upstream TEXT NOT NULL,
            project_name TEXT NOT NULL CHECK (project_name <> ''),
            namespace TEXT NOT NULL,
            is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL,
            UNIQUE (upstream, project_name)
        ) STRICT
        """,
    ]

    /// Registries that number their projects beside those that do not: 0 is no number. A name is given again when its
    /// project is gone, a number never.
    private static let projects = [
        """
        CREATE TABLE breakwater_numbered_projects (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            upstream TEXT NOT NULL,
            project_number INTEGER NOT NULL DEFAULT 0 CHECK (project_number >= 0),
            project_name TEXT NOT NULL CHECK (project_name <> ''),
            namespace TEXT NOT NULL,
            is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL,
            missing_since INTEGER NOT NULL DEFAULT 0 CHECK (missing_since >= 0)
        ) STRICT
        """,
        """
        INSERT INTO breakwater_numbered_projects
            (upstream, project_number, project_name, namespace, is_public, create_time, update_time)
        SELECT upstream, 0, project_name, namespace, is_public, create_time, update_time FROM breakwater_projects
        ORDER BY id
        """,
        "DROP TABLE breakwater_projects",
        "ALTER TABLE breakwater_numbered_projects RENAME TO breakwater_projects",
        // What lists go by.
        "CREATE INDEX breakwater_projects_upstream ON breakwater_projects (upstream, project_name, project_number)",
        """
        CREATE UNIQUE INDEX breakwater_projects_name ON breakwater_projects (upstream, project_name)
        WHERE project_number = 0
        """,
        """
        CREATE UNIQUE INDEX breakwater_projects_number ON breakwater_projects (upstream, project_number)
        WHERE project_number > 0
        """,
        """
        CREATE TABLE breakwater_project_intents (
            upstream TEXT NOT NULL,
            project_name TEXT NOT NULL CHECK (project_name <> ''),
            namespace TEXT NOT NULL,
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL,
            PRIMARY KEY (upstream, project_name)
        ) STRICT, WITHOUT ROWID
        """,
        // What they are counted by.
        "CREATE INDEX breakwater_project_intents_namespace ON breakwater_project_intents (namespace)",
    ]

    /// Users of an identity service that stand for namespaces, and where the registry has given them their permission, or
    /// may have.
    private static let boundUsers = [
        """
        CREATE TABLE breakwater_bound_users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            upstream TEXT NOT NULL,
            namespace TEXT NOT NULL CHECK (namespace <> ''),
            user_id TEXT NOT NULL CHECK (user_id <> ''),
            user_name TEXT NOT NULL CHECK (user_name <> ''),
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL,
            UNIQUE (upstream, namespace),
            UNIQUE (upstream, user_id)
        ) STRICT
        """,
        """
        CREATE TABLE breakwater_bound_user_grants (
            upstream TEXT NOT NULL,
            organization TEXT NOT NULL CHECK (organization <> ''),
            user_id TEXT NOT NULL,
            is_given INTEGER NOT NULL CHECK (is_given IN (0, 1)),
            create_time INTEGER NOT NULL,
            try_time INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (upstream, organization, user_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX breakwater_bound_user_grants_user ON breakwater_bound_user_grants (upstream, user_id)",
    ]
}
