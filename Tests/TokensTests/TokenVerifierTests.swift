import Domain
import Testing

@testable import Tokens

@Suite struct TokenVerifierTests {
    private func verify(_ forgery: Forgery, now: Int64 = Forgery.now) throws -> VerifiedToken {
        let verifier = TokenVerifier(
            keys: KeyRing(signing: forgery.key), issuer: Forgery.issuer, audience: Forgery.audience)
        let bytes = try forgery.token()
        return try verifier.verify(bytes.span, now: now)
    }

    @Test("what is issued is verified, with every claim", arguments: Algorithm.allCases)
    func roundTrip(algorithm: Algorithm) throws {
        let keys = KeyRing(signing: try TestKeys.key(algorithm))
        let issuer = try TokenIssuer(keys: keys, issuer: "i", audience: "a", lifetime: 3600)
        let verifier = TokenVerifier(keys: keys, issuer: "i", audience: "a")
        let principal = Principal(
            userID: 42, name: #"ann "o" \ ünï 🔑"#, role: .businessAdmin, namespace: "ns7", session: "s1")
        let text = Array(try issuer.issue(to: principal, version: 9, authenticatedAt: 900, now: 1000).utf8)
        let token = try verifier.verify(text.span, now: 1000)
        #expect(token.principal == principal)
        #expect(token.version == 9)
        #expect(token.authenticatedAt == 900)
        #expect(token.issuedAt == 1000)
        #expect(token.expiresAt == 4600)
        #expect(token.id.count == 22)
        #expect(token.bytes == text)
    }

    @Test("two tokens for one session differ by jti", arguments: Algorithm.allCases)
    func distinct(algorithm: Algorithm) throws {
        let keys = KeyRing(signing: try TestKeys.key(algorithm))
        let issuer = try TokenIssuer(keys: keys, issuer: "i", audience: "a", lifetime: 1)
        let principal = Principal(userID: 1, name: "a", role: .member, namespace: "", session: "s")
        let one = try issuer.issue(to: principal, version: 1, authenticatedAt: 1, now: 1)
        #expect(one != (try issuer.issue(to: principal, version: 1, authenticatedAt: 1, now: 1)))
    }

    @Test(
        "the audience may stand alone or in an array",
        arguments: [#""breakwater""#, #"["breakwater"]"#, #"["other","breakwater"]"#])
    func audience(json: String) throws {
        #expect(try verify(Forgery(TestKeys.key(.hs256)).claiming("aud", json)).principal.userID == 7)
    }

    @Test("a token is good from a minute before its time up to the second before its end")
    func window() throws {
        let forgery = try Forgery(TestKeys.key(.hs256))
        #expect(throws: TokenFault.notYetValid) { try verify(forgery, now: Forgery.now - 61) }
        #expect(try verify(forgery, now: Forgery.now - 60).expiresAt == Forgery.now + 3600)
        #expect(try verify(forgery, now: Forgery.now + 3599).expiresAt == Forgery.now + 3600)
        #expect(throws: TokenFault.expired) { try verify(forgery, now: Forgery.now + 3600) }
        #expect(throws: TokenFault.expired) { try verify(forgery, now: .max) }
        #expect(throws: TokenFault.notYetValid) { try verify(forgery, now: .min) }
    }

    @Test("claims that nobody asked for are let be, as are spaces and escapes in the JSON")
    func tolerance() throws {
        let forgery = try Forgery(TestKeys.key(.hs256)).claiming("extra", #" { "a" : [ 1.5e3 , null ] } "#)
            .claiming("name", #""\u00e4\ud83d\udd11\n""#)
        #expect(try verify(forgery).principal.name == "ä🔑\n")
    }

    @Test("faults of an expired token and of all others reach the client as two codes")
    func codes() {
        for fault in TokenFault.allCases {
            #expect(fault.gatewayError.code == (fault == .expired ? .tokenExpired : .tokenInvalid))
            #expect(fault.gatewayError.message == nil)
            #expect(fault.gatewayError.detail == fault.rawValue)
        }
    }

    @Test("the issuer refuses what no verifier would read back")
    func unusable() throws {
        let keys = KeyRing(signing: try TestKeys.key(.hs256))
        let issuer = try TokenIssuer(keys: keys, issuer: "i", audience: "a", lifetime: 60)
        func issue(_ id: Int64, _ name: String, _ namespace: String, _ session: String) throws -> String {
            let principal = Principal(userID: id, name: name, role: .member, namespace: namespace, session: session)
            return try issuer.issue(to: principal, version: 1, authenticatedAt: 1, now: 1)
        }
        #expect(throws: TokenError.claimUnusable("sub")) { try issue(0, "a", "", "s") }
        #expect(throws: TokenError.claimUnusable("name")) { try issue(1, "", "", "s") }
        #expect(throws: TokenError.claimUnusable("name")) { try issue(1, "admin\u{0}x", "", "s") }
        #expect(throws: TokenError.claimUnusable("ns")) { try issue(1, "a", "n\u{0}", "s") }
        #expect(throws: TokenError.claimUnusable("sid")) { try issue(1, "a", "", "") }
        let principal = Principal(userID: 1, name: "a", role: .member, namespace: "", session: "s")
        for now in [-1, Int64.max] {
            #expect(throws: TokenError.claimUnusable("iat")) {
                try issuer.issue(to: principal, version: 1, authenticatedAt: 1, now: now)
            }
        }
        #expect(throws: TokenError.self) { try issue(1, String(repeating: "a", count: 9000), "", "s") }
    }

    @Test("lifetimes are from a second to thirty days", arguments: [0, -1, 2_592_001, Int64.max])
    func lifetimes(seconds: Int64) throws {
        let keys = KeyRing(signing: try TestKeys.key(.hs256))
        #expect(throws: TokenError.lifetimeRefused(seconds: seconds)) {
            try TokenIssuer(keys: keys, issuer: "i", audience: "a", lifetime: seconds)
        }
    }
}
