import Cryptography
import Domain
import Testing

@testable import Tokens

@Suite struct KeyRingTests {
    @Test("after a change of algorithm, older tokens verify by their own key and its algorithm")
    func overlap() throws {
        let principal = Principal(userID: 1, name: "a", role: .member, namespace: "", session: "s")
        let olds = try Algorithm.allCases.map { try TestKeys.key($0) }
        for new in olds {
            let ring = KeyRing(signing: new, verifying: olds.map(\.verificationKey))
            let verifier = TokenVerifier(keys: ring, issuer: "i", audience: "a")
            for old in olds {
                let issuer = try TokenIssuer(
                    keys: KeyRing(signing: old), issuer: "i", audience: "a", lifetime: 60)
                let text = Array(try issuer.issue(to: principal, version: 1, authenticatedAt: 1, now: 1).utf8)
                #expect(try verifier.verify(text.span, now: 1).principal == principal)
            }
        }
    }

    @Test("a ring of several algorithms still pins each key to its own")
    func pinned() throws {
        let keys = try Algorithm.allCases.map { try TestKeys.key($0) }
        let ring = KeyRing(signing: keys[0], verifying: keys.map(\.verificationKey))
        let verifier = TokenVerifier(keys: ring, issuer: Forgery.issuer, audience: Forgery.audience)
        for named in keys {
            for signer in keys where signer.algorithm != named.algorithm {
                // The signer's own algorithm and signature under the other key's name.
                var forgery = Forgery(signer)
                forgery.header = #"{"alg":"\#(signer.algorithm.rawValue)","typ":"JWT","kid":"\#(named.id)"}"#
                let bytes = try forgery.token()
                #expect(throws: TokenFault.algorithm) { try verifier.verify(bytes.span, now: Forgery.now) }
            }
        }
    }

    @Test("key names hold to their grammar")
    func identifiers() {
        #expect(KeyIdentifier("a")?.text == "a")
        #expect(KeyIdentifier("A-z_09")?.text == "A-z_09")
        #expect(KeyIdentifier(String(repeating: "k", count: 64)) != nil)
        for text in ["", String(repeating: "k", count: 65), "a.b", "a/b", "..", "a b", "ä", "a\u{0}", "\u{212a}"] {
            #expect(KeyIdentifier(text) == nil)
        }
    }

    @Test("a thumbprint is that of RFC 7638 §3.1")
    func thumbprintVector() throws {
        let modulus = """
            0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n\
            3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zg\
            dAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFC\
            ur-kEgU8awapJzKnqDKgw
            """
        let bytes = Base64URL.decode(Array(modulus.utf8).span)
        let id = try KeyIdentifier(thumbprintOf: .rsa(modulus: #require(bytes), exponent: [1, 0, 1]))
        #expect(id.text == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test("a key pair is named by its thumbprint, always the same")
    func thumbprints() throws {
        for algorithm in [Algorithm.es256, .rs256] {
            let key = try TestKeys.key(algorithm)
            guard case .pair(let pair) = key.material else {
                Issue.record("not a pair")
                continue
            }
            #expect(key.id.text.count == 43)
            #expect(try KeyIdentifier(thumbprintOf: PrivateKey(pem: pair.pem).publicKey.parameters) == key.id)
        }
        #expect(try TestKeys.key(.hs256).id.text.count == 22)
    }
}
