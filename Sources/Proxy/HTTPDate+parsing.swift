/// Dates that clients send.
extension HTTPDate {
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads a date in any of the three forms that a recipient has to take (RFC 9110 §5.6.7), as seconds since
    /// 1970-01-01T00:00:00Z; `nil` for what is none. The day of the week says nothing new and is not looked at.
    ///
    /// - Parameter now: in the same seconds; tells the century of a year of two digits.
    static func parse(_ text: String, now: Int64) -> Int64? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }
        switch parts.count {
        case 6 where parts[5] == "GMT":
            // `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`.
            return moment(day: parts[1], month: parts[2], year: parts[3], time: parts[4], now: now)
        case 5:
            // `Sun Nov  6 08:49:37 1994`.
            return moment(day: parts[2], month: parts[1], year: parts[4], time: parts[3], now: now)
        default:
            return nil
        }
    }

    private static func moment(
        day: Substring, month: Substring, year: Substring, time: Substring, now: Int64
    ) -> Int64? {
        guard let monthPlace = monthNames.firstIndex(where: { $0 == month }), let day = number(day, digits: 1...2),
            let year = fullYear(year, now: now), let second = secondOfDay(time)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[monthPlace]).contains(day) else { return nil }
        return Int64(days(year: year, month: monthPlace + 1, day: day) * 86_400 + second)
    }

    /// A year of two digits that would lie more than 50 years ahead is of the century before (RFC 9110 §5.6.7).
    private static func fullYear(_ text: Substring, now: Int64) -> Int? {
        if let year = number(text, digits: 4...4) { return year > 0 ? year : nil }
        guard let twoDigits = number(text, digits: 2...2) else { return nil }
        // 31,556,952 s are the mean year of the Gregorian calendar.
        let thisYear = 1970 + Int(now / 31_556_952)
        let year = thisYear / 100 * 100 + twoDigits
        return year > thisYear + 50 ? year - 100 : year
    }

    /// `08:49:37`; a leap second is taken.
    private static func secondOfDay(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2...2) }
        guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        let digit = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy(digit.contains) else { return nil }
        return Int(text)
    }

    /// Days since 1970-01-01 of a day of the Gregorian calendar, years counted from March as in `civil`
    /// (https://howardhinnant.github.io/date_algorithms.html, `days_from_civil`). `year`: 1 or more.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
