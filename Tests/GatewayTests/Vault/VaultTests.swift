import Cryptography
import Domain
import Foundation
import GRDB
import Store
import Testing
import Translation

@testable import Gateway
@testable import SQLiteStore

@Suite("The vault")
struct VaultTests {
    private func withVault(_ body: (Vault, SQLiteAccountStore) async throws -> Void) async throws {
        try await withStateFolder { (folder) async throws in
            let store = try SQLiteAccountStore(path: folder + "/accounts.db")
            try await body(Vault(store: store, masters: MasterKeySource(try MasterKey.generate())), store)
        }
    }

    private func add(_ namespace: String, _ password: String, to vault: Vault) async throws -> Bool {
        try await vault.add(
            namespace: namespace, userID: 12, user: "robot-\(namespace)", email: "r@example.org",
            password: Secret(password))
    }

    @Test("an account is opened as it was put there, and a namespace has one")
    func roundTrip() async throws {
        try await withVault { (vault, _) async throws in
            #expect(try await vault.account(of: "ns7") == nil)
            #expect(try await add("ns7", "Größe-123", to: vault))
            #expect(try await !add("ns7", "Other-123", to: vault))
            #expect(
                try await vault.account(of: "ns7")
                    == VaultAccount(
                        namespace: "ns7", userID: 12, user: "robot-ns7", email: "r@example.org",
                        password: Secret("Größe-123"), pending: nil))
            #expect(try await vault.hasAccount(named: "robot-ns7"))
            #expect(try await !vault.hasAccount(named: "robot-ns8"))
        }
    }

    @Test("a pending password is opened beside the one that counts, then takes its place or goes")
    func pending() async throws {
        try await withVault { (vault, _) async throws in
            #expect(try await add("ns7", "One-12345", to: vault))
            try await vault.setPending(Secret("Two-12345"), namespace: "ns7")
            var account = try await vault.account(of: "ns7")
            #expect(account?.password == Secret("One-12345") && account?.pending == Secret("Two-12345"))
            try await vault.dropPending(namespace: "ns7")
            account = try await vault.account(of: "ns7")
            #expect(account?.password == Secret("One-12345") && account?.pending == nil)
            try await vault.setPending(Secret("Two-12345"), namespace: "ns7")
            try await vault.commitPending(namespace: "ns7", Secret("Two-12345"))
            account = try await vault.account(of: "ns7")
            #expect(account?.password == Secret("Two-12345") && account?.pending == nil)
        }
    }

    @Test("without an account there is no password to change")
    func missing() async throws {
        try await withVault { (vault, _) async throws in
            let first = try await #require(throws: GatewayError.self) {
                try await vault.setPending(Secret("a"), namespace: "ns7")
            }
            let second = try await #require(throws: GatewayError.self) {
                try await vault.commitPending(namespace: "ns7", Secret("a"))
            }
            #expect(first.code == .accountMissing && second.code == .accountMissing)
            try await vault.dropPending(namespace: "ns7")
        }
    }

    /// Who may write into the database, but has no master key, could else act with another namespace's account, or bring
    /// an old password back.
    @Test(
        "a seal that was moved to another record, or changed, does not open",
        arguments: [
            "UPDATE tb_ote_web_repository_users SET repository_password = (SELECT repository_password FROM "
                + "tb_ote_web_repository_users WHERE namespace = 'ns8') WHERE namespace = 'ns7'",
            "UPDATE tb_ote_web_repository_users SET repository_password = pending_password WHERE namespace = 'ns7'",
            "UPDATE tb_ote_web_repository_users SET repository_password = zeroblob(40) WHERE namespace = 'ns7'",
            "UPDATE tb_ote_web_repository_users SET master_key = '0123456789abcdef' WHERE namespace = 'ns7'",
        ])
    func tampering(statement: String) async throws {
        try await withVault { (vault, store) async throws in
            #expect(try await add("ns7", "One-12345", to: vault))
            #expect(try await add("ns8", "Two-12345", to: vault))
            try await vault.setPending(Secret("Pen-12345"), namespace: "ns7")
            try await store.pool.write { try $0.execute(sql: statement) }
            let error = try await #require(throws: GatewayError.self) { try await vault.account(of: "ns7") }
            #expect(error.code == .internal)
            #expect(error.detail.contains("repository-account/ns7"))
            #expect(try await vault.account(of: "ns8")?.password == Secret("Two-12345"))
        }
    }

    @Test("a registry elsewhere is kept and shown without its password")
    func thirds() async throws {
        try await withVault { (vault, store) async throws in
            let isAdded = try await vault.addThird(
                named: "hub", address: "hub.example.org", user: "puller", password: Secret("Pull-1234"),
                namespace: "ns7")
            #expect(isAdded)
            let third = try #require(try await vault.third(named: "hub", namespace: "ns7"))
            #expect(third == ThirdRepository(id: 1, name: "hub", address: "hub.example.org", user: "puller"))
            let (rows, total) = try await vault.thirds(namespace: "ns7", descending: false, range: 0..<10)
            #expect(rows == [third] && total == 1)
            let box = try #require(try await store.thirdRepository(named: "hub", namespace: "ns7")?.password)
            #expect(!String(decoding: box.bytes, as: UTF8.self).contains("Pull-1234"))
            #expect(try await vault.deleteThird(named: "hub", namespace: "ns7"))
            #expect(try await !vault.deleteThird(named: "hub", namespace: "ns7"))
        }
    }

    @Test("projects are kept by upstream and namespace; a name that is given anew is its new namespace's")
    func projects() async throws {
        try await withVault { (vault, _) async throws in
            try await vault.keep(.add(name: "web", isPublic: true), namespace: "ns7", on: "swr")
            let kept = try #require(try await vault.projects(of: "ns7", on: "swr").first)
            #expect(kept.name == "web" && kept.namespace == "ns7" && kept.isPublic)
            #expect(try await vault.projects(of: "ns8", on: "swr").isEmpty)
            #expect(try await vault.projects(of: nil, on: "other").isEmpty)
            try await vault.keep(.add(name: "web", isPublic: false), namespace: "ns8", on: "swr")
            #expect(try await vault.projects(of: "ns7", on: "swr").isEmpty)
            #expect(try await vault.projects(of: "ns8", on: "swr").map(\.isPublic) == [false])
            try await vault.keep(.remove(name: "web"), namespace: "default", on: "swr")
            #expect(try await vault.projects(of: nil, on: "swr").isEmpty)
        }
    }
}
