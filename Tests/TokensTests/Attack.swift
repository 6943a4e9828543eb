import Testing

@testable import Tokens

/// One row of an attack table: how to make the token, and the fault that it must have.
struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let fault: TokenFault
    let token: @Sendable (Forgery) throws -> [UInt8]

    init(_ name: String, _ fault: TokenFault, _ token: @escaping @Sendable (Forgery) throws -> [UInt8]) {
        (self.name, self.fault, self.token) = (name, fault, token)
    }

    var testDescription: String { name }

    /// Runs the attack against a verifier that holds only the honest key.
    func expectFault(_ algorithm: Algorithm, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let key = try TestKeys.key(algorithm)
        let verifier = TokenVerifier(
            keys: KeyRing(signing: key), issuer: Forgery.issuer, audience: Forgery.audience)
        let bytes = try token(Forgery(key))
        #expect(throws: fault, sourceLocation: sourceLocation) {
            try verifier.verify(bytes.span, now: Forgery.now)
        }
    }
}
