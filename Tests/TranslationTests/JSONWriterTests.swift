import Foundation
import Testing

@testable import Translation

@Suite("A JSON text written as bytes")
struct JSONWriterTests {
    @Test(
        "is read by Foundation as it was meant",
        arguments: ["", "plain", "\"quoted\" and \\", "line\nfeed\u{0}\u{1F}\u{7F}", "Grüße 😀", "a/b"])
    func strings(_ text: String) throws {
        var json = JSONWriter(capacity: 16)
        json.raw("[")
        json.string(text)
        json.raw(",")
        json.string(text, text)
        json.raw("]")
        #expect(try JSONDecoder().decode([String].self, from: Data(json.bytes)) == [text, text + text])
    }

    @Test("has every whole number", arguments: [0, 7, -7, 1_234_567_890, Int64.max, Int64.min])
    func integers(_ number: Int64) {
        var json = JSONWriter(capacity: 4)
        json.integer(number)
        #expect(String(decoding: json.bytes, as: UTF8.self) == "\(number)")
    }
}
