import Domain
import Testing

@testable import Tokens

/// Of each ECDSA signature `(r, s)`, anybody can make a second one, `(r, n - s)`, without the key: ECDSA is malleable
/// (SEC 1 v2.0 §4.1.3 and §4.1.4 do not tell the two apart, and neither does OpenSSL). RFC 7518 §3.4 does not forbid it.
///
/// So an ES token has two spellings, and who holds one has both. That buys nothing as long as a token is known by what it
/// says (`sid`, `jti`, `sub`) and never by its bytes; these tests hold on to that.
@Suite struct SignatureMirrorTests {
    /// The orders of P-256 and P-384 (FIPS 186-4, D.1.2.3 and D.1.2.4).
    private static let curves: [(Algorithm, String)] = [
        (.es256, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
        (
            .es384,
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"
        ),
    ]

    /// A token and its mirror image, verified.
    private func twins(_ algorithm: Algorithm, order: String) throws -> [VerifiedToken] {
        let key = try TestKeys.key(algorithm)
        let verifier = TokenVerifier(keys: KeyRing(signing: key), issuer: Forgery.issuer, audience: Forgery.audience)
        let message = Forgery(key).unsigned()
        let proof = try Forgery(key).signature(of: message)
        let mirrored = try ForgedSignature.mirrored(proof, order: order)
        #expect(mirrored != proof)
        var tokens: [VerifiedToken] = []
        for signature in [proof, mirrored] {
            let bytes = Forgery.joined(message, signature)
            tokens.append(try verifier.verify(bytes.span, now: Forgery.now))
        }
        return tokens
    }

    @Test("the mirror image of a signature verifies too, and the token says the same", arguments: curves)
    func same(algorithm: Algorithm, order: String) throws {
        let tokens = try twins(algorithm, order: order)
        #expect(tokens[0].bytes != tokens[1].bytes)
        #expect(tokens[0].principal == tokens[1].principal)
        #expect(tokens[0].id == tokens[1].id)
        #expect(tokens[0].version == tokens[1].version)
        #expect(tokens[0].expiresAt == tokens[1].expiresAt)
    }

    @Test("the end of the session, fresh or cached, is the end of both", arguments: curves)
    func ended(algorithm: Algorithm, order: String) throws {
        let tokens = try twins(algorithm, order: order)
        let loop = TestLoop()
        // One is in use when the session ends, the other comes out afterwards.
        try loop.insert(tokens[0], now: Forgery.now)
        loop.standing.apply(IdentityChanges(ended: [EndedSession(id: "s1", expiresAt: Forgery.now + 9000)]))
        #expect(throws: TokenFault.sessionEnded) { try loop.find(tokens[0].bytes, now: Forgery.now) }
        #expect(try loop.find(tokens[1].bytes, now: Forgery.now) == nil)
        #expect(throws: TokenFault.sessionEnded) { try loop.insert(tokens[1], now: Forgery.now) }
    }

    @Test("a token that was exchanged is so in both spellings", arguments: curves)
    func superseded(algorithm: Algorithm, order: String) throws {
        let tokens = try twins(algorithm, order: order)
        let loop = TestLoop()
        let change = SupersededToken(id: tokens[0].id, goodUntil: Forgery.now, expiresAt: Forgery.now + 9000)
        loop.standing.apply(IdentityChanges(superseded: [change]))
        for token in tokens {
            #expect(try loop.insert(token, now: Forgery.now).isSuperseded)
        }
    }
}
