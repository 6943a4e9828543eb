import GRDB
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

    @Test("one that is removed is forgotten as it was read, and not the next of its name")
    func removal() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web", isPublic: true), now: 100)
            try await store.keepProject(.sample("web", number: 5), now: 100)
            try await store.keepProject(.sample("web", on: "other"), now: 100)
            let others: [ProjectRecord] = [
                .sample("web", keptAt: 99), .sample("web", namespace: "ns8", keptAt: 100),
                .sample("web", on: "SWR", keptAt: 100), .sample("app", keptAt: 100),
                .sample("web\u{0}", keptAt: 100), .sample("web", number: 6, keptAt: 100),
            ]
            for other in others {
                try await store.removeProject(other, withPermission: true)
                #expect(try await !store.isKept(other))
            }
            #expect(try await store.projects(of: "ns7", on: "swr", limit: 10).map(\.number) == [0, 5])
            try await store.keepProject(.sample("web"), now: 200)
            #expect(try await !store.isKept(.sample("web", keptAt: 100)))
            try await store.removeProject(.sample("web", keptAt: 100), withPermission: true)
            #expect(try await store.projects(of: "ns7", on: "swr", limit: 10).map(\.number) == [0, 5])
            #expect(try await store.isKept(.sample("web", keptAt: 200)))
            try await store.removeProject(.sample("web", keptAt: 200), withPermission: true)
            #expect(try await store.projects(of: "ns7", on: "swr", limit: 10).map(\.number) == [5])
            #expect(try await store.projects(of: nil, on: "other", limit: 10).count == 1)
        }
    }

    // MARK: Missing

    @Test("one that is missing is forgotten after a day of it, and not when it was seen or made in between")
    func missing() async throws {
        let day = ProjectRecord.longestAbsence
        try await withStore { (store) async throws in
            func since() async throws -> [Int64] {
                try await store.projects(of: nil, on: "swr", limit: 10).map(\.missingSince)
            }
            for number: Int64 in [0, 5] {
                let project = ProjectRecord.sample("web", number: number, keptAt: 100)
                try await store.keepProject(.sample("web", number: number), now: 100)
                try await store.missProject(.sample("web", number: number, keptAt: 99), now: 1_000)
                #expect(try await since() == [0], "another one of the name")
                for now in [1_000, 1_000 + day - 1] {
                    try await store.missProject(project, now: now)
                    #expect(try await since() == [1_000])
                }
                try await store.seeProjects([project])
                #expect(try await since() == [0])
                try await store.missProject(project, now: 1_000 + day)
                #expect(try await since() == [1_000 + day])
                try await store.missProject(project, now: 500)
                #expect(try await since() == [500], "the clock was ahead")
                #expect(try await store.isKept(project), "that it is missing makes it no other")
                try await store.keepProject(.sample("web", number: number), now: 200)
                #expect(try await since() == [0])
                let anew = ProjectRecord.sample("web", number: number, keptAt: 200)
                try await store.missProject(anew, now: 1_000)
                try await store.missProject(project, now: 1_000 + day)
                #expect(try await since() == [1_000])
                try await store.missProject(anew, now: 1_000 + day)
                #expect(try await since() == [])
            }
        }
    }

    // MARK: Numbers

    @Test("projects with numbers are told apart by them: a name may be of several, a number is of one")
    func numbers() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web", number: 5), now: 100)
            try await store.keepProject(.sample("web", number: 6, namespace: "ns8", isPublic: true), now: 200)
            try await store.keepProject(.sample("web", number: 5, on: "other"), now: 300)
            try await store.keepProject(.sample("web"), now: 400)
            let rows = try await store.projects(of: nil, on: "swr", limit: 10)
            #expect(rows.map(\.number) == [0, 5, 6])
            #expect(rows.map(\.namespace) == ["ns7", "ns7", "ns8"])
            try await store.keepProject(.sample("app", number: 5, namespace: "ns9"), now: 500)
            #expect(
                try await store.projects(of: "ns9", on: "swr", limit: 10) == [
                    ProjectRecord(
                        upstream: "swr", number: 5, name: "app", namespace: "ns9", isPublic: false, createdAt: 500,
                        updatedAt: 500)
                ])
            #expect(try await store.projects(of: "ns7", on: "swr", limit: 10).map(\.number) == [0])
        }
    }

    @Test("a removal by name takes the one without a number, one by number that number on its upstream")
    func numberedRemoval() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("web", number: 5), now: 1)
            try await store.keepProject(.sample("web", number: 5, on: "other"), now: 1)
            try await store.keepProject(.sample("web"), now: 1)
            try await store.removeProject(.sample("web", keptAt: 1), withPermission: true)
            #expect(try await store.projects(of: nil, on: "swr", limit: 10).map(\.number) == [5])
            for number: Int64 in [0, -1, 6] { try await store.removeProject(numbered: number, on: "swr") }
            #expect(try await store.projects(of: nil, on: "swr", limit: 10).map(\.number) == [5])
            try await store.removeProject(numbered: 5, on: "swr")
            #expect(try await store.projects(of: nil, on: "swr", limit: 10) == [])
            #expect(try await store.projects(of: nil, on: "other", limit: 10).count == 1)
        }
    }

    @Test("projects that a release without numbers kept stay as they were")
    func migration() async throws {
        try await withDatabasePath { path in
            try DatabaseFile(path).prepare()
            let pool = try DatabasePool(path: path)
            try Schema.migrator.migrate(pool, upTo: "003 vault")
            try await pool.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO breakwater_projects
                            (upstream, project_name, namespace, is_public, create_time, update_time)
                        VALUES ('swr', 'web', 'ns7', 1, 10, 20), ('swr', 'app', 'ns8', 0, 30, 40)
                        """)
            }
            try pool.close()
            let store = try SQLiteAccountStore(path: path)
            #expect(
                try await store.projects(of: nil, on: "swr", limit: 10) == [
                    ProjectRecord(
                        upstream: "swr", name: "app", namespace: "ns8", isPublic: false, createdAt: 30, updatedAt: 40),
                    ProjectRecord(
                        upstream: "swr", name: "web", namespace: "ns7", isPublic: true, createdAt: 10, updatedAt: 20),
                ])
            try await store.keepProject(.sample("web", isPublic: false), now: 50)
            #expect(try await store.projects(of: "ns7", on: "swr", limit: 10).map(\.createdAt) == [10])
        }
    }
}
