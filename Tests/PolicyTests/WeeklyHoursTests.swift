import Testing

@testable import Policy

@Suite("Hours of the week")
struct WeeklyHoursTests {
    @Test(
        "hours hold from their first minute to the one before their last, and belong to the day on which they begin",
        arguments: [
            // 3 August 2026 is a Monday, 9 August a Sunday.
            (
                "08:00-18:00", "Z", ["mon"], "2026-08-03T08:00:00Z", "2026-08-03T17:59:59Z", "2026-08-03T07:59:59Z",
                "2026-08-03T18:00:00Z"
            ),
            (
                "22:00-06:00", "Z", ["mon"], "2026-08-03T22:00:00Z", "2026-08-04T05:59:59Z", "2026-08-03T05:59:59Z",
                "2026-08-04T06:00:00Z"
            ),
            (
                "22:00-06:00", "Z", ["sun"], "2026-08-09T23:00:00Z", "2026-08-10T05:00:00Z", "2026-08-09T05:00:00Z",
                "2026-08-10T23:00:00Z"
            ),
            (
                "00:00-24:00", "Z", ["tue"], "2026-08-04T00:00:00Z", "2026-08-04T23:59:59Z", "2026-08-03T23:59:59Z",
                "2026-08-05T00:00:00Z"
            ),
            (
                "22:00-00:00", "Z", ["wed"], "2026-08-05T22:00:00Z", "2026-08-05T23:59:59Z", "2026-08-05T21:59:59Z",
                "2026-08-06T00:00:00Z"
            ),
            (
                "22:00-24:00", "Z", ["wed"], "2026-08-05T22:00:00Z", "2026-08-05T23:59:59Z", "2026-08-05T21:59:59Z",
                "2026-08-06T00:00:00Z"
            ),
            (
                "08:00-18:00", "+05:30", ["mon"], "2026-08-03T02:30:00Z", "2026-08-03T12:29:59Z",
                "2026-08-03T02:29:59Z", "2026-08-03T12:30:00Z"
            ),
            (
                "08:00-18:00", "-08:00", ["mon"], "2026-08-03T16:00:00Z", "2026-08-04T01:59:59Z",
                "2026-08-03T15:59:59Z", "2026-08-04T02:00:00Z"
            ),
            (
                "00:00-24:00", "+14:00", ["mon"], "2026-08-02T10:00:00Z", "2026-08-03T09:59:59Z",
                "2026-08-02T09:59:59Z", "2026-08-03T10:00:00Z"
            ),
            (
                "00:00-24:00", "-14:00", ["mon"], "2026-08-03T14:00:00Z", "2026-08-04T13:59:59Z",
                "2026-08-03T13:59:59Z", "2026-08-04T14:00:00Z"
            ),
            (
                "20:00-04:00", "-05:00", ["fri"], "2026-08-08T01:00:00Z", "2026-08-08T08:59:59Z",
                "2026-08-08T00:59:59Z", "2026-08-08T09:00:00Z"
            ),
        ])
    func edges(
        _ time: String, _ zone: String, _ days: [String], _ first: String, _ last: String, _ before: String,
        _ after: String
    ) throws {
        let hours = try hours(time, zone, days)
        for (text, isOpen) in [(first, true), (last, true), (before, false), (after, false)] {
            let now = try #require(CalendarDate.unixSeconds(dateOrTime: text))
            #expect(hours.contains(now) == isOpen, "\(text)")
            // A year of 52 weeks and the years before 1970 are no different.
            #expect(hours.contains(now + 52 * 604_800) == isOpen)
            #expect(hours.contains(now - 3_000 * 604_800) == isOpen)
        }
    }

    @Test(
        "each day of the week is known by its name",
        arguments: Array(["thu", "fri", "sat", "sun", "mon", "tue", "wed"].enumerated()))
    func weekdays(_ day: (offset: Int, element: String)) throws {
        let hours = try hours("00:00-24:00", "Z", [day.element])
        // Unix time began on a Thursday.
        for offset in 0..<7 {
            #expect(hours.contains(Int64(offset) * 86_400 + 43_200) == (offset == day.offset))
        }
    }

    @Test("without days every day counts, without a time the whole day")
    func defaults() throws {
        let everyDay = try PolicyFiles(access: #"{ allow: [{ roles: [member], hours: { time: "08:00-09:00" } }] }"#)
            .compile()
        for day in 1...7 {
            #expect(everyDay.ask("GET /a", as: "member", at: "2026-08-0\(day)T08:30:00Z") == "allow by r.allow[0]")
            #expect(everyDay.ask("GET /a", as: "member", at: "2026-08-0\(day)T09:30:00Z") == "deny (condition) by r")
        }
        let allDay = try PolicyFiles(access: "{ allow: [{ roles: [member], hours: { days: [sat, sun] } }] }").compile()
        #expect(allDay.ask("GET /a", as: "member", at: "2026-08-08T00:00:00Z") == "allow by r.allow[0]")
        #expect(allDay.ask("GET /a", as: "member", at: "2026-08-09T23:59:59Z") == "allow by r.allow[0]")
        #expect(allDay.ask("GET /a", as: "member", at: "2026-08-10T00:00:00Z") == "deny (condition) by r")
    }

    @Test("hours are told as they were written")
    func text() throws {
        #expect(try hours("22:00-06:05", "+05:30", ["mon", "sat"]).text == "mon sat 22:00-06:05 +05:30")
        #expect(try hours("08:00-24:00", "-00:30", ["sun"]).text == "sun 08:00-24:00 -00:30")
        #expect(try hours("08:00-18:00", "Z", ["tue"]).text == "tue 08:00-18:00 UTC")
    }

    private func hours(_ time: String, _ zone: String, _ days: [String]) throws -> WeeklyHours {
        let minutes = try #require(WeeklyHours.minutes(time))
        let bits = WeeklyHours.Day.allCases.enumerated().filter { days.contains($0.element.rawValue) }
        return WeeklyHours(
            days: bits.reduce(0) { $0 | 1 << UInt8($1.offset) }, start: minutes.start, end: minutes.end,
            zone: try #require(WeeklyHours.offset(zone)))
    }
}
