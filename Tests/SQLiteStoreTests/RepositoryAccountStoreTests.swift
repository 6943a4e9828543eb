import Cryptography
import Store
import Testing

@testable import SQLiteStore

@Suite("Registry accounts in the store")
struct RepositoryAccountStoreTests {
    private func withStore(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in try await body(try SQLiteAccountStore(path: path)) }
    }

    @Test("an account comes back as it went in")
    func roundTrip() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.repositoryAccount(of: "ns7") == nil)
            #expect(try await store.addRepositoryAccount(.sample(), now: 100))
            #expect(
                try await store.repositoryAccount(of: "ns7")
                    == RepositoryAccountRecord(
                        id: 1, namespace: "ns7", uid: "12", user: "robot", email: "r@example.org", password: .sample(),
                        pending: nil, createdAt: 100, updatedAt: 100))
            for other in ["ns", "NS7", "", "ns7\u{0}"] {
                #expect(try await store.repositoryAccount(of: other) == nil, "\(other)")
            }
        }
    }

    @Test("a namespace has one account at most, and the second changes nothing")
    func single() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample(), now: 100))
            let first = try await store.repositoryAccount(of: "ns7")
            #expect(try await !store.addRepositoryAccount(.sample(user: "other", box: .sample(2)), now: 200))
            #expect(try await store.repositoryAccount(of: "ns7") == first)
            #expect(try await store.addRepositoryAccount(.sample("ns8"), now: 200))
        }
    }

    @Test("of many that make one namespace's account at once, one does")
    func race() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await stores[index % 2].addRepositoryAccount(.sample(user: "user\(index)"), now: 100)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 1)
        }
    }

    @Test("a user of the registry is known by exactly its name, whichever namespace has it")
    func byUser() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample("ns8", user: "Robot"), now: 100))
            #expect(try await store.hasRepositoryAccount(named: "Robot"))
            for other in ["robot", "Robo", "", "Robot\u{0}"] {
                #expect(try await !store.hasRepositoryAccount(named: other), "\(other)")
            }
        }
    }

    @Test("a pending password stands beside the one that counts until it is committed or dropped")
    func pending() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample(), now: 100))
            #expect(try await store.addRepositoryAccount(.sample("ns8"), now: 100))
            #expect(try await store.setPendingPassword(.sample(2), namespace: "ns7", now: 200))
            var account = try #require(try await store.repositoryAccount(of: "ns7"))
            #expect(account.password == .sample() && account.pending == .sample(2) && account.updatedAt == 200)

            try await store.dropPendingPassword(namespace: "ns7", now: 300)
            account = try #require(try await store.repositoryAccount(of: "ns7"))
            #expect(account.password == .sample() && account.pending == nil && account.updatedAt == 300)

            #expect(try await store.setPendingPassword(.sample(3), namespace: "ns7", now: 400))
            #expect(try await store.commitPassword(.sample(4), namespace: "ns7", now: 500))
            account = try #require(try await store.repositoryAccount(of: "ns7"))
            #expect(account.password == .sample(4) && account.pending == nil && account.updatedAt == 500)
            #expect(account.createdAt == 100)

            let other = try #require(try await store.repositoryAccount(of: "ns8"))
            #expect(other.password == .sample() && other.pending == nil && other.updatedAt == 100)
        }
    }

    @Test("without an account there is nothing to change")
    func missing() async throws {
        try await withStore { (store) async throws in
            #expect(try await !store.setPendingPassword(.sample(), namespace: "ns7", now: 1))
            #expect(try await !store.commitPassword(.sample(), namespace: "ns7", now: 1))
            try await store.dropPendingPassword(namespace: "ns7", now: 1)
            #expect(try await store.repositoryAccount(of: "ns7") == nil)
        }
    }

    @Test("a text with NUL, which SQLite would cut, is not stored")
    func nul() async throws {
        try await withStore { (store) async throws in
            await #expect(throws: StoreError.self) {
                try await store.addRepositoryAccount(.sample("ns7\u{0}"), now: 1)
            }
            await #expect(throws: StoreError.self) {
                try await store.addRepositoryAccount(.sample(user: "a\u{0}b"), now: 1)
            }
            #expect(try await !store.hasRepositoryAccount(namespace: "ns7"))
        }
    }
}
