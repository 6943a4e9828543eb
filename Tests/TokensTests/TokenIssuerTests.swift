import Cryptography
import Domain
import Testing

@testable import Tokens

@Suite struct TokenIssuerTests {
    private static let ann = Principal(userID: 7, name: "ann", role: .member, namespace: "ns7", session: "s1")

    private func issuer(lifetime: Int64 = 3600, session: Int64 = 18_000) throws -> TokenIssuer {
        try TokenIssuer(issuer: Forgery.issuer, audience: Forgery.audience, lifetime: lifetime, session: session)
    }

    /// The members of one segment of the token.
    private func members(_ token: String, segment: Int) throws -> [String: JSONValue] {
        let segments = token.split(separator: ".", omittingEmptySubsequences: false)
        #expect(segments.count == 3)
        let text = Array(segments[segment].utf8)
        let bytes = Base64URL.decode(text.span)
        let json = try #require(bytes)
        return try #require(JSONValue.members(of: json))
    }

    private func issue(
        _ issuer: TokenIssuer, to principal: Principal = ann, authenticatedAt: Int64, now: Int64
    ) throws -> String {
        try issuer.issue(
            to: principal, version: 3, authenticatedAt: authenticatedAt, now: now, signedBy: TestKeys.key(.hs256))
    }

    private func expiry(_ issuer: TokenIssuer, authenticatedAt: Int64, now: Int64) throws -> JSONValue? {
        try members(issue(issuer, authenticatedAt: authenticatedAt, now: now), segment: 1)["exp"]
    }

    @Test("a token has the three members and the thirteen claims, and no other", arguments: Algorithm.allCases)
    func shape(algorithm: Algorithm) throws {
        let key = try TestKeys.key(algorithm)
        let token = try issuer().issue(to: Self.ann, version: 3, authenticatedAt: 900, now: 1000, signedBy: key)
        #expect(
            try members(token, segment: 0) == [
                "alg": .string(algorithm.rawValue), "kid": .string(key.id.text), "typ": .string("at+jwt"),
            ])
        var claims = try members(token, segment: 1)
        guard case .string(let id)? = claims.removeValue(forKey: "jti") else {
            Issue.record("no jti")
            return
        }
        #expect(id.utf8.count == 22)
        #expect(
            claims == [
                "iss": .string(Forgery.issuer), "aud": .string(Forgery.audience), "sub": .string("7"),
                "name": .string("ann"), "role": .integer(2), "ns": .string("ns7"), "sid": .string("s1"),
                "ver": .integer(3), "iat": .integer(1000), "nbf": .integer(1000), "exp": .integer(4600),
                "auth_time": .integer(900),
            ])
    }

    @Test("two tokens for one session differ by jti", arguments: Algorithm.allCases)
    func distinct(algorithm: Algorithm) throws {
        let issuer = try self.issuer()
        let key = try TestKeys.key(algorithm)
        let one = try issuer.issue(to: Self.ann, version: 1, authenticatedAt: 1, now: 1, signedBy: key)
        let other = try issuer.issue(to: Self.ann, version: 1, authenticatedAt: 1, now: 1, signedBy: key)
        #expect(one != other)
        #expect(try TokenIssuer.newSession() != TokenIssuer.newSession())
    }

    @Test(
        "a token lives for its lifetime, but not beyond the end of the session",
        arguments: [
            // The login, a refresh in the middle, and the refreshes around the time when the session's end comes first.
            (0, 1000, 4600), (0, 9000, 12_600), (1000, 15_399, 18_999), (1000, 15_400, 19_000), (1000, 15_401, 19_000),
            (1000, 18_999, 19_000),
        ] as [(Int64, Int64, Int64)])
    func end(authenticatedAt: Int64, now: Int64, end: Int64) throws {
        #expect(try expiry(issuer(), authenticatedAt: authenticatedAt, now: now) == .integer(end))
    }

    @Test("a session shorter than a token's life cuts the first token", arguments: [1, 60, 3599, 3600] as [Int64])
    func shortSession(session: Int64) throws {
        #expect(try expiry(issuer(session: session), authenticatedAt: 1000, now: 1000) == .integer(1000 + session))
    }

    @Test("there is no token when the session has no second left", arguments: [19_000, 19_001, 1_000_000] as [Int64])
    func sessionOver(now: Int64) throws {
        #expect(throws: TokenError.sessionOver) { try issue(issuer(), authenticatedAt: 1000, now: now) }
    }

    @Test("what a session's refreshes give never outlives it")
    func chain() throws {
        let issuer = try self.issuer()
        var now: Int64 = 1000
        var last: Int64 = 0
        var count = 0
        while case .integer(let end)? = try? expiry(issuer, authenticatedAt: 1000, now: now) {
            (last, now, count) = (end, end - 1, count + 1)
            try #require(count < 100)
            if now == 18_999 { break }
        }
        #expect(last == 19_000)
        #expect(throws: TokenError.sessionOver) { try issue(issuer, authenticatedAt: 1000, now: last) }
    }

    @Test("lifetimes are from a second to thirty days", arguments: [0, -1, 2_592_001, .min, .max] as [Int64])
    func lifetimes(seconds: Int64) throws {
        #expect(throws: TokenError.lifetimeRefused(seconds: seconds)) { try issuer(lifetime: seconds) }
        #expect(throws: TokenError.lifetimeRefused(seconds: seconds)) { try issuer(session: seconds) }
    }

    @Test("what is issued at the bounds of a lifetime is verified", arguments: [1, 2_592_000] as [Int64])
    func bounds(lifetime: Int64) throws {
        let key = try TestKeys.key(.es256)
        let issuer = try self.issuer(lifetime: lifetime, session: lifetime)
        let token = try issuer.issue(to: Self.ann, version: 1, authenticatedAt: 5, now: 5, signedBy: key)
        let verifier = TokenVerifier(keys: KeyRing(signing: key), issuer: Forgery.issuer, audience: Forgery.audience)
        let bytes = Array(token.utf8)
        let verified = try verifier.verify(bytes.span, now: 5 + lifetime - 1)
        #expect(verified.expiresAt == 5 + lifetime)
    }

    @Test("the issuer refuses what no verifier would read back")
    func unusable() throws {
        let issuer = try self.issuer()
        func issue(_ id: Int64, _ name: String, _ session: String) throws -> String {
            let principal = Principal(userID: id, name: name, role: .member, namespace: "", session: session)
            return try self.issue(issuer, to: principal, authenticatedAt: 1, now: 1)
        }
        for id: Int64 in [0, -7, .min] {
            #expect(throws: TokenError.claimUnusable("sub")) { try issue(id, "a", "s") }
        }
        #expect(throws: TokenError.claimUnusable("name")) { try issue(1, "", "s") }
        #expect(throws: TokenError.claimUnusable("sid")) { try issue(1, "a", "") }
        for now: Int64 in [-1, 253_402_300_800, .max, .min] {
            #expect(throws: TokenError.claimUnusable("iat")) {
                try self.issue(issuer, authenticatedAt: 1, now: now)
            }
        }
        // Nobody gave a password tomorrow: the session would last longer than sessions do.
        for authenticatedAt: Int64 in [-1, 1001, .max, .min] {
            #expect(throws: TokenError.claimUnusable("iat")) {
                try self.issue(issuer, authenticatedAt: authenticatedAt, now: 1000)
            }
        }
    }

    @Test("a name makes a token as long as any verifier takes, or none")
    func tooLong() throws {
        let issuer = try self.issuer()
        func length(_ count: Int) throws -> Int {
            let name = String(repeating: "a", count: count)
            let principal = Principal(userID: 1, name: name, role: .member, namespace: "", session: "s")
            return try issue(issuer, to: principal, authenticatedAt: 1, now: 1).utf8.count
        }
        #expect(try length(5000) <= TokenVerifier.longestToken)
        do {
            let made = try length(9000)
            Issue.record("a token of \(made) bytes")
        } catch TokenError.tooLong(let bytes) {
            #expect(bytes > TokenVerifier.longestToken)
        }
    }
}
