import Testing

@testable import Proxy

@Suite("Static files: conditions")
struct StaticConditionTests {
    private static let modified: Int64 = 784_111_777  // Sun, 06 Nov 1994 08:49:37 GMT
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let exactly = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    private func verdict(
        _ lines: String, method: String = "GET", tag: EntityTag = EntityTag(opaque: "a", isWeak: false),
        modified: Int64? = Self.modified
    ) throws -> StaticVerdict {
        StaticVerdict(
            try staticRequest(lines, method: method), tag: tag, modified: modified, size: 100, now: 1_000_000_000)
    }

    @Test(
        "conditions are judged in their order, for GET and HEAD alike",
        arguments: [
            ("", .whole),
            ("If-None-Match: \"a\"\r\n", .notModified), ("If-None-Match: W/\"a\"\r\n", .notModified),
            ("If-None-Match: \"b\"\r\nIf-None-Match: \"a\"\r\n", .notModified),
            ("If-None-Match: *\r\n", .notModified), ("If-None-Match: \"b\"\r\n", .whole),
            ("if-none-match: \"b\", W/\"a\"\r\n", .notModified), ("If-None-Match: a\r\n", .whole),
            ("If-Modified-Since: \(exactly)\r\n", .notModified), ("If-Modified-Since: \(after)\r\n", .notModified),
            ("If-Modified-Since: \(before)\r\n", .whole), ("If-Modified-Since: yesterday\r\n", .whole),
            ("If-Modified-Since: \(after)\r\nIf-Modified-Since: \(after)\r\n", .whole),
            ("If-Modified-Since: \(after)\r\nIf-None-Match: \"b\"\r\n", .whole),
            ("If-Modified-Since: \(before)\r\nIf-None-Match: \"a\"\r\n", .notModified),
            ("If-Match: \"a\"\r\n", .whole), ("If-Match: *\r\n", .whole), ("If-Match: \"b\"\r\n", .conditionFailed),
            ("If-Match: W/\"a\"\r\n", .conditionFailed), ("If-Match: \"b\", \"a\"\r\n", .whole),
            ("If-Unmodified-Since: \(exactly)\r\n", .whole),
            ("If-Unmodified-Since: \(before)\r\n", .conditionFailed),
            ("If-Unmodified-Since: yesterday\r\n", .whole),
            ("If-Unmodified-Since: \(before)\r\nIf-Match: \"a\"\r\n", .whole),
            ("If-Match: \"b\"\r\nIf-None-Match: \"a\"\r\n", .conditionFailed),
            ("If-Match: \"a\"\r\nIf-None-Match: \"a\"\r\n", .notModified),
        ] as [(String, StaticVerdict)], ["GET", "HEAD"])
    func order(of condition: (lines: String, expected: StaticVerdict), method: String) throws {
        #expect(try verdict(condition.lines, method: method) == condition.expected)
    }

    @Test(
        "a range is given when the file is still the one that it is asked of",
        arguments: [
            ("", .part(0..<10)), ("If-Range: \"a\"\r\n", .part(0..<10)), ("If-Range: \"b\"\r\n", .whole),
            ("If-Range: W/\"a\"\r\n", .whole), ("If-Range: \"a\", \"b\"\r\n", .whole), ("If-Range: *\r\n", .whole),
            ("If-Range: \(exactly)\r\n", .part(0..<10)), ("If-Range: \(before)\r\n", .whole),
            ("If-Range: \(after)\r\n", .whole), ("If-Range: yesterday\r\n", .whole),
            ("If-None-Match: \"a\"\r\n", .notModified), ("If-Match: \"b\"\r\n", .conditionFailed),
            ("Range: bytes=0-9\r\n", .whole),
        ] as [(String, StaticVerdict)])
    func ranges(lines: String, expected: StaticVerdict) throws {
        #expect(try verdict("Range: bytes=0-9\r\n\(lines)") == expected)
    }

    @Test("only GET has ranges, and what is behind the end is refused")
    func rangeLimits() throws {
        #expect(try verdict("Range: bytes=0-9\r\n", method: "HEAD") == .whole)
        #expect(try verdict("Range: bytes=100-\r\n", method: "HEAD") == .whole)
        #expect(try verdict("Range: bytes=100-\r\n") == .unsatisfiable)
        #expect(try verdict("Range: bytes=100-\r\nIf-Range: \"b\"\r\n") == .whole)
    }

    @Test("a weak tag is as good for a whole file, and for no part of one")
    func weak() throws {
        let tag = EntityTag(opaque: "a", isWeak: true)
        #expect(try verdict("If-None-Match: \"a\"\r\n", tag: tag) == .notModified)
        #expect(try verdict("If-Match: W/\"a\"\r\n", tag: tag) == .conditionFailed)
        for condition in ["\"a\"", "W/\"a\"", Self.exactly] {
            #expect(try verdict("Range: bytes=0-9\r\nIf-Range: \(condition)\r\n", tag: tag) == .whole)
        }
    }

    @Test(
        "where a file has no date, dates are passed over",
        arguments: ["If-Modified-Since: \(after)\r\n", "If-Unmodified-Since: \(before)\r\n"])
    func undated(lines: String) throws {
        #expect(try verdict(lines, modified: nil) == .whole)
        #expect(try verdict("Range: bytes=0-9\r\nIf-Range: \(Self.exactly)\r\n", modified: nil) == .whole)
    }
}
