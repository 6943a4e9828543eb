import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite("Projects that are about to be made")
struct ProjectIntentTests {
    private static let web = ProjectIntent.sample("web")
    /// When the call began that was cut off.
    private static let begin: Int64 = 1_000_000
    /// When it has surely ended.
    private static let later = begin + ProjectIntent.longestCall

    private func withStore(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in try await body(try SQLiteAccountStore(path: path)) }
    }

    /// With an intent of a call that was cut off.
    private func withIntent(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withStore { (store) async throws in
            #expect(try await store.intendProject(Self.web, now: Self.begin) == .noted)
            try await body(store)
        }
    }

    @Test("one makes nothing anybody's")
    func nothing() async throws {
        try await withIntent { (store) async throws in
            #expect(try await store.projects(of: nil, on: "swr", limit: 10) == [])
        }
    }

    @Test(
        "whoever wants the same name waits until the call has ended, its own namespace as well",
        arguments: [
            ("ns8", begin + 1, ProjectIntent.Outcome.busy), ("ns8", later - 1, .busy), ("ns8", later, .noted),
            ("ns7", begin, .busy), ("ns7", later - 1, .busy), ("ns7", later, .noted),
        ])
    func others(_ namespace: String, now: Int64, outcome: ProjectIntent.Outcome) async throws {
        try await withIntent { (store) async throws in
            let other = ProjectIntent.sample("web", namespace: namespace)
            #expect(try await store.intendProject(other, now: now) == outcome)
            // Whose it is now shows in who may take it up.
            let end = now + ProjectIntent.longestCall
            let own = try await store.reclaimProject(other, number: 0, madeAt: nil, now: end)
            #expect((own == .noted) == (outcome == .noted || namespace == "ns7"))
        }
    }

    @Test("a call that is turned away because another is at it takes nothing from it")
    func concurrent() async throws {
        try await withIntent { (store) async throws in
            // The second does not come to forgo what it could not note.
            #expect(try await store.intendProject(Self.web, now: Self.begin + 1) == .busy)
            #expect(try await store.reclaimProject(Self.web, number: 0, madeAt: nil, now: Self.later) == .noted)
        }
    }

    @Test("a namespace has a thousand at most, on all upstreams together, and others are not kept waiting")
    func bounded() async throws {
        try await withStore { (store) async throws in
            try await store.pool.write { database in
                try database.execute(
                    sql: """
                        WITH RECURSIVE numbers (number) AS (
                            SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?)
                        INSERT INTO breakwater_project_intents
                            (upstream, project_name, namespace, create_time, update_time)
                        SELECT 'other', 'p' || number, 'ns7', ?, ? FROM numbers
                        """, arguments: [ProjectIntent.most, Self.begin, Self.begin])
            }
            #expect(try await store.intendProject(Self.web, now: Self.later) == .full)
            #expect(try await store.reclaimProject(Self.web, number: 0, madeAt: nil, now: Self.later) == .unknown)
            let known = ProjectIntent.sample("p1", on: "other")
            #expect(try await store.intendProject(known, now: Self.later) == .noted, "it is there already")
            #expect(try await store.intendProject(.sample("app", namespace: "ns8"), now: Self.later) == .noted)
            try await store.forgoProject(.sample("p2", on: "other"))
            #expect(try await store.intendProject(Self.web, now: Self.later + 1) == .noted)
            let nextDay = Self.begin + ProjectIntent.life + 1
            #expect(try await store.intendProject(.sample("next"), now: nextDay) == .noted, "they have run out")
        }
    }

    @Test("another name, and the same one on another upstream, are nobody's concern")
    func apart() async throws {
        try await withIntent { (store) async throws in
            for other in [
                ProjectIntent.sample("app", namespace: "ns8"), .sample("web", namespace: "ns8", on: "other"),
            ] {
                #expect(try await store.intendProject(other, now: Self.begin) == .noted)
            }
        }
    }

    @Test(
        "what was left behind is taken up by its namespace, when the call has ended, for a day",
        arguments: [
            (ProjectIntent.sample("web"), later - 1, ProjectIntent.Outcome.busy), (.sample("web"), later, .noted),
            (.sample("web"), begin + ProjectIntent.life, .noted),
            (.sample("web"), begin + ProjectIntent.life + 1, .unknown),
            (.sample("web", namespace: "ns8"), later, .unknown), (.sample("app"), later, .unknown),
            (.sample("web", on: "other"), later, .unknown), (.sample("web\u{0}"), later, .unknown),
        ])
    func taken(_ intent: ProjectIntent, now: Int64, outcome: ProjectIntent.Outcome) async throws {
        try await withIntent { (store) async throws in
            #expect(try await store.reclaimProject(intent, number: 0, madeAt: nil, now: now) == outcome)
        }
    }

    @Test("of two who take it up at once one does, and so does the next when that one has ended too")
    func once() async throws {
        try await withIntent { (store) async throws in
            for (now, outcome) in [
                (Self.later, ProjectIntent.Outcome.noted), (Self.later + 1, .busy),
                (Self.later + ProjectIntent.longestCall, .noted),
            ] {
                #expect(try await store.reclaimProject(Self.web, number: 0, madeAt: nil, now: now) == outcome)
            }
        }
    }

    @Test(
        "a project counts that was made while the call was at it, give or take what clocks are off",
        arguments: [
            (begin, true), (begin - ProjectIntent.clockError, true), (begin - ProjectIntent.clockError - 1, false),
            (later + ProjectIntent.clockError, true), (later + ProjectIntent.clockError + 1, false), (0, false),
        ])
    func time(madeAt: Int64, counts: Bool) async throws {
        try await withIntent { (store) async throws in
            let outcome = try await store.reclaimProject(
                Self.web, number: 5, madeAt: madeAt, now: Self.begin + 50_000)
            #expect(outcome == (counts ? .noted : .unknown))
        }
    }

    @Test(
        "what is kept as somebody's is not taken up",
        arguments: [
            (NewProject.sample("web", namespace: "ns8"), Int64(0), ProjectIntent.Outcome.unknown),
            (.sample("web", number: 5, namespace: "ns8"), 5, .unknown),
            // Of another name by now, all the same.
            (.sample("app", number: 5, namespace: "ns8"), 5, .unknown),
            (.sample("web", number: 6, namespace: "ns8"), 5, .noted),
            (.sample("web", number: 5, namespace: "ns8", on: "other"), 5, .noted),
            (.sample("app", namespace: "ns8"), 0, .noted),
        ])
    func somebodys(_ project: NewProject, number: Int64, outcome: ProjectIntent.Outcome) async throws {
        try await withIntent { (store) async throws in
            try await store.keepProject(project, now: Self.begin)
            let taken = try await store.reclaimProject(Self.web, number: number, madeAt: nil, now: Self.later)
            #expect(taken == outcome)
        }
    }

    @Test("once the project is kept, or given up, nothing is meant any more", arguments: [true, false])
    func ended(isMade: Bool) async throws {
        try await withIntent { (store) async throws in
            if isMade {
                try await store.keepProject(.sample("web", number: 5), now: Self.begin)
            } else {
                try await store.forgoProject(Self.web)
            }
            #expect(try await store.reclaimProject(Self.web, number: 6, madeAt: nil, now: Self.later) == .unknown)
        }
    }

    @Test("that one namespace has made a project, or given it up, does not end what another one meant")
    func endedByOthers() async throws {
        try await withIntent { (store) async throws in
            try await store.keepProject(.sample("web", number: 5, namespace: "ns8"), now: Self.begin)
            try await store.forgoProject(.sample("web", namespace: "ns8"))
            try await store.forgoProject(.sample("web", on: "other"))
            #expect(try await store.reclaimProject(Self.web, number: 6, madeAt: nil, now: Self.later) == .noted)
        }
    }

    @Test("a text that cannot be stored is refused")
    func text() async throws {
        try await withStore { (store) async throws in
            await #expect(throws: StoreError.self) {
                try await store.intendProject(.sample("web\u{0}"), now: 1)
            }
        }
    }
}
