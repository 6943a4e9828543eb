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
