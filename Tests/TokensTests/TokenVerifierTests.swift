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
        let key = try TestKeys.key(algorithm)
        let issuer = try TokenIssuer(issuer: "i", audience: "a", lifetime: 3600, session: 18_000)
        let verifier = TokenVerifier(keys: KeyRing(signing: key), issuer: "i", audience: "a")
        let principal = Principal(
            userID: 42, name: "ann \"o\" \\ / \u{0}\u{1f}\u{2028} ünï 🔑", role: .businessAdmin, namespace: "ns7",
            session: "s1")
        let issued = try issuer.issue(to: principal, version: 9, authenticatedAt: 900, now: 1000, signedBy: key)
        let text = Array(issued.utf8)
        let token = try verifier.verify(text.span, now: 1000)
        #expect(token.principal == principal)
        #expect(token.version == 9)
        #expect(token.authenticatedAt == 900)
        #expect(token.issuedAt == 1000)
        #expect(token.expiresAt == 4600)
        #expect(token.id.utf8.count == 22)
        #expect(token.bytes == text)
    }

    @Test("what is signed elsewhere is read with every claim", arguments: Algorithm.allCases)
    func read(algorithm: Algorithm) throws {
        let token = try verify(
            Forgery(TestKeys.key(algorithm)).claiming("ver", "9").claiming("auth_time", "\(Forgery.now - 900)")
                .claiming("role", "62"))
        let role = RoleNumber(rawValue: 62)
        #expect(
            token.principal == Principal(userID: 7, name: "ann", role: role, namespace: "ns7", session: "s1"))
        #expect(token.id == "j1")
        #expect(token.version == 9)
        #expect(token.authenticatedAt == Forgery.now - 900)
        #expect(token.issuedAt == Forgery.now)
        #expect(token.expiresAt == Forgery.now + 3600)
    }

    @Test(
        "the audience may stand alone or in an array",
        arguments: [#""breakwater""#, #"["breakwater"]"#, #"["other","breakwater"]"#])
    func audience(json: String) throws {
        #expect(try verify(Forgery(TestKeys.key(.hs256)).claiming("aud", json)).principal.userID == 7)
    }

    @Test(
        "a token is good from a minute before its time up to the second before its end",
        arguments: Algorithm.allCases)
    func window(algorithm: Algorithm) throws {
        let forgery = try Forgery(TestKeys.key(algorithm))
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

    @Test("the longest token is accepted, one that is longer is not looked at")
    func bound() throws {
        let forgery = try Forgery(TestKeys.key(.hs256))
        func named(_ length: Int) -> Forgery {
            forgery.claiming("name", "\"" + String(repeating: "a", count: length) + "\"")
        }
        let bare = try named(0).token().count
        var length = (TokenVerifier.longestToken - bare) * 3 / 4
        while try named(length).token().count > TokenVerifier.longestToken { length -= 1 }
        while try named(length + 1).token().count <= TokenVerifier.longestToken { length += 1 }
        #expect(try verify(named(length)).principal.name.utf8.count == length)
        #expect(throws: TokenFault.tooLong) { try verify(named(length + 1)) }
    }

    @Test("every fault reaches the client as one of three codes, and says which only to the log")
    func codes() {
        for fault in TokenFault.allCases {
            let expected: GatewayError.Code =
                switch fault {
                case .expired: .tokenExpired
                case .sessionEnded, .accountClosed, .superseded: .sessionEnded
                default: .tokenInvalid
                }
            #expect(fault.gatewayError.code == expected)
            #expect(fault.gatewayError.code.status == 401)
            #expect(fault.gatewayError.message == nil)
            #expect(fault.gatewayError.detail == fault.rawValue)
        }
    }
}
