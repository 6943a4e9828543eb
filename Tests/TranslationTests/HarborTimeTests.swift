import Testing

@testable import Translation

@Suite("Times of Harbor")
struct HarborTimeTests {
    @Test(
        "an RFC 3339 time becomes whole Unix seconds, rounded down",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2020-04-09T02:36:00.000Z", 1_586_399_760),
            ("2026-11-21T01:37:25.750Z", 1_795_225_045), ("2026-11-21T01:37:25.999999999Z", 1_795_225_045),
            ("2000-02-29T23:59:59Z", 951_868_799), ("2024-03-01T00:00:00+08:00", 1_709_222_400),
            ("2024-02-29T16:00:00-00:30", 1_709_224_200), ("1970-01-01T00:00:01Z", 1),
            ("1969-12-31T23:59:59-00:01", 59), ("2100-03-01t00:00:00z", 4_107_542_400),
        ])
    func read(_ text: String, seconds: Int64) {
        #expect(HarborTime(text)?.unixSeconds == seconds)
    }

    @Test(
        "year 1, never, is 0, and so is all before 1970",
        arguments: [
            "0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00Z", "0001-12-31T10:00:00Z", "0000-01-01T00:00:00Z",
            "1900-03-01T00:00:00Z", "1969-12-31T23:59:59.500Z", "1970-01-01T00:00:00+08:00",
        ])
    func never(_ text: String) {
        #expect(HarborTime(text)?.unixSeconds == 0)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "now", "2026-11-21", "2026-11-21 01:37:25Z", "2026-11-21T01:37:25", "2026-11-21T01:37:25.Z",
            "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01T00:00:00+8:00", "2026-01-01T00:00:00Zx", "26-01-01T00:00:00Z",
            "2026-01-01T00:00:00+24:00", "٢٠٢٦-01-01T00:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(HarborTime(text) == nil)
    }
}
