import Cryptography
import Store
import Testing

@testable import SQLiteStore

@Suite("Registries elsewhere in the store")
struct ThirdRepositoryStoreTests {
    private func withStore(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in try await body(try SQLiteAccountStore(path: path)) }
    }

    private func names(
        _ store: SQLiteAccountStore, isDescending: Bool = false, _ range: Range<Int> = 0..<100
    ) async throws -> [String] {
        try await store.thirdRepositories(namespace: "ns7", isDescending: isDescending, range: range).rows.map(\.name)
    }

    @Test("a registry comes back as it went in, by exactly its name and namespace")
    func roundTrip() async throws {
        try await withStore { (store) async throws in
            #expect(
                try await store.addThirdRepository(.sample("hub", box: .sample(7)), limit: 1_000, now: 100) == .added)
            #expect(
                try await store.thirdRepository(named: "hub", namespace: "ns7")
                    == ThirdRepositoryRecord(id: 1, name: "hub", address: "hub.example.org", user: "puller"))
            #expect(try await store.thirdPassword(named: "hub", namespace: "ns7") == .sample(7))
            for (name, namespace) in [("Hub", "ns7"), ("hub", "ns8"), ("hub\u{0}", "ns7"), ("hub", "ns7\u{0}")] {
                #expect(try await store.thirdRepository(named: name, namespace: namespace) == nil)
            }
        }
    }

    @Test("a name is taken inside its namespace alone, and the second one changes nothing")
    func taken() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addThirdRepository(.sample("hub"), limit: 1_000, now: 100) == .added)
            let first = try await store.thirdRepository(named: "hub", namespace: "ns7")
            for limit in [1_000, 1] {
                let again = try await store.addThirdRepository(
                    .sample("hub", box: .sample(9)), limit: limit, now: 200)
                #expect(again == .nameTaken)
            }
            #expect(try await store.thirdRepository(named: "hub", namespace: "ns7") == first)
            #expect(try await store.thirdPassword(named: "hub", namespace: "ns7") == .sample())
            #expect(
                try await store.addThirdRepository(.sample("hub", namespace: "ns8"), limit: 1_000, now: 200) == .added)
            #expect(try await store.addThirdRepository(.sample("HUB"), limit: 1_000, now: 200) == .added)
        }
    }

    @Test("a namespace has no more than it may, whoever adds them at once, and one less is room for one")
    func full() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let additions = try await withThrowingTaskGroup(of: ThirdRepositoryAddition.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await stores[index % 2].addThirdRepository(.sample("r\(index)"), limit: 3, now: 100)
                    }
                }
                return try await group.reduce(into: [ThirdRepositoryAddition]()) { $0.append($1) }
            }
            #expect(additions.count { $0 == .added } == 3 && additions.count { $0 == .full } == 5)
            let store = stores[0]
            let there = try await names(store)
            #expect(there.count == 3)
            #expect(try await store.addThirdRepository(.sample("a", namespace: "ns8"), limit: 3, now: 100) == .added)
            #expect(try await store.deleteThirdRepositories(named: [there[1]], namespace: "ns7") == [there[1]])
            #expect(try await store.addThirdRepository(.sample("a"), limit: 3, now: 100) == .added)
            #expect(try await store.addThirdRepository(.sample("b"), limit: 3, now: 100) == .full)
        }
    }

    @Test("lists come by number in either order, a page of them, and say how many there are")
    func pages() async throws {
        try await withStore { (store) async throws in
            for name in ["c", "a", "b", "d"] {
                #expect(try await store.addThirdRepository(.sample(name), limit: 1_000, now: 100) == .added)
                #expect(
                    try await store.addThirdRepository(.sample(name, namespace: "ns8"), limit: 1_000, now: 100)
                        == .added)
            }
            #expect(try await names(store) == ["c", "a", "b", "d"])
            #expect(try await names(store, isDescending: true) == ["d", "b", "a", "c"])
            #expect(try await names(store, 1..<3) == ["a", "b"])
            #expect(try await names(store, isDescending: true, 3..<9) == ["c"])
            #expect(try await names(store, 4..<9) == [])
            for range in [0..<0, 0..<1, 9..<12] {
                let total = try await store.thirdRepositories(namespace: "ns7", isDescending: false, range: range).total
                #expect(total == 4, "\(range)")
            }
            #expect(try await store.thirdRepositories(namespace: "ns9", isDescending: false, range: 0..<9).total == 0)
        }
    }

    @Test("a deletion is of one namespace, and says which there were")
    func deletion() async throws {
        try await withStore { (store) async throws in
            for name in ["a", "b", "c"] {
                #expect(try await store.addThirdRepository(.sample(name), limit: 1_000, now: 100) == .added)
                #expect(
                    try await store.addThirdRepository(.sample(name, namespace: "ns8"), limit: 1_000, now: 100)
                        == .added)
            }
            let deleted = try await store.deleteThirdRepositories(
                named: ["a", "nobody", "c", "b\u{0}"], namespace: "ns7")
            #expect(deleted == ["a", "c"])
            #expect(try await names(store) == ["b"])
            #expect(try await store.thirdRepositories(namespace: "ns8", isDescending: false, range: 0..<9).total == 3)
            #expect(try await store.deleteThirdRepositories(named: ["a"], namespace: "ns7") == [])
        }
    }

    @Test("a number is not given twice, so that a page that is read again holds no other one")
    func numbers() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.addThirdRepository(.sample("a"), limit: 1_000, now: 100) == .added)
            _ = try await store.deleteThirdRepositories(named: ["a"], namespace: "ns7")
            #expect(try await store.addThirdRepository(.sample("a"), limit: 1_000, now: 200) == .added)
            #expect(try await store.thirdRepository(named: "a", namespace: "ns7")?.id == 2)
        }
    }
}
