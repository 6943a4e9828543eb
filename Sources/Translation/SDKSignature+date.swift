extension SDKSignature {
    /// `yyyyMMdd'T'HHmmss'Z'`, in UTC.
    /// - Parameter now: Unix seconds; held to the years 1970 to 9999.
    static func date(_ now: Int64) -> String {
        let held = min(max(now, 0), 253_402_300_799)
        let (days, seconds) = held.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days: days)
        let date = digits(year, 4) + digits(month, 2) + digits(day, 2)
        let time = digits(seconds / 3_600, 2) + digits(seconds / 60 % 60, 2) + digits(seconds % 60, 2)
        return "\(date)T\(time)Z"
    }

    /// The Gregorian date of a day counted from 1970-01-01. Years are counted from 1 March, so that the leap day is the
    /// last of its year and every month but the last has a fixed start.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let daysOf400Years: Int64 = 146_097
        let daysTo1970: Int64 = 719_468
        let (cycle, dayOfCycle) = (days + daysTo1970).quotientAndRemainder(dividingBy: daysOf400Years)
        let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leapDays) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        // Months from March have 31, 30, 31, 30, 31 days, over and over: 153 days in five months.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
    }

    private static func digits(_ value: Int64, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
