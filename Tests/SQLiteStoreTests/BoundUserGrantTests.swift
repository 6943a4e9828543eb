import Store
import Testing

@testable import SQLiteStore

/// ns7 has the user u1, ns8 has u2.
@Suite("Permissions of bound users in the store")
struct BoundUserGrantTests {
    private func withStore(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            for (id, namespace) in [("u1", "ns7"), ("u2", "ns8")] {
                let user = NewBoundUser(namespace: namespace, upstream: "swr", userID: id, userName: "name-\(id)")
                #expect(try await store.bindUser(user, replacing: nil, now: 100) == .added)
            }
            try await body(store)
        }
    }

    private static func grant(_ organization: String, _ user: String = "u1") -> BoundUserGrant {
        BoundUserGrant(upstream: "swr", organization: organization, userID: user)
    }

    private func give(_ grant: BoundUserGrant, in store: SQLiteAccountStore) async throws {
        #expect(try await store.beginGrant(grant, now: 101))
        #expect(try await store.confirmGrant(grant, now: 101))
    }

    /// Where the user of a namespace has its permission, and where it may have it.
    private func notes(
        of namespace: String = "ns7", in store: SQLiteAccountStore
    ) async throws -> [Set<String>] {
        let user = try await store.boundUser(of: namespace, on: "swr")
        return [user?.organizations ?? [], user?.begun ?? []]
    }

    @Test("one is begun only in what is kept for the namespace that the user is bound to")
    func begin() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("a"), now: 100)
            try await store.keepProject(.sample("numbered", number: 7), now: 100)
            try await store.keepProject(.sample("elsewhere", on: "other"), now: 100)
            for (organization, user) in [
                ("a", "u2"), ("a", "u9"), ("nothing", "u1"), ("numbered", "u1"), ("elsewhere", "u1"),
            ] {
                #expect(
                    try await !store.beginGrant(Self.grant(organization, user), now: 101), "\(organization) \(user)")
            }
            for namespace in ["ns7", "ns8"] { #expect(try await notes(of: namespace, in: store) == [[], []]) }
            for _ in 0..<2 { #expect(try await store.beginGrant(Self.grant("a"), now: 101)) }
            #expect(try await notes(in: store) == [[], ["a"]])
        }
    }

    @Test("one whose organization is another namespace's by now is not given, and the other's note stays")
    func moved() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("a"), now: 100)
            #expect(try await store.beginGrant(Self.grant("a"), now: 101))
            try await store.removeProject(.sample("a", keptAt: 100), withPermission: false)
            try await store.keepProject(.sample("a", namespace: "ns8"), now: 102)
            try await give(Self.grant("a", "u2"), in: store)
            #expect(try await !store.confirmGrant(Self.grant("a"), now: 103))
            #expect(try await notes(in: store) == [[], ["a"]], "it may have come to be")
            #expect(try await notes(of: "ns8", in: store) == [["a"], []])
            #expect(try await !store.beginGrant(Self.grant("a"), now: 104))
            for namespace in ["ns7", "ns8"] {
                #expect(try await store.strayGrants(of: namespace, on: "swr", limit: 9) == [Self.grant("a")])
            }
            try await store.dropGrant(Self.grant("a"))
            #expect(try await notes(in: store) == [[], []])
            #expect(try await notes(of: "ns8", in: store) == [["a"], []])
        }
    }

    @Test("one whose note was forgotten meanwhile is not given, but may be")
    func forgotten() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("a"), now: 100)
            #expect(try await store.beginGrant(Self.grant("a"), now: 101))
            try await store.dropGrant(Self.grant("a"))
            #expect(try await !store.confirmGrant(Self.grant("a"), now: 102))
            #expect(try await notes(in: store) == [[], ["a"]])
            try await give(Self.grant("a"), in: store)
            #expect(try await notes(in: store) == [["a"], []])
        }
    }

    @Test(
        "of an organization that is gone what its namespace's user has is forgotten, and nobody else's",
        arguments: [("ns7", ["a"], []), ("ns8", ["a"], ["a"]), (nil, ["a"], [])]
            as [(String?, Set<String>, Set<String>)])
    func forget(namespace: String?, begun: Set<String>, given: Set<String>) async throws {
        try await withStore { (store) async throws in
            // A late word of another process leaves both.
            try await store.keepProject(.sample("a", namespace: "ns8"), now: 100)
            #expect(try await store.beginGrant(Self.grant("a", "u2"), now: 101))
            try await store.keepProject(.sample("a"), now: 102)
            try await give(Self.grant("a"), in: store)
            try await store.forgetGrants(organization: "b", on: "swr", of: namespace, begun: true)
            try await store.forgetGrants(organization: "a", on: "other", of: namespace, begun: true)
            try await store.forgetGrants(organization: "a", on: "swr", of: namespace, begun: false)
            #expect(try await notes(in: store) == [given, []])
            #expect(try await notes(of: "ns8", in: store) == [[], begun])
            try await store.forgetGrants(organization: "a", on: "swr", of: "ns8", begun: true)
            #expect(try await notes(of: "ns8", in: store) == [[], []])
            #expect(try await notes(in: store) == [given, []])
        }
    }

    @Test("those that nobody should have are told to either namespace, and those in order to none")
    func strays() async throws {
        try await withStore { (store) async throws in
            for name in ["a", "b", "c"] { try await store.keepProject(.sample(name), now: 100) }
            try await store.keepProject(.sample("d", namespace: "ns8"), now: 100)
            for name in ["a", "b", "c"] { try await give(Self.grant(name), in: store) }
            try await give(Self.grant("d", "u2"), in: store)
            for namespace in ["ns7", "ns8"] {
                #expect(try await store.strayGrants(of: namespace, on: "swr", limit: 9) == [])
            }
            try await store.removeProject(.sample("a", keptAt: 100), withPermission: false)
            try await store.keepProject(.sample("c", namespace: "ns8"), now: 102)
            #expect(
                try await store.strayGrants(of: "ns7", on: "swr", limit: 9) == [Self.grant("a"), Self.grant("c")])
            #expect(try await store.strayGrants(of: "ns7", on: "swr", limit: 1) == [Self.grant("a")])
            #expect(try await store.strayGrants(of: "ns8", on: "swr", limit: 9) == [Self.grant("c")])
            #expect(try await store.strayGrants(of: "ns8", on: "other", limit: 9) == [])
            #expect(try await store.strayGrants(of: nil, on: "swr", limit: 9) == [Self.grant("a"), Self.grant("c")])
            #expect(try await store.strayGrants(of: nil, on: "other", limit: 9) == [])
            #expect(try await store.beginRecall(Self.grant("a"), now: 200))
            for namespace in ["ns7", nil] {
                let strays = try await store.strayGrants(of: namespace, on: "swr", limit: 9)
                #expect(strays == [Self.grant("c"), Self.grant("a")], "the one that was tried comes last")
            }
            for grant in [Self.grant("b"), Self.grant("nothing")] {
                #expect(try await !store.beginRecall(grant, now: 200), "his, or not noted")
            }
        }
    }

    @Test(
        "of one that was taken back the note goes, unless it may still come to be where it should not",
        arguments: [(101, 1), (220, 1), (221, 0)] as [(Int64, Int)])
    func settle(now: Int64, left: Int) async throws {
        try await withStore { (store) async throws in
            for name in ["begun", "given", "his"] { try await store.keepProject(.sample(name), now: 100) }
            for name in ["begun", "his"] { #expect(try await store.beginGrant(Self.grant(name), now: 101)) }
            try await give(Self.grant("given"), in: store)
            for name in ["begun", "given"] { try await store.keepProject(.sample(name, namespace: "ns8"), now: 102) }
            #expect(try await store.beginRecall(Self.grant("begun"), now: now))
            for name in ["begun", "given", "his"] { try await store.settleRecall(Self.grant(name), now: now) }
            let notes = try await notes(in: store)
            #expect(notes == [[], left == 1 ? ["begun"] : []])
        }
    }

    @Test("one that nobody knows the outcome of is noted, whoever forgot it, and begins anew")
    func doubt() async throws {
        try await withStore { (store) async throws in
            try await store.keepProject(.sample("a"), now: 100)
            try await give(Self.grant("a"), in: store)
            try await store.doubtGrant(Self.grant("a"), now: 102)
            try await store.doubtGrant(Self.grant("gone"), now: 102)
            try await store.doubtGrant(Self.grant("gone"), now: 300)
            try await store.settleRecall(Self.grant("gone"), now: 310)
            let notes = try await notes(in: store)
            #expect(notes == [["a"], ["gone"]])
        }
    }
}
