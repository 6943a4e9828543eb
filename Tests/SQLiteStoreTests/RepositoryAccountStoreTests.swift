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
            #expect(try await store.addRepositoryAccount(.sample(), now: 100) == .added)
            #expect(
                try await store.repositoryAccount(of: "ns7")
                    == RepositoryAccountRecord(
                        id: 1, namespace: "ns7", uid: "12", user: "robot-ns7", email: "r@example.org",
                        password: .sample(), pending: nil, version: 1, createdAt: 100, updatedAt: 100))
            for other in ["ns", "NS7", "", "ns7\u{0}"] {
                #expect(try await store.repositoryAccount(of: other) == nil, "\(other)")
            }
        }
    }

    @Test("a namespace has one account at most, and the second changes nothing")
    func single() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample(), now: 100) == .added)
            let first = try await store.repositoryAccount(of: "ns7")
            for user in ["other", "robot-ns7"] {
                let again = try await store.addRepositoryAccount(.sample(user: user, box: .sample(2)), now: 200)
                #expect(again == .namespaceTaken)
            }
            #expect(try await store.repositoryAccount(of: "ns7") == first)
            #expect(try await store.addRepositoryAccount(.sample("ns8"), now: 200) == .added)
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
                            == .added
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 1)
        }
    }

    @Test("of many namespaces that take one user of a registry at once, in two processes, one has him")
    func userRace() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let additions = try await withThrowingTaskGroup(of: RepositoryAccountAddition.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await stores[index % 2].addRepositoryAccount(
                            .sample("ns\(index)", user: "robot"), now: 100)
                    }
                }
                return try await group.reduce(into: [RepositoryAccountAddition]()) { $0.append($1) }
            }
            #expect(additions.count { $0 == .added } == 1 && additions.count { $0 == .userTaken } == 7)
            var namespaces: [String] = []
            for index in 0..<8 where try await stores[0].hasRepositoryAccount(namespace: "ns\(index)") {
                namespaces.append("ns\(index)")
            }
            #expect(namespaces.count == 1)
        }
    }

    @Test("a user of the registry is known by exactly its name, whichever namespace has it")
    func byUser() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample("ns8", user: "Robot"), now: 100) == .added)
            #expect(try await store.hasRepositoryAccount(named: "Robot"))
            for other in ["robot", "Robo", "", "Robot\u{0}"] {
                #expect(try await !store.hasRepositoryAccount(named: other), "\(other)")
            }
        }
    }

    @Test("a pending password stands beside the one that counts until it is committed or dropped")
    func pending() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample(), now: 100) == .added)
            #expect(try await store.addRepositoryAccount(.sample("ns8"), now: 100) == .added)
            #expect(try await store.setPendingPassword(.sample(2), namespace: "ns7", version: 1, now: 200))
            var account = try #require(try await store.repositoryAccount(of: "ns7"))
            #expect(account.password == .sample() && account.pending == .sample(2))
            #expect(account.version == 2 && account.updatedAt == 200)

            #expect(try await store.dropPendingPassword(namespace: "ns7", version: 2, now: 300))
            account = try #require(try await store.repositoryAccount(of: "ns7"))
            #expect(account.password == .sample() && account.pending == nil)
            #expect(account.version == 3 && account.updatedAt == 300)

            #expect(try await store.setPendingPassword(.sample(3), namespace: "ns7", version: 3, now: 400))
            #expect(try await store.commitPassword(.sample(4), namespace: "ns7", version: 4, now: 500))
            account = try #require(try await store.repositoryAccount(of: "ns7"))
            #expect(account.password == .sample(4) && account.pending == nil)
            #expect(account.version == 5 && account.updatedAt == 500 && account.createdAt == 100)

            let other = try #require(try await store.repositoryAccount(of: "ns8"))
            #expect(other.password == .sample() && other.pending == nil)
            #expect(other.version == 1 && other.updatedAt == 100)
        }
    }

    @Test("who names an earlier version, or a later one, changes nothing")
    func versions() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addRepositoryAccount(.sample(), now: 100) == .added)
            #expect(try await store.setPendingPassword(.sample(2), namespace: "ns7", version: 1, now: 200))
            let before = try await store.repositoryAccount(of: "ns7")
            for version: Int64 in [-1, 0, 1, 3, .max] {
                #expect(
                    try await !store.setPendingPassword(.sample(9), namespace: "ns7", version: version, now: 300))
                #expect(try await !store.commitPassword(.sample(9), namespace: "ns7", version: version, now: 300))
                #expect(try await !store.dropPendingPassword(namespace: "ns7", version: version, now: 300))
                #expect(try await store.repositoryAccount(of: "ns7") == before, "\(version)")
            }
        }
    }

    @Test("of two processes that change what both have read, one does")
    func changeRace() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            #expect(try await stores[0].addRepositoryAccount(.sample(), now: 100) == .added)
            for version in 1...10 {
                let changed = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for store in stores {
                        group.addTask {
                            try await store.setPendingPassword(
                                .sample(7), namespace: "ns7", version: Int64(version), now: 200)
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(changed == 1, "\(version)")
            }
        }
    }

    @Test("without an account there is nothing to change")
    func missing() async throws {
        try await withStore { (store) async throws in
            #expect(try await !store.setPendingPassword(.sample(), namespace: "ns7", version: 1, now: 1))
            #expect(try await !store.commitPassword(.sample(), namespace: "ns7", version: 1, now: 1))
            #expect(try await !store.dropPendingPassword(namespace: "ns7", version: 1, now: 1))
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
