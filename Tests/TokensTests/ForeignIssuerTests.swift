import Domain
import Testing

@testable import Tokens

/// Keys of another issuer, whose tokens are accepted while its users move.
@Suite struct ForeignIssuerTests {
    private static let foreign = "https://former.test"

    /// A gateway with a key of its own and one that only verifies, of `issuer` or (`nil`) its own as well.
    private func gateway(_ algorithm: Algorithm, issuer: String? = foreign) throws -> TokenVerifier {
        let ring = KeyRing(
            signing: try Self.own(algorithm), verifying: [try TestKeys.verifying(algorithm, issuer: issuer)])
        return TokenVerifier(keys: ring, issuer: Forgery.issuer, audience: Forgery.audience)
    }

    /// The gateway's own key: another than that of `algorithm`.
    private static func own(_ algorithm: Algorithm) throws -> SigningKey {
        try TestKeys.key(algorithm == .es256 ? .es384 : .es256)
    }

    /// A token by the other issuer.
    private func visitor(_ algorithm: Algorithm, typ: String = "JWT") throws -> Forgery {
        let key = try TestKeys.key(algorithm)
        return Forgery(key).claiming("iss", #""\#(Self.foreign)""#)
            .headed(Forgery.header(alg: algorithm.rawValue, kid: key.id.text, typ: typ))
    }

    private func verify(_ forgery: Forgery, _ verifier: TokenVerifier) throws -> VerifiedToken {
        let bytes = try forgery.token()
        return try verifier.verify(bytes.span, now: Forgery.now)
    }

    @Test(
        "its tokens may have the types that others use, in any case", arguments: Algorithm.allCases,
        ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT"])
    func types(algorithm: Algorithm, typ: String) throws {
        let token = try verify(visitor(algorithm, typ: typ), gateway(algorithm))
        #expect(token.principal.name == "ann")
    }

    @Test(
        "its tokens of another purpose do not count", arguments: Algorithm.allCases,
        ["", "rt+jwt", "id+jwt", "logout+jwt", "JWE", "JWT ", "application/jwt", "at+jwt,JWT"])
    func otherTypes(algorithm: Algorithm, typ: String) throws {
        #expect(throws: TokenFault.type) { try verify(visitor(algorithm, typ: typ), gateway(algorithm)) }
    }

    @Test("neither issuer's key signs for the other one", arguments: Algorithm.allCases)
    func issuers(algorithm: Algorithm) throws {
        let verifier = try gateway(algorithm)
        let posing = try visitor(algorithm).claiming("iss", #""\#(Forgery.issuer)""#)
        #expect(throws: TokenFault.issuer) { try verify(posing, verifier) }
        let third = try visitor(algorithm).claiming("iss", #""https://evil.test""#)
        #expect(throws: TokenFault.issuer) { try verify(third, verifier) }
        let own = Forgery(try Self.own(algorithm))
        #expect(try verify(own, verifier).principal.name == "ann")
        #expect(throws: TokenFault.issuer) {
            try verify(own.claiming("iss", #""\#(Self.foreign)""#), verifier)
        }
    }

    @Test("this gateway's own tokens keep their one type beside it", arguments: Algorithm.allCases)
    func ownType(algorithm: Algorithm) throws {
        let key = try Self.own(algorithm)
        for typ in ["JWT", "AT+JWT", "application/at+jwt"] {
            let forgery = Forgery(key)
                .headed(Forgery.header(alg: key.algorithm.rawValue, kid: key.id.text, typ: typ))
            #expect(throws: TokenFault.type) { try verify(forgery, gateway(algorithm)) }
        }
    }

    @Test("a key that only verifies, without an issuer of its own, is this gateway's", arguments: Algorithm.allCases)
    func verifyOnly(algorithm: Algorithm) throws {
        let verifier = try gateway(algorithm, issuer: nil)
        #expect(try verify(Forgery(TestKeys.key(algorithm)), verifier).principal.name == "ann")
        #expect(throws: TokenFault.type) { try verify(visitor(algorithm), verifier) }
        #expect(throws: TokenFault.issuer) { try verify(visitor(algorithm, typ: "at+jwt"), verifier) }
    }

    @Test("everything else is asked of its tokens as of all", arguments: Algorithm.allCases)
    func otherwiseEqual(algorithm: Algorithm) throws {
        let verifier = try gateway(algorithm)
        let visitor = try self.visitor(algorithm)
        #expect(throws: TokenFault.audience) { try verify(visitor.claiming("aud", #""other""#), verifier) }
        #expect(throws: TokenFault.claims) { try verify(visitor.claiming("sid", nil), verifier) }
        #expect(throws: TokenFault.claims) { try verify(visitor.claiming("exp", nil), verifier) }
        #expect(throws: TokenFault.notYetValid) {
            try verify(visitor.claiming("nbf", "\(Forgery.now + 61)"), verifier)
        }
        for other in Algorithm.allCases where other != algorithm {
            let key = try TestKeys.key(algorithm).id.text
            let header = Forgery.header(alg: other.rawValue, kid: key, typ: "JWT")
            #expect(throws: TokenFault.algorithm) { try verify(visitor.headed(header), verifier) }
        }
        var forged = visitor
        forged.key = try TestKeys.impostor(algorithm)
        #expect(throws: TokenFault.signature) { try verify(forged, verifier) }
    }

    @Test("a change of the account wins over any version that another issuer's token claims")
    func versions() throws {
        // The other issuer counts the versions of its own rows; that its number is higher says nothing about this store.
        let token = try verify(visitor(.es256).claiming("ver", "1000"), gateway(.es256))
        let standing = SessionStanding()
        standing.apply(IdentityChanges(accounts: [.version(2, role: nil, floor: 2, until: Forgery.now + 9000)]))
        #expect(throws: TokenFault.accountClosed) { try standing.judge(token) }
    }
}
