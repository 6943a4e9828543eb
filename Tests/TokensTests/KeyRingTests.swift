import Domain
import Testing

@testable import Tokens

@Suite struct KeyRingTests {
    private static func signer(_ algorithm: Algorithm, from start: Int64) throws -> KeyRing.Signer {
        KeyRing.Signer(try TestKeys.key(algorithm), from: start)
    }

    @Test("after a change of algorithm, older tokens verify by their own key and its algorithm")
    func overlap() throws {
        let principal = Principal(userID: 1, name: "a", role: .member, namespace: "", session: "s")
        let issuer = try TokenIssuer(issuer: "i", audience: "a", lifetime: 60, session: 60)
        let olds = try Algorithm.allCases.map { try TestKeys.key($0) }
        for new in olds {
            let ring = KeyRing(signing: new, verifying: olds.map(\.verificationKey))
            let verifier = TokenVerifier(keys: ring, issuer: "i", audience: "a")
            for old in olds {
                let text = try issuer.issue(to: principal, version: 1, authenticatedAt: 1, now: 1, signedBy: old)
                let bytes = Array(text.utf8)
                let token = try verifier.verify(bytes.span, now: 1)
                #expect(token.principal == principal)
            }
        }
    }

    @Test(
        "the newest key whose time has come signs, and before the first one's time the first",
        arguments: [
            (Int64.min, Algorithm.es256), (0, .es256), (99, .es256), (100, .es256), (199, .es256), (200, .hs256),
            (299, .hs256), (300, .es384), (.max, .es384),
        ] as [(Int64, Algorithm)])
    func signing(now: Int64, expected: Algorithm) throws {
        let signers = [
            try Self.signer(.es384, from: 300), try Self.signer(.es256, from: 100), try Self.signer(.hs256, from: 200),
        ]
        let ring = try #require(KeyRing(signers: [signers[1], signers[2], signers[0]]))
        #expect(ring.signing(at: now).algorithm == expected)
    }

    @Test("of two keys that begin at once the later made one signs")
    func tie() throws {
        let (one, other) = (try Self.signer(.es256, from: 100), try Self.signer(.es384, from: 100))
        for (signers, expected) in [([one, other], Algorithm.es384), ([other, one], .es256)] {
            let ring = try #require(KeyRing(signers: signers))
            for now: Int64 in [100, 1000] { #expect(ring.signing(at: now).algorithm == expected) }
        }
    }

    /// What an emergency rotation is for: the key that waits may be the one that was stolen.
    @Test("a key that was overtaken by a later made one before its time never signs, now or after the next rotation")
    func overtaken() throws {
        let (old, waiting) = (try Self.signer(.es256, from: 0), try Self.signer(.es384, from: 600))
        let (emergency, next) = (try Self.signer(.hs256, from: 100), try Self.signer(.hs384, from: 5_000))
        let ring = try #require(KeyRing(signers: [old, waiting, emergency]))
        let later = try #require(KeyRing(signers: [old, waiting, emergency, next]))
        for now: Int64 in [100, 599, 600, 4_999] {
            #expect(ring.signing(at: now).algorithm == .hs256)
            #expect(later.signing(at: now).algorithm == .hs256)
        }
        #expect(ring.signing(at: 99).algorithm == .es256)
        #expect(later.signing(at: 5_000).algorithm == .hs384)
    }

    @Test("there is no ring without a key that signs")
    func empty() throws {
        #expect(KeyRing(signers: []) == nil)
        let verifier = KeyRing.Verifier(try TestKeys.key(.es256).verificationKey)
        #expect(KeyRing(signers: [], verifying: [verifier]) == nil)
    }

    @Test("a key verifies before it signs, and up to the second before its end")
    func until() throws {
        let (old, new) = (try TestKeys.key(.es256), try TestKeys.key(.es384))
        let ring = try #require(
            KeyRing(
                signers: [KeyRing.Signer(old, from: 0), KeyRing.Signer(new, from: 500)],
                verifying: [KeyRing.Verifier(old.verificationKey, until: 600)]))
        for (now, names) in [
            (0, [old.id, new.id]), (599, [old.id, new.id]), (600, [new.id]), (.max, [new.id]),
        ] as [(Int64, [KeyIdentifier])] {
            #expect(Set(ring.verificationKeys(at: now).map(\.id)) == Set(names))
            #expect((ring.verificationKey(old.id, at: now) != nil) == names.contains(old.id))
            #expect(ring.verificationKey(new.id, at: now) != nil)
        }
    }

    @Test("what a key signed does not count after the key's end")
    func ended() throws {
        let (signing, ending) = (try TestKeys.key(.es256), try TestKeys.key(.hs256))
        let end = Forgery.now + 10
        let ring = try #require(
            KeyRing(
                signers: [KeyRing.Signer(signing, from: 0)],
                verifying: [KeyRing.Verifier(ending.verificationKey, until: end)]))
        let verifier = TokenVerifier(keys: ring, issuer: Forgery.issuer, audience: Forgery.audience)
        let bytes = try Forgery(ending).token()
        let token = try verifier.verify(bytes.span, now: end - 1)
        #expect(token.principal.name == "ann")
        #expect(throws: TokenFault.keyUnknown) { try verifier.verify(bytes.span, now: end) }
    }

    @Test("the keys that verify come in the order of their names, whatever the order they were given in")
    func order() throws {
        let all = try Algorithm.allCases.map { KeyRing.Verifier(try TestKeys.key($0).verificationKey) }
        let signer = try Self.signer(.es256, from: 0)
        let names = all.map(\.key.id.text).sorted()
        for given in [all, all.reversed()] {
            let ring = try #require(KeyRing(signers: [signer], verifying: given))
            #expect(ring.verificationKeys(at: 0).map(\.id.text) == names)
        }
    }

    @Test("of two keys of one name the first counts, and an entry of its own wins over what a signer brings")
    func sameName() throws {
        let name = try TestKeys.key(.es256).id
        let signer = try Self.signer(.es256, from: 0)
        let one = KeyRing.Verifier(try TestKeys.named(name, TestKeys.key(.hs256)).verificationKey)
        let two = KeyRing.Verifier(try TestKeys.named(name, TestKeys.key(.hs384)).verificationKey)
        let ring = try #require(KeyRing(signers: [signer], verifying: [one, two]))
        #expect(ring.verificationKeys(at: 0).map(\.algorithm) == [.hs256])
    }
}
