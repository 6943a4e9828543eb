import Cryptography
import Domain
import Store
import Testing
import Tokens

@testable import Gateway

@Suite("Importing token keys")
struct KeyImportTests {
    private static let issuer = "https://old.example"

    /// A new key as a file holds it: the half that signs, and the one that verifies (of a secret the same).
    private static func files(_ algorithm: Algorithm) throws -> (signing: [UInt8], verifying: [UInt8]) {
        switch try SigningKey.generate(algorithm).material {
        case .pair(let pair): (pair.pem, pair.publicKey.pem)
        case .secret(let secret): (secret.bytes, secret.bytes)
        }
    }

    private func refusal(
        _ contents: [UInt8], as algorithm: String, kid: String = "kid", verifyOnly: Bool = false, issuer: String? = nil
    ) throws -> StartupError {
        try #require(throws: StartupError.self) {
            _ = try KeyImport(
                contents: contents, id: kid, algorithm: algorithm, verifyOnly: verifyOnly, issuer: issuer)
        }
    }

    @Test("a key that signs is taken over, signs at once, and retires the one before it", arguments: Algorithm.allCases)
    func signing(algorithm: Algorithm) async throws {
        try await withTokenKeys(algorithm, tokenLife: 1_000) { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let file = try Self.files(algorithm)
            try await keys.add(
                imported: file.signing, id: "kid", algorithm: algorithm.rawValue, verifyOnly: false, issuer: nil,
                ahead: 0, now: 500)
            let record = try #require(try await keys.records().last)
            #expect(record.id == "kid" && record.use == .sign && record.algorithm == algorithm.rawValue)
            #expect(record.publicKey == (algorithm.isSymmetric ? nil : file.verifying))
            let ring = try await keys.ring().ring
            #expect(ring.signing(at: 500).id.text == "kid")
            #expect(ring.verificationKey(first, at: 1_559) != nil)
            #expect(ring.verificationKey(first, at: 1_560) == nil)
        }
    }

    /// What is not kept cannot be stolen, and a key that is not to sign here cannot be made to.
    @Test("a key that only verifies leaves its private half behind", arguments: Algorithm.allCases)
    func verifying(algorithm: Algorithm) async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let file = try Self.files(algorithm)
            for (id, contents) in [("a", file.signing), ("b", file.verifying)] {
                try await keys.add(
                    imported: contents, id: id, algorithm: algorithm.rawValue, verifyOnly: true, issuer: Self.issuer,
                    ahead: 0, now: 500)
                let record = try #require(try await keys.records().last)
                #expect(record.id == id && record.use == .verify && record.issuer == Self.issuer)
                #expect(record.publicKey == (algorithm.isSymmetric ? nil : file.verifying))
                #expect((record.sealed == nil) == !algorithm.isSymmetric)
                let name = try #require(KeyIdentifier(id))
                let key = try #require(try await keys.ring().ring.verificationKey(name, at: 1_000_000))
                #expect(key.algorithm == algorithm)
                #expect(key.foreignIssuer == Self.issuer)
            }
            #expect(try await keys.ring().ring.signing(at: 1_000_000).id == first)
            #expect(try await keys.records().first?.verifiesUntil == nil)
        }
    }

    @Test("a secret's line feed is the editor's, and only the last one")
    func lineFeed() async throws {
        try await withTokenKeys(.hs256) { (keys) async throws in
            let secret = Array("0123456789abcdef0123456789abcdef".utf8)
            try await keys.add(
                imported: secret + [10], id: "a", algorithm: "HS256", verifyOnly: false, issuer: nil, ahead: 0, now: 0)
            guard case .secret(let read) = try await keys.ring().ring.signing(at: 0).material else {
                Issue.record("not a secret")
                return
            }
            #expect(read.bytes == secret)
        }
        #expect(try refusal([UInt8](repeating: 55, count: 31) + [10], as: "HS256").subject == "FILE")
        // Bytes that are no text have no line feed, but a last byte.
        let bytes = [UInt8](repeating: 7, count: 31) + [10]
        _ = try KeyImport(contents: bytes, id: "a", algorithm: "HS256", verifyOnly: false, issuer: nil)
    }

    // MARK: Refusals

    @Test("a key for one algorithm is none for another", arguments: Algorithm.allCases)
    func mismatch(algorithm: Algorithm) throws {
        let file = try Self.files(algorithm)
        for other in Algorithm.allCases where other != algorithm && !(other.isSymmetric && !algorithm.isSymmetric) {
            // One RSA pair serves each of its algorithms, and a long secret the shorter ones: --algorithm says which.
            let isSameKind = other.rawValue.prefix(2) == algorithm.rawValue.prefix(2)
            if isSameKind, algorithm.rawValue.hasPrefix("R") { continue }
            if isSameKind, algorithm.isSymmetric, other.hash.length <= algorithm.hash.length { continue }
            for (contents, verifyOnly) in [(file.signing, false), (file.signing, true), (file.verifying, true)] {
                let error = try refusal(contents, as: other.rawValue, verifyOnly: verifyOnly)
                #expect(error.subject == "FILE", "\(algorithm) as \(other)")
                #expect(!error.remedy.isEmpty)
            }
        }
    }

    /// The confusion of algorithms by hand: everybody has the public key, and could sign with its text.
    @Test("a text in PEM is no secret", arguments: [Algorithm.es256, .es384, .rs256])
    func publicSecret(algorithm: Algorithm) throws {
        let file = try Self.files(algorithm)
        for name in ["HS256", "HS384", "HS512"] {
            for contents in [file.verifying, file.signing, [10] + file.verifying] {
                for verifyOnly in [false, true] {
                    #expect(try refusal(contents, as: name, verifyOnly: verifyOnly).subject == "FILE")
                }
            }
        }
    }

    @Test("RSA below 2,048 bits is refused by its size", arguments: ["RS256", "RS384", "RS512"])
    func weak(algorithm: String) throws {
        for (contents, verifyOnly) in [
            (WeakKey.privatePEM, false), (WeakKey.privatePEM, true), (WeakKey.publicPEM, true),
        ] {
            let error = try refusal(contents, as: algorithm, verifyOnly: verifyOnly)
            #expect(error.subject == "FILE")
            #expect(error.problem.contains("1024 bits"), "\(error), verifying only: \(verifyOnly)")
            #expect(error.remedy.contains("2048"))
        }
    }

    @Test("a secret shorter than its hash is refused", arguments: [("HS256", 32), ("HS384", 48), ("HS512", 64)])
    func short(algorithm: String, length: Int) throws {
        for verifyOnly in [false, true] {
            let error = try refusal(
                [UInt8](repeating: 7, count: length - 1), as: algorithm, verifyOnly: verifyOnly)
            #expect(error.subject == "FILE")
            #expect(error.remedy.contains("\(length)"))
            _ = try KeyImport(
                contents: [UInt8](repeating: 7, count: length), id: "kid", algorithm: algorithm,
                verifyOnly: verifyOnly, issuer: nil)
        }
        #expect(try refusal([UInt8](repeating: 7, count: 1_025), as: algorithm).subject == "FILE")
    }

    @Test("to sign, the private half is needed")
    func publicHalf() throws {
        for algorithm in [Algorithm.es256, .es384, .rs256] {
            let error = try refusal(Self.files(algorithm).verifying, as: algorithm.rawValue)
            #expect(error.subject == "FILE")
            #expect(error.remedy.contains("private key"))
        }
    }

    @Test(
        "what is no key is refused without being shown",
        arguments: ["", "\n", "hunter2", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n"])
    func noKey(text: String) throws {
        for algorithm in ["ES256", "ES384", "RS256"] {
            for verifyOnly in [false, true] {
                let error = try refusal(Array(text.utf8), as: algorithm, verifyOnly: verifyOnly)
                #expect(error.subject == "FILE")
                #expect(!error.description.contains("hunter2"))
            }
        }
    }

    @Test(
        "a name that a token could not carry is refused",
        arguments: ["", "a b", "../x", "a.b", "a/b", "\u{e4}", "a\n", String(repeating: "a", count: 65)])
    func name(kid: String) throws {
        #expect(try refusal(Self.files(.es256).signing, as: "ES256", kid: kid).subject == "--kid")
    }

    @Test("an algorithm that there is not is refused, none above all; a near miss is named")
    func algorithm() throws {
        let file = try Self.files(.es256).signing
        for name in ["none", "None", "", "ES512", "PS256", "EdDSA", "es256"] {
            #expect(try refusal(file, as: name).subject == "--algorithm", "\(name)")
        }
        #expect(try refusal(file, as: "ES265").remedy.contains("ES256"))
        #expect(try refusal(file, as: "none").remedy.contains("HS512"))
    }

    @Test("a key that signs here signs for this gateway: an issuer is for those that only verify")
    func foreignSigner() throws {
        let error = try refusal(Self.files(.es256).signing, as: "ES256", issuer: Self.issuer)
        #expect(error.subject == "--issuer")
        #expect(error.remedy.contains("--verify-only"))
    }

    @Test("a key of another algorithm than that of the settings does not sign")
    func otherAlgorithm() async throws {
        try await withTokenKeys(.es256) { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let file = try Self.files(.es384)
            let error = try await #require(throws: StartupError.self) {
                try await keys.add(
                    imported: file.signing, id: "kid", algorithm: "ES384", verifyOnly: false, issuer: nil, ahead: 0,
                    now: 1)
            }
            #expect(error.subject == "--algorithm")
            #expect(error.problem.contains("ES256") && error.remedy.contains("--verify-only"))
            #expect(try await keys.names() == [first.text])
        }
    }

    @Test("a name that is taken is refused, and no key retires for it")
    func duplicate() async throws {
        try await withTokenKeys { (keys) async throws in
            let first = try #require(try await keys.ensure(now: 0))
            let file = try Self.files(.es256)
            for verifyOnly in [false, true] {
                let error = try await #require(throws: StartupError.self) {
                    try await keys.add(
                        imported: file.signing, id: first.text, algorithm: "ES256", verifyOnly: verifyOnly, issuer: nil,
                        ahead: 0, now: 1)
                }
                #expect(error.subject == first.text)
            }
            #expect(try await keys.records().map(\.verifiesUntil) == [nil])
            #expect(try await keys.ring().ring.signing(at: 10).id == first)
        }
    }
}
