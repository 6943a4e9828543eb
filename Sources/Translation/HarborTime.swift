/// A time as Harbor and SWR write it (RFC 3339 §5.6, with nanoseconds or without) in whole Unix seconds, rounded down.
/// Whatever is before 1970 is 0, which is what `/v1` has for "never"; Harbor's word for that is year 1.
struct HarborTime: Equatable, Sendable {
    /// 0 or more.
    let unixSeconds: Int64

    init?(_ text: String) {
        self.init(bytes: Array(text.utf8)[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        var scanner = Scanner(rest: bytes)
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), (1...12).contains(month), scanner.take("-"),
            let day = scanner.number(digits: 2), day >= 1, day <= Self.days(inMonth: month, of: year),
            scanner.take("T") || scanner.take("t"),
            let hour = scanner.number(digits: 2), hour < 24, scanner.take(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.take(":"),
            let second = scanner.number(digits: 2), second <= 60,
            scanner.skipFraction(), let offset = scanner.offset(), scanner.rest.isEmpty
        else { return nil }
        unixSeconds = max(
            0, Self.daysSinceEpoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset)
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days of the proleptic Gregorian calendar: whole years before this one, whole months, then days. The 477 leap
    /// days are those of the years 1 to 1969.
    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let past = year - 1
        let leapDays = (past >> 2) - past / 100 + past / 400 - 477
        let months = (1..<month).reduce(0) { $0 + days(inMonth: $1, of: year) }
        return (year - 1970) * 365 + leapDays + months + day - 1
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(digits: Int) -> Int64? {
            var value: Int64 = 0
            for _ in 0..<digits {
                guard let byte = rest.popFirst(), Self.isDigit(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }

        /// A point needs at least one digit after it.
        mutating func skipFraction() -> Bool {
            guard take(".") else { return true }
            let digits = rest.prefix(while: Self.isDigit).count
            rest = rest.dropFirst(digits)
            return digits > 0
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let sign: Int64
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = number(digits: 2), hours < 24, take(":"), let minutes = number(digits: 2), minutes < 60
            else { return nil }
            return sign * (hours * 3_600 + minutes * 60)
        }

        static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
}
