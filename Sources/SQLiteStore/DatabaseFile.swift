internal import Domain
internal import Foundation

/// The database's place on disk. SQLite gives its `-wal` and `-shm` files the mode of the main one, so that the mode is
/// settled here, before SQLite sees the path.
struct DatabaseFile {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Makes the folders (0700) and the file (0600) that are missing; refuses a file that others may open, since it
    /// holds password hashes.
    func prepare() throws(StartupError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw StartupError("store", "sqlite: needs the path of a file", remedy: "such as sqlite:var/breakwater.db")
        }
        try makeFolder()
        try makeFile()
        // By name, never by a descriptor of ours: closing one on a file that this process has open as a database drops
        // SQLite's locks on it (https://sqlite.org/howtocorrupt.html, §2.2).
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw StartupError(path, "the database is not a plain file")
        }
        guard facts.st_mode & 0o077 == 0 else {
            let mode = String(facts.st_mode & 0o7777, radix: 8)
            throw StartupError(
                path, "others than its owner may read or change the database (mode \(mode))",
                remedy: "run `chmod 600 \(path)`")
        }
    }

    private func makeFile() throws(StartupError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if errno != EEXIST {
            throw StartupError(
                path, "the database cannot be opened: \(String(cString: strerror(errno)))",
                remedy: "set store to sqlite:<file> with a file that this user may write")
        }
    }

    private func makeFolder() throws(StartupError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let folder = String(path[..<slash])
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartupError(
                folder, "the folder for the database cannot be made",
                remedy: "set store to sqlite:<file> in a folder that this user may write to")
        }
    }
}
