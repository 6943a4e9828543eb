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

    private func add(
        _ namespace: String, _ password: String, as user: String? = nil, to vault: Vault
    ) async throws -> RepositoryAccountAddition {
        try await vault.add(
            namespace: namespace, userID: 12, user: user ?? "robot-\(namespace)", email: "r@example.org",
            password: Secret(password))
    }

    /// The account of ns7, with this password pending from now on.
    private func setPending(_ password: String, _ vault: Vault, now: Int64 = 100) async throws -> VaultAccount {
        let account = try #require(try await vault.account(of: "ns7"))
        return try #require(try await vault.setPending(Secret(password), on: account, now: now))
    }

    @Test("an account is opened as it was put there; a namespace has one, and a user is one namespace's")
    func roundTrip() async throws {
        try await withVault { (vault, _) async throws in
            #expect(try await vault.account(of: "ns7") == nil)
            #expect(try await add("ns7", "Größe-123", to: vault) == .added)
            #expect(try await add("ns7", "Other-123", to: vault) == .namespaceTaken)
            #expect(try await add("ns7", "Other-123", as: "other", to: vault) == .namespaceTaken)
            #expect(try await add("ns8", "Other-123", as: "robot-ns7", to: vault) == .userTaken)
            #expect(
                try await vault.account(of: "ns7")
                    == VaultAccount(
                        namespace: "ns7", userID: 12, user: "robot-ns7", email: "r@example.org",
                        password: Secret("Größe-123"), pending: nil))
            #expect(try await vault.account(of: "ns8") == nil)
            #expect(try await vault.hasAccount(named: "robot-ns7"))
            #expect(try await !vault.hasAccount(named: "robot-ns8"))
        }
    }

    @Test("a pending password is opened beside the one that counts, then takes its place or goes")
    func pending() async throws {
        try await withVault { (vault, _) async throws in
            #expect(try await add("ns7", "One-12345", to: vault) == .added)
            var marked = try await setPending("Two-12345", vault, now: 100)
            #expect(marked.password == Secret("One-12345") && marked.pending == Secret("Two-12345"))
            #expect(marked.pendingSince == 100)
            #expect(try await vault.account(of: "ns7") == marked, "as who has set it sees it")
            #expect(try await vault.dropPending(of: marked))
            var account = try await vault.account(of: "ns7")
            #expect(account?.password == Secret("One-12345"))
            #expect(account?.pending == nil && account?.pendingSince == nil)
            marked = try await setPending("Two-12345", vault)
            #expect(try await vault.commitPending(of: marked))
            account = try await vault.account(of: "ns7")
            #expect(account?.password == Secret("Two-12345"))
            #expect(account?.pending == nil && account?.pendingSince == nil)
        }
    }

    @Test("who has read an account before somebody changed it does not change it")
    func stale() async throws {
        try await withVault { (vault, _) async throws in
            #expect(try await add("ns7", "One-12345", to: vault) == .added)
            let first = try #require(try await vault.account(of: "ns7"))
            let second = try await setPending("Two-12345", vault)
            let third = try await setPending("Three-123", vault)
            for stale in [first, second] {
                #expect(try await vault.setPending(Secret("Four-1234"), on: stale, now: 100) == nil)
                #expect(try await !vault.commitPending(of: stale))
                #expect(try await !vault.dropPending(of: stale))
                #expect(try await vault.account(of: "ns7") == third)
            }
            #expect(try await vault.commitPending(of: third))
            #expect(try await !vault.dropPending(of: third))
            #expect(try await vault.account(of: "ns7")?.password == Secret("Three-123"))
        }
    }

    @Test("without an account, or without a pending password, there is none to change")
    func missing() async throws {
        try await withVault { (vault, _) async throws in
            let account = VaultAccount(
                namespace: "ns7", userID: 1, user: "robot", email: "", password: Secret("a"), pending: Secret("b"))
            #expect(try await vault.setPending(Secret("c"), on: account, now: 100) == nil)
            #expect(try await !vault.commitPending(of: account))
            #expect(try await !vault.dropPending(of: account))
            #expect(try await add("ns7", "One-12345", to: vault) == .added)
            let there = try #require(try await vault.account(of: "ns7"))
            #expect(try await !vault.commitPending(of: there))
            #expect(try await vault.account(of: "ns7") == there)
        }
    }

    @Test(
        "a change may be carried out until minutes after it was noted, by clocks that differ a little",
        arguments: [(-300, false), (-299, true), (0, true), (299, true), (300, false)] as [(Int64, Bool)])
    func mayStillChange(offset: Int64, expected: Bool) {
        let account = VaultAccount(
            namespace: "ns7", userID: 1, user: "robot", email: "", password: Secret("a"), pending: Secret("b"),
            pendingSince: 1_000)
        #expect(account.mayStillChange(at: 1_000 + offset) == expected)
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
            #expect(try await add("ns7", "One-12345", to: vault) == .added)
            #expect(try await add("ns8", "Two-12345", to: vault) == .added)
            _ = try await setPending("Pen-12345", vault)
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
            let addition = try await vault.addThird(
                named: "hub", address: "hub.example.org", user: "puller", password: Secret("Pull-1234"),
                namespace: "ns7")
            #expect(addition == .added)
            let third = try #require(try await vault.third(named: "hub", namespace: "ns7"))
            #expect(third == ThirdRepositoryRecord(id: 1, name: "hub", address: "hub.example.org", user: "puller"))
            let (rows, total) = try await vault.thirds(namespace: "ns7", descending: false, range: 0..<10)
            #expect(rows == [third] && total == 1)
            let sql = "SELECT repository_password FROM tb_ote_web_third_repository WHERE repository_id = 'hub'"
            let sealed = try #require(try await store.pool.read { try Data.fetchOne($0, sql: sql) })
            #expect(!String(decoding: sealed, as: UTF8.self).contains("Pull-1234"))
            #expect(try await vault.deleteThirds(named: ["hub"], namespace: "ns7") == ["hub"])
            #expect(try await vault.deleteThirds(named: ["hub"], namespace: "ns7") == [])
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
            let other = try #require(try await vault.projects(of: "ns8", on: "swr").first)
            try await vault.keep(.remove(kept), namespace: "ns7", on: "swr")
            try await vault.keep(.affirm(other), namespace: "ns8", on: "swr")
            let refusal = await code { () async throws(GatewayError) in
                try await vault.keep(.affirm(kept), namespace: "ns7", on: "swr")
            }
            #expect(refusal == .targetRefused)
            #expect(try await vault.projects(of: "ns8", on: "swr").count == 1, "what ns7 deleted was another one")
            try await vault.keep(.remove(other), namespace: "default", on: "swr")
            #expect(try await vault.projects(of: nil, on: "swr").isEmpty)
        }
    }
}
