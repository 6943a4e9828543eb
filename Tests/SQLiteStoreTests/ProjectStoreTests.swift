import Store
import Testing

@testable import SQLiteStore

@Suite("Projects in the store")
struct ProjectStoreTests {
    private func withStore(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in try await body(try SQLiteAccountStore(path: path)) }
    }

    @Test("a project comes back as it went in; kept again it changes but for when it was made")
    func roundTrip() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web", isPublic: true), now: 100)
            try await store.keepProject(.sample("web", isPublic: false), now: 200)
            #expect(
                try await store.projects(of: "ns7", on: "swr", limit: 10) == [
                    ProjectRecord(
                        upstream: "swr", name: "web", namespace: "ns7", isPublic: false, createdAt: 100, updatedAt: 200)
                ])
        }
    }

    @Test("a name that the registry gave to another namespace is that one's, and the project is as young as it")
    func foreign() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web", isPublic: true), now: 100)
            try await store.keepProject(.sample("web", namespace: "ns8"), now: 200)
            let rows = try await store.projects(of: nil, on: "swr", limit: 10)
            #expect(rows.map(\.namespace) == ["ns8"])
            #expect(rows.map(\.createdAt) == [200])
            try await store.keepProject(.sample("web", namespace: "ns8", on: "other"), now: 300)
            #expect(try await store.projects(of: nil, on: "swr", limit: 10) == rows)
        }
    }

    @Test("lists are of one upstream, by name, of one namespace or of all, and no longer than asked for")
    func lists() async throws {
        try await withStore { (store) async throws in
            for (name, namespace, upstream) in [
                ("c", "ns7", "swr"), ("a", "ns8", "swr"), ("b", "ns7", "swr"), ("z", "ns7", "other"),
            ] {
                try await store.keepProject(.sample(name, namespace: namespace, on: upstream), now: 1)
            }
            let rows: [(String?, String, Int, [String])] = [
                ("ns7", "swr", 10, ["b", "c"]), ("ns8", "swr", 10, ["a"]), (nil, "swr", 10, ["a", "b", "c"]),
                (nil, "swr", 2, ["a", "b"]), ("ns9", "swr", 10, []), (nil, "SWR", 10, []), (nil, "other", 10, ["z"]),
                ("ns7\u{0}", "swr", 10, []),
            ]
            for (namespace, upstream, limit, expected) in rows {
                let found = try await store.projects(of: namespace, on: upstream, limit: limit)
                #expect(found.map(\.name) == expected, "\(String(describing: namespace)) \(upstream) \(limit)")
            }
        }
    }

    @Test("a project that is removed is forgotten on its upstream alone")
    func removal() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web"), now: 1)
            try await store.keepProject(.sample("web", on: "other"), now: 1)
            try await store.removeProject(named: "web", on: "swr", namespace: "ns7")
            try await store.removeProject(named: "nobody", on: "swr", namespace: nil)
            #expect(try await store.projects(of: nil, on: "swr", limit: 10) == [])
            #expect(try await store.projects(of: nil, on: "other", limit: 10).count == 1)
            try await store.keepProject(.sample("web", namespace: "ns8"), now: 2)
        }
    }

    @Test("one that another namespace has made meanwhile stays, unless it is whichever's that is removed")
    func otherOwner() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web", namespace: "ns8"), now: 1)
            for namespace in ["ns7", "", "ns8\u{0}"] {
                try await store.removeProject(named: "web", on: "swr", namespace: namespace)
                #expect(try await store.projects(of: "ns8", on: "swr", limit: 10).count == 1, "\(namespace)")
            }
            try await store.removeProject(named: "web", on: "swr", namespace: nil)
            #expect(try await store.projects(of: nil, on: "swr", limit: 10) == [])
        }
    }
}
