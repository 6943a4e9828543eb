import Cryptography
import Domain
import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite struct BootstrapAdministratorTests {
    private func opens(_ store: SQLiteAccountStore, _ password: String) async throws -> Bool {
        let user = try #require(try await store.user(named: "admin"))
        return try user.password.matches(Array(password.utf8))
    }

    @Test("the first start makes the account with the password of the settings, later starts change nothing")
    func settings() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let first = try BootstrapAdministrator(name: "admin", password: Secret("first"))
            #expect(try await first.ensure(in: store, now: 1) == .created)
            #expect(try await opens(store, "first"))
            let second = try BootstrapAdministrator(name: "admin", password: Secret("second"))
            #expect(try await second.ensure(in: store, now: 2) == .existing)
            #expect(try await opens(store, "first"))
            #expect(try await !opens(store, "second"))
        }
    }

    @Test("without a password one is generated, told once, and works", arguments: [nil, Secret("")])
    func generated(password: Secret?) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let bootstrap = try BootstrapAdministrator(name: "admin", password: password)
            guard case .createdWithPassword(let made) = try await bootstrap.ensure(in: store, now: 1) else {
                Issue.record("no password was told")
                return
            }
            #expect(try await opens(store, made.reveal()))
            #expect(try await !opens(store, ""))
            #expect(try await bootstrap.ensure(in: store, now: 2) == .existing)
        }
    }

    @Test("a name that belongs to somebody else raises nobody")
    func occupied() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let bootstrap = try BootstrapAdministrator(name: "admin", password: Secret("p"))
            _ = try await bootstrap.ensure(in: store, now: 1)
            for change in ["role = 1", "role = 3, status = 3"] {
                try await store.pool.write { try $0.execute(sql: "UPDATE tb_ote_web_users SET \(change)") }
                #expect(try await bootstrap.ensure(in: store, now: 2) == .existingWithoutRole)
            }
            #expect(try await store.user(named: "admin")?.role == nil)
        }
    }

    @Test("a store that fails stops the start")
    func failing() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            try await store.pool.write { try $0.execute(sql: "DROP TABLE tb_ote_web_users") }
            let bootstrap = try BootstrapAdministrator(name: "admin", password: nil)
            await #expect(throws: StartupError.self) { try await bootstrap.ensure(in: store, now: 1) }
        }
    }

    @Test(
        "names that could never log in are refused",
        arguments: ["", "a\u{0}b", "a\nb", String(repeating: "a", count: 51)])
    func names(name: String) {
        #expect(throws: StartupError.self) { try BootstrapAdministrator(name: name, password: nil) }
    }

    @Test("a password beyond the bound is refused without being shown")
    func password() throws {
        let long = String(repeating: "topsecret", count: 200)
        let error = #expect(throws: StartupError.self) {
            try BootstrapAdministrator(name: "admin", password: Secret(long))
        }
        let text = try #require(error?.description)
        #expect(!text.contains("topsecret"))
    }
}
