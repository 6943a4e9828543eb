import Cryptography
import Domain
import Store
import Testing
import Tokens

@testable import Gateway

@Suite("Retiring token keys")
struct KeyRetirementTests {
    @Test("the only key that signs stays, and the remedy is to make another one first")
    func only() async throws {
        try await withTokenKeys { (keys) async throws in
            let made = try #require(try await keys.ensure(now: 0))
            let error = try await #require(throws: StartupError.self) { try await keys.retire(made.text, now: 100) }
            #expect(error.subject == made.text)
            #expect(error.remedy.contains("keys rotate"))
            #expect(try await keys.names() == [made.text])
        }
    }

    @Test("when the key that signs is retired, its successor signs at once and what the former signed counts no more")
    func stolen() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let second = try #require(try await keys.rotate(ahead: 600, now: 100))
            try await keys.retire(first.text, now: 200)
            let ring = try await keys.ring().ring
            #expect(ring.signing(at: 200).id == second)
            #expect(ring.verificationKey(first, at: 200) == nil)
            #expect(ring.verificationKeys(at: 200).map(\.id) == [second])
            #expect(try await keys.records().map(\.signsFrom) == [200])
        }
    }

    @Test("a key that has had its time is retired, and the one that signs since goes on as before")
    func former() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let second = try #require(try await keys.rotate(ahead: 0, now: 100))
            try await keys.retire(first.text, now: 200)
            #expect(try await keys.records().map(\.id) == [second.text])
            #expect(try await keys.records().map(\.signsFrom) == [100])
        }
    }

    /// The former has an end by then. To let it sign again would make tokens that are refused before they expire.
    @Test("the newest key is not retired in favour of one that has an end")
    func newest() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let second = try #require(try await keys.rotate(ahead: 600, now: 100))
            await #expect(throws: StartupError.self) { try await keys.retire(second.text, now: 200) }
            #expect(try await keys.names() == [first.text, second.text])
            // What the remedy says, works.
            let third = try #require(try await keys.rotate(ahead: 600, now: 300))
            try await keys.retire(second.text, now: 400)
            let ring = try await keys.ring().ring
            #expect(ring.signing(at: 400).id == first, "the third is not published long enough")
            #expect(ring.signing(at: 900).id == third)
        }
    }

    @Test("a key that only verifies is retired without a change to those that sign")
    func verifier() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let second = try #require(try await keys.rotate(ahead: 600, now: 100))
            let pair = try PrivateKey.generate(.p256)
            try await keys.add(
                imported: pair.publicKey.pem, id: "old", algorithm: "ES256", verifyOnly: true,
                issuer: "https://old.example", ahead: 0, now: 150)
            let name = try #require(KeyIdentifier("old"))
            #expect(try await keys.ring().ring.verificationKey(name, at: 200)?.foreignIssuer == "https://old.example")
            try await keys.retire("old", now: 200)
            #expect(try await keys.records().map(\.signsFrom) == [0, 700], "the waiting key still waits")
            let ring = try await keys.ring().ring
            #expect(ring.verificationKey(name, at: 200) == nil)
            #expect(ring.signing(at: 200).id == first)
            #expect(ring.signing(at: 700).id == second)
        }
    }

    @Test("a key that only verifies is retired also when there is one key that signs")
    func verifierBesideOne() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let pair = try PrivateKey.generate(.p256)
            try await keys.add(
                imported: pair.publicKey.pem, id: "old", algorithm: "ES256", verifyOnly: true, issuer: nil, ahead: 0,
                now: 150)
            try await keys.retire("old", now: 200)
            #expect(try await keys.names() == [first.text])
        }
    }

    @Test("a name that no key has is an error, with what was probably meant")
    func unknown() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            _ = try await keys.rotate(ahead: 0, now: 100)
            var typo = first.text
            typo.removeLast()
            let meant = try await #require(throws: StartupError.self) { try await keys.retire(typo, now: 200) }
            #expect(meant.subject == typo)
            #expect(meant.remedy.contains(first.text))
            let strange = try await #require(throws: StartupError.self) { try await keys.retire("x", now: 200) }
            #expect(strange.remedy.contains("keys list"))
            #expect(try await keys.names().count == 2)
        }
    }

    /// Each sees the other one as its successor.
    @Test("however many keys are retired at once, one that signs is left")
    func race() async throws {
        try await withTokenKeys { (keys) async throws in
            _ = try await keys.ensure(now: 0)
            _ = try await keys.rotate(ahead: 0, now: 100)
            // Two without an end, as keys of a database that two processes worked on may be.
            let record = try KeyRecord(
                SigningKey.generate(.es256), sealedWith: keys.master, createdAt: 100, signsFrom: 100)
            #expect(try await keys.store.addKey(record, tokenLife: 1, unless: { _ in false }))
            let names = try await keys.names()
            await withTaskGroup(of: Void.self) { group in
                for name in names {
                    group.addTask { _ = try? await keys.retire(name, now: 200) }
                }
            }
            #expect(try await keys.records().contains { $0.use == .sign && $0.verifiesUntil == nil })
            _ = try await keys.ring().ring
        }
    }

    /// Its end was set for a successor that came sooner.
    @Test("the key that signs lives long enough for what it signs until its successor's time, whoever that is by then")
    func prolonged() async throws {
        try await withTokenKeys(tokenLife: 1_000) { (keys) async throws in
            // As the gateway does at its start.
            try await (keys.store as? any SessionStore)?.noteTokenLife(1_060)
            let first = try #require(try await keys.ensure(now: 0)).text
            let second = try #require(try await keys.rotate(ahead: 600, now: 100)).text
            func end(of id: String) async throws -> Int64? {
                try await keys.records().first { $0.id == id }?.verifiesUntil
            }
            #expect(try await end(of: first) == 700 + 1_060)
            let third = try #require(try await keys.rotate(ahead: 600, now: 500))
            #expect(try await end(of: second) == 1_100 + 1_060)
            #expect(try await end(of: first) == 700 + 1_060)
            try await keys.retire(second, now: 600)
            #expect(try await keys.ring().ring.signing(at: 1_099).id.text == first)
            #expect(try await keys.ring().ring.signing(at: 1_100).id == third)
            #expect(try await end(of: first) == 1_100 + 1_060)
        }
    }
}
