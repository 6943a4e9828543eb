/// Writes RFC 3339 times in UTC with milliseconds, `2026-02-28T23:59:59.123Z`, and keeps the part down to the second:
/// most lines of a busy log share it.
struct Timestamp {
    private var second = Int64.min
    /// `2026-02-28T23:59:59.`
    private var prefix: [UInt8] = []

    /// Appends the time, 24 bytes.
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z; held to the years 0 to 9999 that RFC 3339 can write.
    mutating func write(_ milliseconds: Int64, to bytes: inout [UInt8]) {
        let held = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let (second, fraction) = Self.divided(held, by: 1_000)
        if second != self.second {
            self.second = second
            prefix = Self.prefix(of: second)
        }
        bytes.append(contentsOf: prefix)
        Self.append(fraction, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func prefix(of second: Int64) -> [UInt8] {
        let (days, rest) = divided(second, by: 86_400)
        let (year, month, day) = civil(days: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        append(year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(rest / 3_600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        return bytes
    }

    /// The proleptic Gregorian date of a day counted from 1970-01-01. Years are counted from 1 March, so that the leap
    /// day is the last of its year and every month but the last has a fixed start.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let daysOf400Years: Int64 = 146_097
        let daysTo1970: Int64 = 719_468
        let (cycle, dayOfCycle) = divided(days + daysTo1970, by: daysOf400Years)
        let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leapDays) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        // Months from March have 31, 30, 31, 30, 31 days, over and over: 153 days in five months.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
    }

    private static func append(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Division that rounds down, so that times before 1970 have a positive rest.
    private static func divided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
