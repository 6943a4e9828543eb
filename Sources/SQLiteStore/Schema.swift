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
}
