import Cryptography
import Domain
import SQLiteStore
import Store
import Testing
import Tokens

@testable import Gateway

@Suite("Token keys")
struct TokenKeysTests {
    @Test("the first start makes a key that signs at once, the next ones find it", arguments: Algorithm.allCases)
    func ensure(algorithm: Algorithm) async throws {
        try await withTokenKeys(algorithm) { (keys) async throws in
            let made = try #require(try await keys.ensure(now: 100))
            #expect(try await keys.ensure(now: 200) == nil)
            let records = try await keys.records()
            #expect(records.map(\.id) == [made.text])
            #expect(records.map(\.algorithm) == [algorithm.rawValue])
            #expect(records.map(\.signsFrom) == [100])
            #expect(records.map(\.verifiesUntil) == [nil])
            let ring = try await keys.ring().ring
            #expect(ring.signing(at: 100).id == made)
            #expect(ring.signing(at: 100).algorithm == algorithm)
            let verifier = try #require(ring.verificationKey(made, at: 100))
            #expect(verifier.algorithm == algorithm)
            #expect(verifier.foreignIssuer == nil)
        }
    }

    /// The one whose key was not taken would sign with a key that nobody else knows.
    @Test("gateways that start at once on an empty store make one key between them")
    func ensureRace() async throws {
        try await withStateFolder { (folder) async throws in
            let master = try MasterKey.generate()
            let path = folder + "/accounts.db"
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let made = try await withThrowingTaskGroup(of: KeyIdentifier?.self) { group in
                for index in 0..<8 {
                    let keys = TokenKeys(
                        store: stores[index % 2], master: master, algorithm: .es256, tokenLife: 1_000)
                    group.addTask { try await keys.ensure(now: 100) }
                }
                return try await group.reduce(into: [KeyIdentifier]()) { made, key in
                    if let key { made.append(key) }
                }
            }
            #expect(made.count == 1)
            #expect(try await stores[0].keys().map(\.id) == made.map(\.text))
        }
    }

    @Test("another algorithm in the settings makes a key of that one, and the former verifies its tokens to their end")
    func algorithmChange() async throws {
        try await withTokenKeys(.es256, tokenLife: 1_000) { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 100))
            let second = try #require(try await keys.with(algorithm: .hs256).ensure(now: 500))
            let ring = try await keys.ring().ring
            #expect(ring.signing(at: 500).id == second)
            #expect(ring.signing(at: 500).algorithm == .hs256)
            // What was signed in its last second lives to 1,500; clocks may differ by a minute.
            #expect(ring.verificationKey(first, at: 1_559) != nil)
            #expect(ring.verificationKey(first, at: 1_560) == nil)
            #expect(try await keys.with(algorithm: .hs256).ensure(now: 501) == nil)
        }
    }

    @Test("secrets are sealed in the store, and only what is public stands there in the clear")
    func sealing() async throws {
        try await withTokenKeys { (keys) async throws in
            for algorithm in [Algorithm.es256, .es384, .hs256] {
                _ = try await keys.with(algorithm: algorithm).ensure(now: 100)
            }
            for record in try await keys.records() {
                let box = try #require(record.sealed)
                #expect(box.keyID == keys.master.id)
                #expect(!String(decoding: box.bytes, as: UTF8.self).contains("PRIVATE"))
                let text = String(decoding: record.publicKey ?? [], as: UTF8.self)
                #expect(record.algorithm == "HS256" ? record.publicKey == nil : text.contains("BEGIN PUBLIC KEY"))
                #expect(!text.contains("PRIVATE"))
            }
        }
    }

    // MARK: What cannot be opened

    @Test("a wrong master key is named, with the one that is needed and the key that needs it")
    func wrongMaster() async throws {
        try await withTokenKeys { (keys) async throws in
            let made = try #require(try await keys.ensure(now: 100))
            let other = try MasterKey.generate()
            let error = try await #require(throws: StartupError.self) { try await keys.with(master: other).ring() }
            #expect(error.subject == "masterKey")
            for name in [made.text, keys.master.id, other.id] { #expect(error.problem.contains(name)) }
            #expect(!error.remedy.isEmpty)
        }
    }

    @Test("without a key that signs there is no ring, and the remedy is to make one")
    func empty() async throws {
        try await withTokenKeys { (keys) async throws in
            let error = try await #require(throws: StartupError.self) { try await keys.ring().ring }
            #expect(error.remedy.contains("keys rotate"))
            let pair = try PrivateKey.generate(.p256)
            try await keys.add(
                imported: pair.publicKey.pem, id: "foreign", algorithm: "ES256", verifyOnly: true,
                issuer: "https://old.example", ahead: 0, now: 100)
            await #expect(throws: StartupError.self, "a key that only verifies does not sign") {
                try await keys.ring().ring
            }
        }
    }

    /// Who may write into the database, but has no master key, could else put a key of his own, known to him, under the
    /// name of one that is trusted, or a secret of one algorithm in the place of another.
    @Test("a sealed key that was moved, changed, or made into another kind does not open")
    func tampering() async throws {
        try await withTokenKeys(.hs256) { (keys) async throws in
            _ = try await keys.ensure(now: 100)
            let record = try #require(try await keys.records().first)
            let box = try #require(record.sealed)
            var bytes = box.bytes
            bytes[bytes.count / 2] ^= 1
            /// Sealed as it should be: what is wrong is only what it is said to be.
            func sealed(_ id: String) throws -> SealedBox {
                try keys.master.seal([UInt8](repeating: 7, count: 32), for: KeyRecord.name(id))
            }
            let rows: [(String, String, [UInt8]?, SealedBox?)] = [
                ("moved", "HS256", nil, box),
                ("changed", "HS256", nil, SealedBox(keyID: box.keyID, bytes: bytes)),
                ("short", "HS256", nil, SealedBox(keyID: box.keyID, bytes: [0, 1, 2])),
                ("other", "ES256", nil, try sealed("other")),
                ("longer", "HS512", nil, try sealed("longer")),
                ("nameless", "none", nil, try sealed("nameless")),
                ("not.a.name", "HS256", nil, try sealed("not.a.name")),
                ("pair", "ES256", [1, 2, 3], try sealed("pair")),
                ("unsealed", "ES256", [1, 2, 3], nil),
            ]
            for (id, algorithm, publicKey, sealed) in rows {
                let forged = KeyRecord(
                    id: id, algorithm: algorithm, use: .sign, publicKey: publicKey, sealed: sealed, issuer: nil,
                    createdAt: 1, signsFrom: 1, verifiesUntil: nil)
                #expect(try await keys.store.addKey(forged, tokenLife: 1, unless: { _ in false }))
                // One that cannot be opened is told, and does not take the others along.
                let error = try #require(try await keys.ring().faults.first, "\(id)")
                #expect(error.problem.contains("key \(id) cannot be opened"))
                #expect(try await keys.store.removeKey(id, successor: nil, now: 1))
            }
            _ = try await keys.ring().ring
        }
    }
}
