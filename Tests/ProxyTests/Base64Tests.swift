import Foundation
import Testing

@testable import Proxy

@Suite("Base64")
struct Base64Tests {
    @Test("it is that of Foundation, for every length and every byte")
    func sameAsFoundation() {
        let bytes = (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) }
        for count in 0...bytes.count {
            let part = Array(bytes.suffix(count))
            #expect(Base64.encode(part) == Data(part).base64EncodedString())
        }
    }

    @Test(
        "the vectors of RFC 4648 §10 hold",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
    }
}
