import Cryptography
import Store
import Testing

@testable import SQLiteStore

extension KeyRecord {
    /// A key that signs.
    static func signer(_ id: String, from signsFrom: Int64 = 10, until end: Int64? = nil) -> KeyRecord {
        KeyRecord(
            id: id, algorithm: "ES256", use: .sign, publicKey: [1, 2, 0, 3],
            sealed: SealedBox(keyID: "0123456789abcdef", bytes: [0, 255, 9]), issuer: nil, createdAt: 5,
            signsFrom: signsFrom, verifiesUntil: end)
    }

    /// A public key of another issuer.
    static func verifier(_ id: String) -> KeyRecord {
        KeyRecord(
            id: id, algorithm: "RS256", use: .verify, publicKey: [7], sealed: nil, issuer: "https://old.example",
            createdAt: 6, signsFrom: 6, verifiesUntil: nil)
    }

    static func secret(_ id: String) -> KeyRecord {
        KeyRecord(
            id: id, algorithm: "HS256", use: .sign, publicKey: nil, sealed: SealedBox(keyID: "k", bytes: [1]),
            issuer: nil, createdAt: 7, signsFrom: 7, verifiesUntil: 99)
    }

    static let never: @Sendable ([KeyRecord]) -> Bool = { _ in false }
}

@Suite("Keys in the store")
struct KeyStoreTests {
    private func withKeys(_ records: [KeyRecord], _ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            for record in records {
                #expect(try await store.addKey(record, tokenLife: 1, unless: KeyRecord.never))
            }
            try await store.putEnds(of: records)
            try await body(store)
        }
    }

    @Test("keys come back as they went in, in the order in which they were added")
    func roundTrip() async throws {
        let records: [KeyRecord] = [.signer("z"), .verifier("m"), .secret("a"), .signer("A", until: 1_000)]
        try await withKeys(records) { (store) async throws in
            #expect(try await store.keys() == records)
        }
    }

    @Test("a name that is taken changes nothing, not the keys that were to retire either")
    func duplicate() async throws {
        try await withKeys([.signer("a"), .signer("b")]) { (store) async throws in
            let cursor = try await store.changes(after: 0).cursor
            #expect(
                try await !store.addKey(.secret("b"), tokenLife: 1, unless: KeyRecord.never))
            #expect(try await store.keys() == [.signer("a"), .signer("b")])
            #expect(try await store.changes(after: cursor).cursor == cursor)
        }
    }

    @Test("the condition sees the keys that are there, and holds the addition off")
    func condition() async throws {
        try await withKeys([.signer("a"), .verifier("b")]) { (store) async throws in
            let areBoth: @Sendable ([KeyRecord]) -> Bool = { $0.map(\.id) == ["a", "b"] }
            #expect(try await !store.addKey(.signer("c"), tokenLife: 1, unless: areBoth))
            #expect(try await store.keys() == [.signer("a"), .verifier("b")])
            let areOthers: @Sendable ([KeyRecord]) -> Bool = { $0.count != 2 }
            #expect(try await store.addKey(.signer("c"), tokenLife: 1, unless: areOthers))
        }
    }

    /// Two gateways that start at once on an empty store must not both make the first key: the one whose tokens the other
    /// does not know would log people out.
    @Test("the condition and the addition are one step, also between processes")
    func race() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        try await stores[index % 2].addKey(.signer("k\(index)"), tokenLife: 1) { !$0.isEmpty }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 1)
            #expect(try await stores[0].keys().count == 1)
        }
    }

    @Test(
        "a new key that signs sets an end to those that signed so far and have none, and moves that of the one that goes on signing"
    )
    func retiring() async throws {
        try await withKeys([
            .signer("a"), .signer("b", until: 300), .signer("c", from: 700), .verifier("d"),
        ]) { (store) async throws in
            #expect(try await store.addKey(.verifier("v"), tokenLife: 9_000, unless: KeyRecord.never))
            #expect(try await store.addKey(.signer("e", from: 100), tokenLife: 9_000, unless: KeyRecord.never))
            #expect(
                try await store.keys() == [
                    .signer("a", until: 9_100), .signer("b", until: 9_700), .signer("c", from: 700, until: 9_700),
                    .verifier("d"), .verifier("v"), .signer("e", from: 100),
                ])
        }
    }

    /// A session that was made longer and then shorter again has tokens out that live as the longer one had it.
    @Test("the end is never nearer than the longest token life that was noted")
    func longestLife() async throws {
        try await withKeys([.signer("a")]) { (store) async throws in
            try await store.noteTokenLife(50_000)
            #expect(try await store.addKey(.signer("b", from: 100), tokenLife: 9_000, unless: KeyRecord.never))
            #expect(try await store.keys() == [.signer("a", until: 50_100), .signer("b", from: 100)])
        }
    }

    @Test("a successor that is not there, or has an end, takes nobody's place")
    func successor() async throws {
        let records: [KeyRecord] = [.signer("a"), .signer("b", until: 500)]
        try await withKeys(records) { (store) async throws in
            for successor in ["b", "nobody", "a"] {
                #expect(try await !store.removeKey("a", successor: successor, now: 1))
            }
            #expect(try await store.keys() == records)
        }
    }

    @Test("a key that is neither public nor sealed is not stored")
    func empty() async throws {
        try await withKeys([.signer("a")]) { (store) async throws in
            let nothing = KeyRecord(
                id: "b", algorithm: "ES256", use: .sign, publicKey: nil, sealed: nil, issuer: nil, createdAt: 1,
                signsFrom: 1, verifiesUntil: nil)
            await #expect(throws: StoreError.self) {
                try await store.addKey(nothing, tokenLife: 1, unless: KeyRecord.never)
            }
            #expect(try await store.keys() == [.signer("a")])
        }
    }

    @Test("a removed key is gone, and its successor signs from now on, or went on signing since before")
    func removal() async throws {
        let records: [KeyRecord] = [.signer("a", from: 10), .signer("b", from: 900)]
        try await withKeys(records) { (store) async throws in
            #expect(try await store.removeKey("a", successor: "b", now: 500))
            #expect(try await store.keys() == [.signer("b", from: 500)])
        }
        try await withKeys(records) { (store) async throws in
            #expect(try await store.removeKey("b", successor: "a", now: 500))
            #expect(try await store.keys() == [records[0]])
        }
        try await withKeys(records) { (store) async throws in
            #expect(try await store.removeKey("a", successor: nil, now: 500))
            #expect(try await store.keys() == [records[1]])
        }
    }

    @Test("to remove a key that is not there changes nothing")
    func removalOfNothing() async throws {
        try await withKeys([.signer("a", from: 900)]) { (store) async throws in
            let cursor = try await store.changes(after: 0).cursor
            for id in ["b", "A", "", "a' OR '1'='1"] {
                #expect(try await !store.removeKey(id, successor: "a", now: 500))
            }
            #expect(try await store.keys() == [.signer("a", from: 900)])
            #expect(try await store.changes(after: cursor).cursor == cursor)
        }
    }

    @Test("keys whose time is over are forgotten by name, those without an end never")
    func pruning() async throws {
        try await withKeys([.signer("a", until: 500), .signer("b"), .secret("c"), .verifier("d")]) {
            (store) async throws in
            #expect(try await store.pruneKeys(now: 98) == [])
            #expect(try await store.pruneKeys(now: 99) == ["c"])
            #expect(try await store.pruneKeys(now: 499) == [])
            #expect(try await store.pruneKeys(now: .max) == ["a"])
            #expect(try await store.keys().map(\.id) == ["b", "d"])
        }
    }

    @Test("each change of the keys is told, and nothing that left them as they were")
    func feed() async throws {
        try await withKeys([.signer("a"), .signer("b", until: 500), .signer("c")]) { (store) async throws in
            var cursor = try await store.changes(after: 0).cursor
            func isTold() async throws -> Bool {
                let page = try await store.changes(after: cursor)
                cursor = page.cursor
                return page.keysChanged
            }
            #expect(try await !isTold())
            _ = try await store.pruneKeys(now: 499)
            #expect(try await !isTold())
            _ = try await store.pruneKeys(now: 500)
            #expect(try await isTold())
            _ = try await store.removeKey("a", successor: "c", now: 1)
            #expect(try await isTold())
            _ = try await store.addKey(.signer("d"), tokenLife: 1, unless: KeyRecord.never)
            #expect(try await isTold())
            _ = try await store.addKey(.signer("d"), tokenLife: 1, unless: KeyRecord.never)
            #expect(try await !isTold())
        }
    }
}
