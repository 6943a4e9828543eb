import Testing

@testable import Proxy

@Suite("Static files: dates that clients send")
struct StaticDateTests {
    private static let now: Int64 = 1_767_225_600  // 2026-01-01

    @Test(
        "all three forms are the same moment",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func forms(text: String) {
        #expect(HTTPDate.parse(text, now: Self.now) == 784_111_777)
    }

    @Test("what is written is read back, on days over four centuries and at changing times of day")
    func roundTrip() {
        // 86,399 is coprime to what the calendar repeats by, so days, months and times of day all vary.
        for step in stride(from: 0, to: 147_000, by: 7) {
            let second = Int64(step) * 86_399
            #expect(HTTPDate.parse(HTTPDate.format(second), now: Self.now) == second)
        }
    }

    @Test(
        "the ends of months, years and of the calendar",
        arguments: [
            ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1), ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            ("Mon, 28 Feb 2000 23:59:59 GMT", 951_782_399), ("Mon, 01 Jan 0001 00:00:00 GMT", -62_135_596_800),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] as [(String, Int64)])
    func ends(text: String, second: Int64) {
        #expect(HTTPDate.parse(text, now: Self.now) == second)
    }

    @Test(
        "a year of two digits lies within fifty years ahead",
        arguments: [
            ("Thursday, 01-Jan-26 00:00:00 GMT", 1_767_225_600), ("Wednesday, 01-Jan-76 00:00:00 GMT", 3_345_062_400),
            ("Saturday, 01-Jan-77 00:00:00 GMT", 220_924_800), ("Friday, 01-Jan-99 00:00:00 GMT", 915_148_800),
        ] as [(String, Int64)])
    func century(text: String, second: Int64) {
        #expect(HTTPDate.parse(text, now: Self.now) == second)
    }

    @Test(
        "what is no date is none",
        arguments: [
            "", "0", "-1", "yesterday", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
            "Tue, 29 Feb 2023 00:00:00 GMT", "Mon, 29 Feb 1900 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 994 08:49:37 GMT", "Sun, 06 Nov 19945 08:49:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 006 Nov 1994 08:49:37 GMT",
        ])
    func none(text: String) {
        #expect(HTTPDate.parse(text, now: Self.now) == nil)
    }
}
