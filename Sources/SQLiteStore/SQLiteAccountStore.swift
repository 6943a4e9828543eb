internal import GRDB
package import Domain

/// The accounts in one SQLite file, for a gateway that stands alone.
///
/// Write-ahead logging: reads and the one writer do not wait for each other. `synchronous` is FULL, not the NORMAL that
/// is usual with it: NORMAL may lose the last commits at a power cut, and here a commit is a ban or a changed password
/// that somebody was told is done. Writes are rare; one sync each is affordable.
package final class SQLiteAccountStore: Sendable {
    let pool: DatabasePool

    /// How long a write waits for another process's before it fails, in seconds.
    private static let busyTimeout: Double = 5
    /// Reads at once. Each keeps a connection and some 0.1 MiB of cache; they take microseconds.
    private static let readers = 4

    /// Opens the file, making it (mode 0600) and its folders when they are not there, and brings its schema up to date.
    /// Blocks. Throws with the path and what to do when it cannot be used or was written by a newer release.
    package init(path: String) throws(StartupError) {
        try DatabaseFile(path).prepare()
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.maximumReaderCount = Self.readers
        configuration.label = "breakwater.accounts"
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // After opening, since GRDB sets NORMAL itself when it turns the log on.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch {
            throw Self.failure(path, error)
        }
        try Self.migrate(pool, path)
    }

    /// Brings everything into the one file, so that a copy of it is whole, and lets go of it. Nothing may be asked after.
    package func close() {
        try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try? pool.close()
    }

    private static func migrate(_ pool: DatabasePool, _ path: String) throws(StartupError) {
        let migrator = Schema.migrator
        let isNewer: Bool
        do {
            isNewer = try pool.read(migrator.hasBeenSuperseded)
            // GRDB looks which steps are missing before its transaction: of processes that start at once, the later one
            // fails on a step that another has just made, at each step once at most.
            var attempts = isNewer ? 0 : migrator.migrations.count
            while attempts > 0 {
                attempts -= 1
                do {
                    try migrator.migrate(pool)
                    attempts = 0
                } catch {
                    if attempts == 0 { throw error }
                }
            }
        } catch {
            throw failure(path, error)
        }
        if isNewer {
            throw StartupError(
                path, "a newer release of breakwater has changed this database",
                remedy: "run that release, or restore the copy made before it")
        }
    }

    private static func failure(_ path: String, _ error: any Error) -> StartupError {
        let reason = (error as? DatabaseError).map { $0.resultCode.errorString ?? "SQLite \($0.resultCode.rawValue)" }
        return StartupError(
            path, "this cannot be used as the database: \(reason ?? "\(type(of: error))")",
            remedy: "set store to sqlite:<file> with a file that this user may write, on a local disk")
    }
}

extension ResultCode {
    fileprivate var errorString: String? {
        switch self {
        case .SQLITE_NOTADB: "the file is not an SQLite database"
        case .SQLITE_CORRUPT: "the file is damaged"
        case .SQLITE_READONLY: "the file or its folder is read-only"
        case .SQLITE_CANTOPEN: "the file cannot be opened"
        case .SQLITE_FULL: "the disk is full"
        case .SQLITE_IOERR: "reading or writing failed"
        case .SQLITE_BUSY: "another process has locked it"
        default: nil
        }
    }
}
