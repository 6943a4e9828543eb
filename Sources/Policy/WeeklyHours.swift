/// Hours of some days of the week, at a fixed distance from UTC. There is no table of time zones here: summer time is the
/// author's.
struct WeeklyHours: Hashable, Sendable {
    enum Day: String, CaseIterable, Sendable {
        case sun, mon, tue, wed, thu, fri, sat
    }

    /// A bit for each day, Sunday in the lowest.
    let days: UInt8
    /// Minutes of the day; `end` is not part of it and may be before `start`: then the hours end on the next day.
    let start: Int64
    let end: Int64
    /// Minutes east of UTC.
    let zone: Int64

    /// As a policy writes it, in one line: `mon tue 08:00-18:00 +01:00`.
    var text: String {
        func clock(_ minutes: Int64) -> String { "\(two(minutes / 60)):\(two(minutes % 60))" }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let open = Day.allCases.enumerated().filter { days >> UInt8($0.offset) & 1 == 1 }.map(\.element.rawValue)
        let distance = zone == 0 ? "UTC" : (zone < 0 ? "-" : "+") + clock(abs(zone))
        return "\(open.joined(separator: " ")) \(clock(start))-\(clock(end)) \(distance)"
    }

    /// `now`: Unix seconds. Hours over midnight belong to the day on which they begin.
    func contains(_ now: Int64) -> Bool {
        let local = now + zone * 60
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let minute = (local - day * 86_400) / 60
        if start < end { return isOpen(day) && minute >= start && minute < end }
        return (isOpen(day) && minute >= start) || (isOpen(day - 1) && minute < end)
    }

    /// 1 January 1970 was a Thursday.
    private func isOpen(_ day: Int64) -> Bool {
        let weekday = ((day + 4) % 7 + 7) % 7
        return days >> UInt8(weekday) & 1 == 1
    }

    /// `08:00-18:30`; the end may be `24:00`.
    static func minutes(_ text: String) -> (start: Int64, end: Int64)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = minute(parts[0]), let end = minute(parts[1]), start < 1_440, start != end
        else { return nil }
        return (start, end)
    }

    /// `Z` or `+01:00`.
    static func offset(_ text: String) -> Int64? {
        if text == "Z" { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-", let minutes = minute(text.dropFirst()), minutes <= 840
        else { return nil }
        return sign == "-" ? -minutes : minutes
    }

    private static func minute(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int64(parts[0]), let minute = Int64(parts[1]), minute < 60, hour * 60 + minute <= 1_440
        else { return nil }
        return hour * 60 + minute
    }
}
