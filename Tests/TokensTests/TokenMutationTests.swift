import Testing

@testable import Tokens

/// What nobody thought of as an attack: small changes of a valid token, everywhere.
@Suite struct TokenMutationTests {
    @Test("no change of a valid token is accepted, though the valid one is known", arguments: Algorithm.allCases)
    func mutations(algorithm: Algorithm) throws {
        let honest = try Self.short(algorithm)
        let verifier = TokenVerifier(
            keys: KeyRing(signing: honest.key), issuer: Forgery.issuer, audience: Forgery.audience)
        let token = try honest.token()
        let loop = TestLoop()
        try loop.insert(verifier.verify(token.span, now: Forgery.now), now: Forgery.now)

        let mutations = TokenMutations(token: token)
        let bytes = mutations.ofBytes(every: Self.step(algorithm))
        let segments = mutations.ofSegments()
        #expect(bytes.count > 300 && segments.count > 100)
        var accepted: [String] = []
        var faults: Set<TokenFault> = []
        for mutation in bytes + segments {
            do throws(TokenFault) {
                let known = try loop.cache.find(mutation.span, now: Forgery.now, standing: loop.standing)
                if known == nil { _ = try verifier.verify(mutation.span, now: Forgery.now) }
                accepted.append(String(decoding: mutation, as: UTF8.self))
            } catch {
                faults.insert(error)
            }
        }
        #expect(accepted == [])
        // The changes went everywhere: into the form, the header, and what is signed.
        #expect(faults.isSuperset(of: [.malformed, .header, .signature]))
        let stillThere = try loop.find(token, now: Forgery.now)
        #expect(stillThere?.token.id == "j")
    }

    /// The steps with which an RSA token, the longest, is gone through; all others byte by byte. Without a common divisor
    /// with the four letters that stand for three bytes, so that each of the four is met.
    private static func step(_ algorithm: Algorithm) -> Int {
        switch algorithm {
        case .rs256, .rs384, .rs512: 7
        default: 1
        }
    }

    /// With as few bytes as a token can have, so that all can be changed in little time.
    private static func short(_ algorithm: Algorithm) throws -> Forgery {
        let name = try #require(KeyIdentifier("k"))
        return Forgery(try TestKeys.named(name, TestKeys.key(algorithm)))
            .claiming("name", #""a""#).claiming("ns", #""""#).claiming("sid", #""s""#).claiming("jti", #""j""#)
    }
}
