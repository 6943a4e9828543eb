import Domain
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite struct DatabaseFileTests {
    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("the file, its log and its folder are made for the owner alone")
    func modes() async throws {
        try await withDatabasePath { path in
            let nested = (path as NSString).deletingLastPathComponent + "/a/b/accounts.db"
            let store = try SQLiteAccountStore(path: nested)
            try await store.check()
            for suffix in ["", "-wal", "-shm"] {
                #expect(try mode(nested + suffix) == 0o600)
            }
            #expect(try mode((nested as NSString).deletingLastPathComponent) == 0o700)
        }
    }

    @Test("a file that others may read is refused with the remedy", arguments: [0o640, 0o644, 0o602])
    func permissions(mode: Int) async throws {
        try await withDatabasePath { path in
            _ = try SQLiteAccountStore(path: path)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let error = #expect(throws: StartupError.self) { try SQLiteAccountStore(path: path) }
            #expect(error?.subject == path)
            #expect(error?.remedy.contains("chmod 600 \(path)") == true)
        }
    }

    @Test("a path that cannot be a database is an error", arguments: ["", "/dev/null", "/dev/null/x/y.db", "/"])
    func unusable(path: String) {
        #expect(throws: StartupError.self) { try SQLiteAccountStore(path: path) }
    }

    @Test("a file of something else is refused and left as it was")
    func otherFile() async throws {
        try await withDatabasePath { path in
            let text = Data(String(repeating: "this is a letter, not a database\n", count: 100).utf8)
            try text.write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let error = #expect(throws: StartupError.self) { try SQLiteAccountStore(path: path) }
            #expect(error?.problem.contains("not an SQLite database") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
        }
    }

    @Test("a database of a newer release is refused")
    func newer() async throws {
        try await withDatabasePath { path in
            do {
                let store = try SQLiteAccountStore(path: path)
                try await store.pool.write { database in
                    try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999 from the future')")
                }
            }
            let error = #expect(throws: StartupError.self) { try SQLiteAccountStore(path: path) }
            #expect(error?.problem.contains("newer release") == true)
        }
    }

    @Test("the schema's released steps keep their names, in order")
    func migrations() {
        #expect(
            Schema.migrator.migrations == [
                "001 users and registry accounts", "002 sessions and keys", "003 vault", "004 projects",
                "005 bound users",
            ])
    }
}
