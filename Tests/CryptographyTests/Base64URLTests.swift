import Cryptography
import Testing

@Suite struct Base64URLTests {
    @Test(
        "encodes and decodes the vectors of RFC 4648 §10 without padding, and the URL alphabet",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"), ("\u{7f}?~>", "fz9-Pg"), ("\u{7f}\u{7f}?", "f38_"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(Array(encoded.utf8).span) == Array(plain.utf8))
    }

    @Test("every byte value survives")
    func roundTrip() {
        for length in 0...5 {
            for byte in UInt8.min...UInt8.max {
                let bytes = [UInt8](repeating: byte, count: length)
                #expect(Base64URL.decode(Array(Base64URL.encode(bytes).utf8).span) == bytes)
            }
        }
    }

    @Test(
        "refuses a second spelling",
        arguments: [
            "Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9", "Zm9vYmF", " Zg", "Zg ", "Z\ng", "Zm8+", "Zm8/", "Zm8.", "Zé",
            "Zm\u{0}v", "/w",
        ])
    func refusals(text: String) {
        #expect(Base64URL.decode(Array(text.utf8).span) == nil)
    }
}
