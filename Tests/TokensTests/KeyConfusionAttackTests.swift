import Cryptography
import Testing

@testable import Tokens

/// One key, two meanings: the attacks that work where a token chooses what its key is (RFC 8725 §2.1).
@Suite struct KeyConfusionAttackTests {
    private static let pairs: [Algorithm] = [.es256, .es384, .rs256, .rs384, .rs512]
    private static let codes: [Algorithm] = [.hs256, .hs384, .hs512]

    @Test("what everybody may know of a key is no HMAC secret", arguments: pairs, codes)
    func publicSecret(pinned: Algorithm, code: Algorithm) throws {
        let forms = try Self.publicForms(of: TestKeys.key(pinned))
        #expect(forms.count > 10)
        for secret in forms {
            try Attack("as the header says", .algorithm) { forgery in
                let header = Forgery.header(alg: code.rawValue, kid: forgery.key.id.text)
                return try Self.token(forgery.headed(header).unsigned(), secret: secret, code)
            }.expectFault(pinned)
            try Attack("under the key's own algorithm", .signature) { forgery in
                try Self.token(forgery.unsigned(), secret: secret, code)
            }.expectFault(pinned)
        }
    }

    @Test("a key signs with the one hash that it is pinned to", arguments: Algorithm.allCases)
    func otherHash(pinned: Algorithm) throws {
        for other in Algorithm.allCases where other != pinned && Self.areOneFamily(pinned, other) {
            try Attack("as the header says", .algorithm) { forgery in
                var forgery = forgery.headed(Forgery.header(alg: other.rawValue, kid: forgery.key.id.text))
                forgery.algorithm = other
                return try forgery.token()
            }.expectFault(pinned)
            try Attack("under the key's own algorithm", .signature) { forgery in
                var forgery = forgery
                forgery.algorithm = other
                return try forgery.token()
            }.expectFault(pinned)
        }
    }

    @Test(
        "a longer HMAC cut to the length of a shorter one does not count",
        arguments: [(Algorithm.hs256, Algorithm.hs384), (.hs256, .hs512), (.hs384, .hs512)])
    func cutHash(pinned: Algorithm, longer: Algorithm) throws {
        try Attack("cut", .signature) { forgery in
            var other = forgery
            other.algorithm = longer
            let message = forgery.unsigned()
            let length = try forgery.signature(of: message).count
            return Forgery.joined(message, Array(try other.signature(of: message).prefix(length)))
        }.expectFault(pinned)
    }

    @Test("among keys of every algorithm, each verifies by its own alone")
    func pinned() throws {
        let keys = try Algorithm.allCases.map { try TestKeys.key($0) }
        let ring = KeyRing(signing: keys[0], verifying: keys.map(\.verificationKey))
        let verifier = TokenVerifier(keys: ring, issuer: Forgery.issuer, audience: Forgery.audience)
        for named in keys {
            for signer in keys where signer.algorithm != named.algorithm {
                // The signer's own algorithm and signature under the other key's name.
                let header = Forgery.header(alg: signer.algorithm.rawValue, kid: named.id.text)
                let stolen = try Forgery(signer).headed(header).token()
                #expect(throws: TokenFault.algorithm) { try verifier.verify(stolen.span, now: Forgery.now) }
                // The named key's algorithm, and still the signer's signature.
                let posed = try Forgery(signer).headed(Forgery(named).header).token()
                #expect(throws: TokenFault.signature) { try verifier.verify(posed.span, now: Forgery.now) }
            }
        }
    }

    private static func areOneFamily(_ one: Algorithm, _ other: Algorithm) -> Bool {
        one.rawValue.prefix(2) == other.rawValue.prefix(2)
    }

    private static func token(_ message: String, secret: [UInt8], _ code: Algorithm) throws -> [UInt8] {
        Forgery.joined(message, try ForgedSignature.code(message, secret: secret, code))
    }

    /// The public half in every form in which a careless verifier could have it at hand.
    private static func publicForms(of key: SigningKey) throws -> [[UInt8]] {
        guard case .publicKey(let half) = key.verificationKey.material else { return [] }
        let text = String(decoding: half.pem, as: UTF8.self)
        let body = text.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let unpadded = Array(body.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "").utf8)
        let der = Base64URL.decode(unpadded.span)
        var forms = [
            half.pem, Array(half.pem.dropLast()), half.pem + [0x0a], Array(text.replacing("\n", with: "\r\n").utf8),
            Array(body.utf8), try #require(der), Array(key.id.text.utf8),
        ]
        switch half.parameters {
        case .p256(let x, let y), .p384(let x, let y):
            forms += [x, y, x + y, [4] + x + y, Array(Base64URL.encode(x).utf8)]
        case .rsa(let modulus, let exponent):
            forms += [
                modulus, [0] + modulus, exponent, modulus + exponent, Array(Base64URL.encode(modulus).utf8),
            ]
        }
        return forms
    }
}
