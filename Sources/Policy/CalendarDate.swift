/// A day of the Gregorian calendar, written `2027-01-01`.
enum CalendarDate {
    /// The Unix second at which the day begins in UTC; `nil` for anything that is no such day.
    static func unixSeconds(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2],
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            year >= 1970, (1...12).contains(month), (1...daysIn(month, of: year)).contains(day)
        else { return nil }
        return daysSinceEpoch(year, month, day) * 86_400
    }

    /// The day in UTC that a Unix second is on.
    static func text(_ seconds: Int64) -> String {
        var year: Int64 = 1970
        var days = seconds / 86_400
        while days >= (isLeap(year) ? 366 : 365) {
            days -= isLeap(year) ? 366 : 365
            year += 1
        }
        var month: Int64 = 1
        while days >= daysIn(month, of: year) {
            days -= daysIn(month, of: year)
            month += 1
        }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(days + 1))"
    }

    /// A day, or a time of it in UTC: `2026-05-01T10:00:00Z`.
    static func unixSeconds(dateOrTime text: String) -> Int64? {
        guard let mark = text.firstIndex(of: "T") else { return unixSeconds(text) }
        let clock = text[text.index(after: mark)...]
        guard let day = unixSeconds(String(text[..<mark])), clock.hasSuffix("Z") else { return nil }
        let parts = clock.dropLast().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int64(parts[0]), let minute = Int64(parts[1]), let second = Int64(parts[2]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        return day + hour * 3_600 + minute * 60 + second
    }

    private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let before = year - 1
        let leapDays = (before / 4 - before / 100 + before / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let wholeMonths = (1..<month).reduce(0) { $0 + daysIn($1, of: year) }
        return (year - 1970) * 365 + leapDays + wholeMonths + day - 1
    }
}
