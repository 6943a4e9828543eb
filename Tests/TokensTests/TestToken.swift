import Domain
import Testing

@testable import Tokens

/// A verified token without the trouble of signing one, for the tests of what happens to it afterwards.
enum TestToken {
    /// As the verifier would make it from `text`, valid from second 1000 to `expiry`.
    static func make(
        _ text: String = "token", user: Int64 = 7, name: String = "ann", role: Int64 = 2, namespace: String = "ns7",
        session: String = "s1", version: Int64 = 1, id: String = "j1", expiry: Int64 = 2000
    ) throws -> VerifiedToken {
        let claims = try #require(
            TokenClaims([
                "iss": .string("i"), "aud": .string("a"), "sub": .string(String(user)), "name": .string(name),
                "role": .integer(role), "ns": .string(namespace), "sid": .string(session), "jti": .string(id),
                "ver": .integer(version), "iat": .integer(1000), "nbf": .integer(1000), "exp": .integer(expiry),
                "auth_time": .integer(1000),
            ]))
        return VerifiedToken(claims, bytes: Array(text.utf8))
    }
}
