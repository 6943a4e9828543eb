import Cryptography
import Testing

@testable import Tokens

@Suite struct KeyIdentifierTests {
    @Test("key names hold to their grammar")
    func grammar() {
        #expect(KeyIdentifier("a")?.text == "a")
        #expect(KeyIdentifier("A-z_09")?.text == "A-z_09")
        #expect(KeyIdentifier(String(repeating: "k", count: 64)) != nil)
        for text in ["", String(repeating: "k", count: 65), "a.b", "a/b", "..", "a b", "ä", "a\u{0}", "\u{212a}"] {
            #expect(KeyIdentifier(text) == nil)
        }
    }

    @Test("the thumbprint of an RSA key is that of RFC 7638 §3.1")
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

    @Test("the thumbprint of a P-256 key, that of RFC 7517 §A.1, agrees with other implementations")
    func curveVector() throws {
        let x = Base64URL.decode(Array("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4".utf8).span)
        let y = Base64URL.decode(Array("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM".utf8).span)
        let id = try KeyIdentifier(thumbprintOf: .p256(x: #require(x), y: #require(y)))
        #expect(id.text == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
    }

    @Test("a new pair is named by its thumbprint, always the same, a secret at random", arguments: Algorithm.allCases)
    func names(algorithm: Algorithm) throws {
        let lengths: [Algorithm: Int] = [.hs256: 32, .hs384: 48, .hs512: 64]
        let key = try SigningKey.generate(algorithm)
        #expect(key.algorithm == algorithm)
        switch key.material {
        case .pair(let pair):
            #expect(key.id.text.utf8.count == 43)
            #expect(try KeyIdentifier(thumbprintOf: PrivateKey(pem: pair.pem).publicKey.parameters) == key.id)
        case .secret(let secret):
            #expect(key.id.text.utf8.count == 22)
            #expect(secret.bytes.count == lengths[algorithm])
            #expect(try KeyIdentifier.random() != key.id)
        }
    }
}
