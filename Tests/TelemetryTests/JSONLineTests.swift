import Foundation
import Testing

@testable import Telemetry

@Suite("JSON lines")
struct JSONLineTests {
    @Test(
        "what a client sends cannot leave its string or drive a terminal",
        arguments: [
            ("plain/path-1.2", "plain/path-1.2"), (#"a"b\c"#, #"a\"b\\c"#),
            ("a\nb\r\t\0", #"a\u000ab\u000d\u0009\u0000"#), ("\u{1B}[31m\u{7F}", #"\u001b[31m\u007f"#),
            ("\u{80}\u{9F}\u{A0}", "\\u0080\\u009f\u{A0}"), ("é€𝄞", "é€𝄞"), ("", ""),
        ])
    func escaping(value: String, expected: String) {
        #expect(line { $0.string("m", value) } == "{\"m\":\"\(expected)\"}\n")
    }

    @Test(
        "bytes that are not UTF-8 become U+FFFD, one for each",
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"), ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ([0xE0, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}\u{FFFD}"),
            ([0xF0, 0x9D, 0x84, 0x41], "\u{FFFD}\u{FFFD}\u{FFFD}A"), ([0xC3, 0x22], #"\#u{FFFD}\""#),
        ] as [([UInt8], String)])
    func invalidUnicode(bytes: [UInt8], expected: String) {
        #expect(line { $0.string("m", bytes.span) } == "{\"m\":\"\(expected)\"}\n")
    }

    @Test("any bytes at all give one line that a JSON parser reads")
    func anyBytes() throws {
        var generator = SplitMix(state: 42)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let text = line { $0.string("m", bytes.span) }
            #expect(text.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
            #expect(object["m"] == String(decoding: bytes, as: UTF8.self) || !bytes.allSatisfy { $0 < 0x80 })
        }
    }

    @Test("a long string is cut and says so")
    func longString() {
        let text = line { $0.string("m", String(repeating: "a", count: JSONLine.longestString + 1)) }
        #expect(text == "{\"m\":\"\(String(repeating: "a", count: JSONLine.longestString))…\"}\n")
        let fits = line { $0.string("m", String(repeating: "a", count: JSONLine.longestString)) }
        #expect(!fits.contains("…"))
    }

    @Test("a path ends where its query or fragment starts")
    func path() {
        #expect(line { $0.path("p", "/v1/x?token=secret".utf8Span.span) } == "{\"p\":\"/v1/x\"}\n")
        #expect(line { $0.path("p", "/v1/x#secret".utf8Span.span) } == "{\"p\":\"/v1/x\"}\n")
        #expect(line { $0.path("p", "?secret".utf8Span.span) } == "{\"p\":\"\"}\n")
        #expect(line { $0.path("p", "/v1/x".utf8Span.span) } == "{\"p\":\"/v1/x\"}\n")
    }

    @Test("numbers are written in full, durations with three decimals, nothing as null")
    func numbers() {
        let text = line {
            $0.integer("a", 0)
            $0.integer("b", .max)
            $0.integer("c", .min)
            $0.integer("d", nil)
            $0.milliseconds("e", nanoseconds: 12_345_678)
            $0.milliseconds("f", nanoseconds: 999)
            $0.milliseconds("g", nanoseconds: nil)
            $0.string("h", String?.none)
        }
        #expect(
            text == #"{"a":0,"b":9223372036854775807,"c":-9223372036854775808,"d":null,"e":12.345,"f":0.000,"#
                + "\"g\":null,\"h\":null}\n")
    }

    @Test("a line begun anew holds nothing of the one before")
    func reuse() {
        var line = JSONLine()
        for value in ["first", "2"] {
            line.begin()
            line.string("m", value)
            line.end()
        }
        #expect(line.bytes == Array("{\"m\":\"2\"}\n".utf8))
    }

    @Test(
        "times are RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (.max, "9999-12-31T23:59:59.999Z"), (.min, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func times(milliseconds: Int64, expected: String) {
        #expect(line { $0.time("t", milliseconds: milliseconds) } == "{\"t\":\"\(expected)\"}\n")
    }

    @Test("times agree with the calendar throughout 1,000 years, through one cache")
    func calendar() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        // From 1586: before the Gregorian reform Foundation counts Julian days, and RFC 3339 does not.
        var timestamp = Timestamp()
        for day in stride(from: -140_000, through: 225_000, by: 13) as StrideThrough<Int64> {
            let milliseconds = day * 86_400_000 + 45_296_789
            var bytes: [UInt8] = []
            timestamp.write(milliseconds, to: &bytes)
            let date = Date(timeIntervalSince1970: Double(day * 86_400 + 45_296) + 0.7895)
            #expect(String(decoding: bytes, as: UTF8.self) == date.formatted(style))
        }
    }

    private func line(_ write: (inout JSONLine) -> Void) -> String {
        var line = JSONLine()
        line.begin()
        write(&line)
        line.end()
        return String(decoding: line.bytes, as: UTF8.self)
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers on every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
