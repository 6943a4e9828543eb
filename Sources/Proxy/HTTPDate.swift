/// `Date` (RFC 9110 §5.6.7, IMF-fixdate) for the answers that the gateway makes itself, and those of upstreams without
/// one; made anew once a second.
struct HTTPDate {
    private var second: Int64 = -1
    private var text = ""
    private var line: [UInt8] = []

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter now: seconds since 1970-01-01T00:00:00Z, 0 or more.
    mutating func text(at now: Int64) -> String {
        renew(at: now)
        return text
    }

    /// The whole line, with its line end. - Parameter now: as above.
    mutating func line(at now: Int64) -> [UInt8] {
        renew(at: now)
        return line
    }

    private mutating func renew(at now: Int64) {
        guard now != second else { return }
        second = now
        text = Self.format(now)
        line = Array("Date: \(text)\r\n".utf8)
    }

    static func format(_ now: Int64) -> String {
        let days = Int(now / 86_400)
        let time = Int(now % 86_400)
        let (year, month, day) = civil(days)
        return "\(weekdays[days % 7]), \(two(day)) \(months[month - 1]) \(year) "
            + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }

    /// Days since 1970-01-01 to year, month and day of the Gregorian calendar, counting years from March so that the
    /// leap day comes last (https://howardhinnant.github.io/date_algorithms.html, `civil_from_days`).
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
