import Cryptography
import Store
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Sealing all secrets anew")
struct ResealTests {
    private static let old = "0123456789abcdef"
    private static let new = "fedcba9876543210"

    /// A key of each kind, two accounts of which one has a pending password, and registries of both.
    private func withSecrets(thirds: Int = 2, _ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            #expect(try await store.addKey(.signer("k1"), tokenLife: 1, unless: KeyRecord.never))
            #expect(try await store.addKey(.verifier("k2"), tokenLife: 1, unless: KeyRecord.never))
            for namespace in ["ns7", "ns8"] {
                #expect(try await store.addRepositoryAccount(.sample(namespace), now: 1) == .added)
                for number in 0..<thirds {
                    #expect(
                        try await store.addThirdRepository(
                            .sample("t\(number)", namespace: namespace), limit: 1_000, now: 1) == .added)
                }
            }
            #expect(try await store.setPendingPassword(.sample(2), namespace: "ns8", version: 1, now: 1))
            try await body(store)
        }
    }

    @Test("each box is asked for once with the record that it belongs to, and the new one takes its place")
    func all() async throws {
        try await withSecrets { (store) async throws in
            let seen = Mutex<[SealedRecord]>([])
            let count = try await store.reseal { record, box throws(StoreError) in
                seen.withLock { $0.append(record) }
                return SealedBox(keyID: Self.new, bytes: box.bytes + Array(record.name.utf8))
            }
            let records: [SealedRecord] = [
                .tokenKey("k1"), .accountPassword(namespace: "ns7"), .accountPassword(namespace: "ns8"),
                .pendingPassword(namespace: "ns8"), .thirdPassword(namespace: "ns7", name: "t0"),
                .thirdPassword(namespace: "ns7", name: "t1"), .thirdPassword(namespace: "ns8", name: "t0"),
                .thirdPassword(namespace: "ns8", name: "t1"),
            ]
            #expect(count == records.count)
            #expect(seen.withLock { $0 }.count == records.count)
            #expect(Set(seen.withLock { $0 }) == Set(records))
            #expect(try await store.sealingKeys() == [Self.new])

            func box(_ byte: UInt8, _ record: SealedRecord) -> SealedBox {
                SealedBox(keyID: Self.new, bytes: [0, 255, byte] + Array(record.name.utf8))
            }
            #expect(try await store.keys().map(\.sealed) == [box(9, .tokenKey("k1")), nil])
            let account = try #require(try await store.repositoryAccount(of: "ns8"))
            #expect(account.password == box(1, .accountPassword(namespace: "ns8")))
            #expect(account.pending == box(2, .pendingPassword(namespace: "ns8")))
            #expect(account.version == 2, "whoever is changing the password goes on")
            #expect(
                try await store.thirdPassword(named: "t1", namespace: "ns7")
                    == box(1, .thirdPassword(namespace: "ns7", name: "t1")))
        }
    }

    @Test("of more than are in memory at once, none is left out")
    func many() async throws {
        try await withSecrets(thirds: 600) { (store) async throws in
            let count = try await store.reseal { _, box throws(StoreError) in
                SealedBox(keyID: Self.new, bytes: box.bytes)
            }
            #expect(count == 1_204)
            #expect(try await store.sealingKeys() == [Self.new])
        }
    }

    @Test("when one cannot be sealed anew, all stay as they are, and nobody is told of a change")
    func whole() async throws {
        try await withSecrets { (store) async throws in
            let cursor = try await store.changes(after: 0).cursor
            await #expect(throws: StoreError.corrupt("this one")) {
                try await store.reseal { record, box throws(StoreError) in
                    if record == .thirdPassword(namespace: "ns8", name: "t1") { throw .corrupt("this one") }
                    return SealedBox(keyID: Self.new, bytes: box.bytes)
                }
            }
            #expect(try await store.sealingKeys() == [Self.old])
            #expect(try await store.changes(after: cursor).cursor == cursor)
        }
    }

    @Test("gateways learn that the keys are others; what changed nothing is no change")
    func noted() async throws {
        try await withSecrets { (store) async throws in
            let cursor = try await store.changes(after: 0).cursor
            let none = try await store.reseal { _, box throws(StoreError) in box }
            #expect(none == 0)
            #expect(try await store.changes(after: cursor).cursor == cursor)
            _ = try await store.reseal { _, box throws(StoreError) in
                SealedBox(keyID: Self.new, bytes: box.bytes)
            }
            #expect(try await store.changes(after: cursor).keysChanged)
        }
    }

    /// A gateway that has not heard yet of a new master key would else leave something that nobody can open.
    @Test("what is sealed with another key than everything else is not written, and the error names the right one")
    func stale() async throws {
        try await withSecrets { (store) async throws in
            let stale = SealedBox.sample(5, key: Self.new)
            let writes: [@Sendable () async throws -> Bool] = [
                { try await store.addRepositoryAccount(.sample("ns9", box: stale), now: 1) == .added },
                { try await store.setPendingPassword(stale, namespace: "ns7", version: 1, now: 1) },
                { try await store.commitPassword(stale, namespace: "ns7", version: 1, now: 1) },
                { try await store.addThirdRepository(.sample("t9", box: stale), limit: 1_000, now: 1) == .added },
            ]
            for write in writes {
                await #expect(throws: StoreError.otherMasterKey(Self.old)) { try await write() }
            }
            #expect(try await store.sealingKeys() == [Self.old])
            #expect(try await store.repositoryAccount(of: "ns9") == nil)
            #expect(try await store.thirdRepository(named: "t9", namespace: "ns7") == nil)
        }
    }

    @Test("an empty store is sealed with no key, and takes any first one")
    func empty() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            #expect(try await store.sealingKeys() == [])
            #expect(try await store.addRepositoryAccount(.sample(box: .sample(1, key: Self.new)), now: 1) == .added)
            #expect(try await store.sealingKeys() == [Self.new])
        }
    }
}
