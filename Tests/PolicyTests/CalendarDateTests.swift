import Testing

@testable import Policy

@Suite("Days of the calendar")
struct CalendarDateTests {
    @Test(
        "a day begins at a second that other calendars agree on, and is told as it was written",
        arguments: [
            ("1970-01-01", 0), ("1970-12-31", 31_449_600), ("1972-02-29", 68_169_600), ("2000-02-29", 951_782_400),
            ("2000-03-01", 951_868_800), ("2026-05-01", 1_777_593_600), ("2027-01-01", 1_798_761_600),
            ("2028-12-31", 1_861_833_600), ("2038-01-19", 2_147_472_000), ("2100-02-28", 4_107_456_000),
            ("2100-03-01", 4_107_542_400), ("9999-12-31", 253_402_214_400),
        ] as [(String, Int64)])
    func days(_ text: String, _ seconds: Int64) {
        #expect(CalendarDate.unixSeconds(text) == seconds)
        #expect(CalendarDate.text(seconds) == text)
        #expect(CalendarDate.text(seconds + 86_399) == text)
    }

    @Test(
        "what is no day is none",
        arguments: [
            "", "2027", "2027-01", "2027-1-1", "27-01-01", "02027-01-01", "2027-00-01", "2027-13-01", "2027-01-00",
            "2027-01-32",
            "2027-02-29", "2100-02-29", "2028-02-30", "2027-04-31", "1969-12-31", "2027/01/01", "2027-01-01 ",
            "+027-01-01",
            "2027-01--1", "٢٠٢٧-01-01", "20270101", "2027-01-01-01",
        ])
    func noDays(_ text: String) {
        #expect(CalendarDate.unixSeconds(text) == nil)
    }

    @Test(
        "a time of a day is in UTC and says so",
        arguments: [
            ("2026-05-01", 1_777_593_600), ("2026-05-01T00:00:00Z", 1_777_593_600),
            ("2026-05-01T10:20:30Z", 1_777_630_830),
            ("2026-05-01T23:59:59Z", 1_777_679_999), ("2026-05-01T24:00:00Z", nil), ("2026-05-01T10:60:00Z", nil),
            ("2026-05-01T10:00:60Z", nil), ("2026-05-01T10:00:00", nil), ("2026-05-01T10:00Z", nil),
            ("2026-05-01T10:00:00+01:00", nil), ("2026-05-01T10:00:00z", nil), ("2026-05-01 10:00:00Z", nil),
            ("2026-02-30T10:00:00Z", nil), ("T10:00:00Z", nil), ("2026-05-01T1:00:00Z", nil),
        ] as [(String, Int64?)])
    func times(_ text: String, _ seconds: Int64?) {
        #expect(CalendarDate.unixSeconds(dateOrTime: text) == seconds)
    }
}
