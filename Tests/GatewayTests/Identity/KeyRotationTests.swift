import Cryptography
import Domain
import SQLiteStore
import Store
import Testing
import Tokens

@testable import Gateway

@Suite("Rotating token keys")
struct KeyRotationTests {
    @Test("a new key is published before it signs, and the former verifies until its last token has expired")
    func overlap() async throws {
        try await withTokenKeys(tokenLife: 1_000) { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 100))
            let second = try #require(try await keys.rotate(ahead: 600, now: 10_000))
            let ring = try await keys.ring().ring
            #expect(Set(ring.verificationKeys(at: 10_000).map(\.id)) == [first, second])
            #expect(ring.signing(at: 10_000).id == first)
            #expect(ring.signing(at: 10_599).id == first)
            #expect(ring.signing(at: 10_600).id == second)
            // The last token of the former is made at 10,599 and lives a thousand seconds; a minute is for the clocks.
            #expect(ring.verificationKey(first, at: 11_659) != nil)
            #expect(ring.verificationKey(first, at: 11_660) == nil)
            #expect(ring.verificationKey(second, at: 1_000_000) != nil)
            let records = try await keys.records()
            #expect(records.map(\.signsFrom) == [100, 10_600])
            #expect(records.map(\.verifiesUntil) == [11_660, nil])
        }
    }

    @Test("each rotation retires the key before it, and moves no end that is set")
    func chain() async throws {
        try await withTokenKeys(tokenLife: 1_000) { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            for start in [1_000, 2_000, 3_000] as [Int64] { _ = try await keys.rotate(ahead: 0, now: start) }
            let records = try await keys.records()
            #expect(records.map(\.signsFrom) == [0, 1_000, 2_000, 3_000])
            #expect(records.map(\.verifiesUntil) == [2_060, 3_060, 4_060, nil])
            #expect(try await keys.store.pruneKeys(now: 3_060).count == 2)
            #expect(try await keys.ring().ring.verificationKeys(at: 3_060).count == 2)
        }
    }

    /// "rotate" publishes a key for ten minutes hence, then the one that signs is stolen, and "rotate --now" makes another.
    /// Were the first to sign after all when its time comes, it would do so with an end that was set for a key that never
    /// signs: its tokens would be refused before they expire.
    @Test("a key that was overtaken before it began to sign never signs")
    func overtaken() async throws {
        try await withTokenKeys(tokenLife: 1_000) { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            let waiting = try #require(try await keys.rotate(ahead: 600, now: 10_000))
            let urgent = try #require(try await keys.rotate(ahead: 0, now: 10_100))
            for now in [10_100, 10_599, 10_600, 11_000, 100_000] as [Int64] {
                let ring = try await keys.ring().ring
                #expect(ring.signing(at: now).id == urgent, "at \(now), not \(waiting)")
            }
            let records = try await keys.records()
            #expect(TokenKeys.newest(of: records)?.id == urgent.text)
        }
    }

    /// The same when the settings name another algorithm, or a key is imported, while one is waiting.
    @Test("an imported key and one of another algorithm overtake a waiting key too")
    func overtakenByOthers() async throws {
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            _ = try await keys.rotate(ahead: 600, now: 10_000)
            let pair = try PrivateKey.generate(.p256)
            try await keys.add(
                imported: pair.pem, id: "imported", algorithm: "ES256", verifyOnly: false, issuer: nil, ahead: 0,
                now: 10_100)
            #expect(try await keys.ring().ring.signing(at: 20_000).id.text == "imported")
        }
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            _ = try await keys.rotate(ahead: 600, now: 10_000)
            let other = try #require(try await keys.with(algorithm: .hs256).ensure(now: 10_100))
            #expect(try await keys.ring().ring.signing(at: 20_000).id == other)
        }
    }

    @Test("keys of two algorithms: a rotation retires both and makes the one of the settings")
    func algorithm() async throws {
        try await withTokenKeys(.es256, tokenLife: 1_000) { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let made = try #require(try await keys.with(algorithm: .es384).rotate(ahead: 10, now: 100))
            let ring = try await keys.ring().ring
            #expect(ring.signing(at: 109).id == first)
            #expect(ring.signing(at: 110).id == made)
            #expect(ring.signing(at: 110).algorithm == .es384)
        }
    }

    @Test("keys that only verify are left alone")
    func verifiers() async throws {
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            let pair = try PrivateKey.generate(.p256)
            try await keys.add(
                imported: pair.publicKey.pem, id: "old", algorithm: "ES256", verifyOnly: true,
                issuer: "https://old.example", ahead: 0, now: 10)
            _ = try await keys.rotate(ahead: 0, now: 100)
            let old = try #require(try await keys.records().first { $0.id == "old" })
            #expect(old.verifiesUntil == nil)
            #expect(try await keys.ring().ring.signing(at: 1_000).id.text != "old")
        }
    }

    @Test("after many rotations at once, one key has no end")
    func race() async throws {
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { _ = try await keys.rotate(ahead: 0, now: 100) }
                }
                try await group.waitForAll()
            }
            let records = try await keys.records()
            #expect(records.count > 1)
            #expect(records.count { $0.verifiesUntil == nil } == 1, "a key without an end is one that nobody retires")
        }
    }

    // MARK: By age

    @Test("a key is followed in time: the next one begins to sign when the age is reached")
    func age() async throws {
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 1_000)
            #expect(try await keys.rotateIfOlder(than: 100, ahead: 10, now: 1_089) == nil)
            let second = try #require(try await keys.rotateIfOlder(than: 100, ahead: 10, now: 1_090))
            #expect(try await keys.ring().ring.signing(at: 1_100).id == second)
            #expect(try await keys.rotateIfOlder(than: 100, ahead: 10, now: 1_091) == nil, "one is waiting")
            #expect(try await keys.rotateIfOlder(than: 100, ahead: 10, now: 1_189) == nil)
            #expect(try await keys.rotateIfOlder(than: 100, ahead: 10, now: 1_190) != nil)
        }
    }

    @Test("without a key there is nothing to rotate")
    func nothing() async throws {
        try await withTokenKeys { (keys) async throws in
            #expect(try await keys.rotateIfOlder(than: 1, ahead: 0, now: 1_000_000) == nil)
            #expect(try await keys.names() == [])
        }
    }

    @Test("of two gateways that find a key too old, one makes the next")
    func ageRace() async throws {
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            let made = try await withThrowingTaskGroup(of: KeyIdentifier?.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await keys.rotateIfOlder(than: 100, ahead: 10, now: 1_000) }
                }
                return try await group.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
            }
            #expect(made == 1)
            #expect(try await keys.names().count == 2)
        }
    }

    @Test("a rotation that was decided on an older state is not carried out")
    func stale() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            _ = try await keys.rotate(ahead: 0, now: 100, newest: first.text)
            #expect(try await keys.rotate(ahead: 0, now: 200, newest: first.text) == nil)
            #expect(try await keys.names().count == 2)
        }
    }
}
