import Store
import Testing

@testable import SQLiteStore

@Suite("Bound users in the store")
struct BoundUserStoreTests {
    private func withStore(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in try await body(try SQLiteAccountStore(path: path)) }
    }

    private static func user(
        _ id: String = "u1", of namespace: String = "ns7", on upstream: String = "swr"
    ) -> NewBoundUser {
        NewBoundUser(namespace: namespace, upstream: upstream, userID: id, userName: "name-\(id)")
    }

    private static func grant(_ organization: String, _ user: String = "u1", on upstream: String = "swr")
        -> BoundUserGrant
    {
        BoundUserGrant(upstream: upstream, organization: organization, userID: user)
    }

    private static func give(_ grant: BoundUserGrant, in store: SQLiteAccountStore) async throws {
        #expect(try await store.beginGrant(grant, now: 101))
        #expect(try await store.confirmGrant(grant, now: 101))
    }

    @Test("a user comes back as it was bound, with the organizations in which it has its permission")
    func roundTrip() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.boundUser(of: "ns7", on: "swr") == nil)
            #expect(try await store.bindUser(Self.user(), replacing: nil, now: 100) == .added)
            #expect(try await store.bindUser(Self.user("u2", of: "ns8"), replacing: nil, now: 100) == .added)
            #expect(try await store.bindUser(Self.user(on: "other"), replacing: nil, now: 100) == .added)
            for name in ["a", "b", "begun"] { try await store.keepProject(.sample(name), now: 100) }
            try await store.keepProject(.sample("c", namespace: "ns8"), now: 100)
            try await store.keepProject(.sample("d", on: "other"), now: 100)
            for grant in [Self.grant("a"), Self.grant("b"), Self.grant("a"), Self.grant("c", "u2")] {
                try await Self.give(grant, in: store)
            }
            try await Self.give(Self.grant("d", on: "other"), in: store)
            #expect(try await store.beginGrant(Self.grant("begun"), now: 101))
            try await store.dropGrant(Self.grant("b"))
            try await store.dropGrant(Self.grant("nothing"))
            #expect(
                try await store.boundUser(of: "ns7", on: "swr")
                    == BoundUserRecord(
                        namespace: "ns7", upstream: "swr", userID: "u1", userName: "name-u1", organizations: ["a"],
                        begun: ["begun"], createdAt: 100, updatedAt: 100))
            for (namespace, upstream) in [("ns8", "other"), ("ns9", "swr"), ("", "swr"), ("ns7\u{0}", "swr")] {
                #expect(try await store.boundUser(of: namespace, on: upstream) == nil, "\(namespace) \(upstream)")
            }
        }
    }

    @Test("a namespace has one user on an upstream, and a user is one namespace's, on whichever upstream")
    func single() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.bindUser(Self.user(), replacing: nil, now: 100) == .added)
            for id in ["u1", "u2"] {
                #expect(try await store.bindUser(Self.user(id), replacing: nil, now: 200) == .namespaceTaken)
            }
            for upstream in ["swr", "other"] {
                let taken = try await store.bindUser(Self.user(of: "ns8", on: upstream), replacing: nil, now: 200)
                #expect(taken == .userTaken)
            }
            #expect(try await store.bindUser(Self.user(on: "other"), replacing: nil, now: 200) == .added)
            #expect(try await store.bindUser(Self.user("u2", of: "ns8"), replacing: nil, now: 200) == .added)
            #expect(try await store.boundUser(of: "ns7", on: "swr")?.updatedAt == 100)
        }
    }

    @Test("a user takes the place of the one that is named, and of no other")
    func replacement() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.bindUser(Self.user("u2"), replacing: "u1", now: 100) == .namespaceTaken)
            #expect(try await store.boundUser(of: "ns7", on: "swr") == nil)
            #expect(try await store.bindUser(Self.user(), replacing: nil, now: 100) == .added)
            #expect(try await store.bindUser(Self.user("u3", of: "ns8"), replacing: nil, now: 100) == .added)
            #expect(try await store.bindUser(Self.user("u3"), replacing: "u1", now: 200) == .userTaken)
            #expect(try await store.bindUser(Self.user("u2"), replacing: "u9", now: 200) == .namespaceTaken)
            #expect(try await store.bindUser(Self.user("u2"), replacing: "u1", now: 200) == .added)
            let bound = try await store.boundUser(of: "ns7", on: "swr")
            #expect(bound?.userID == "u2" && bound?.userName == "name-u2")
            #expect(bound?.createdAt == 100 && bound?.updatedAt == 200)
        }
    }

    @Test("of many namespaces that bind one user at once, in two processes, one has it")
    func race() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let additions = try await withThrowingTaskGroup(of: RepositoryAccountAddition.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await stores[index % 2].bindUser(Self.user(of: "ns\(index)"), replacing: nil, now: 100)
                    }
                }
                return try await group.reduce(into: [RepositoryAccountAddition]()) { $0.append($1) }
            }
            #expect(additions.count { $0 == .added } == 1 && additions.count { $0 == .userTaken } == 7)
        }
    }

    @Test("it counts as the namespace's account as long as it lacks its permission in no organization of it")
    func whole() async throws {
        try await withStore { (store) async throws in
            func counts() async throws -> Bool { try await store.hasRepositoryAccount(namespace: "ns7") }
            try await store.keepProject(.sample("a"), now: 100)
            try await store.keepProject(.sample("elsewhere", on: "other"), now: 100)
            try await store.keepProject(.sample("foreign", namespace: "ns8"), now: 100)
            var isWhole = try await counts()
            #expect(!isWhole)
            #expect(try await store.bindUser(Self.user(), replacing: nil, now: 100) == .added)
            isWhole = try await counts()
            #expect(!isWhole)
            #expect(try await store.beginGrant(Self.grant("a"), now: 101))
            isWhole = try await counts()
            #expect(!isWhole, "begun is not given")
            #expect(try await store.confirmGrant(Self.grant("a"), now: 101))
            isWhole = try await counts()
            #expect(isWhole)
            try await store.keepProject(.sample("b"), now: 102)
            isWhole = try await counts()
            #expect(!isWhole)
            try await Self.give(Self.grant("b"), in: store)
            isWhole = try await counts()
            #expect(isWhole)
            #expect(try await !store.hasRepositoryAccount(namespace: "ns8"))
        }
    }

    @Test("a text with NUL, which SQLite would cut, is not stored")
    func nul() async throws {
        try await withStore { (store) async throws in
            await #expect(throws: StoreError.self) {
                try await store.bindUser(Self.user("a\u{0}b"), replacing: nil, now: 1)
            }
            await #expect(throws: StoreError.self) {
                try await store.beginGrant(Self.grant("a\u{0}"), now: 1)
            }
            await #expect(throws: StoreError.self) {
                try await store.confirmGrant(Self.grant("a", "u1\u{0}"), now: 1)
            }
            try await store.dropGrant(Self.grant("a\u{0}"))
            try await store.forgetGrants(organization: "a\u{0}", on: "swr", of: nil, begun: true)
            #expect(try await store.strayGrants(of: "ns7\u{0}", on: "swr", limit: 9) == [])
            #expect(try await !store.hasRepositoryAccount(namespace: "ns7\u{0}"))
        }
    }
}
