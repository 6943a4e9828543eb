/// An address as text and as its 128 bits in writing, an IPv4 address behind `::ffff:`.
struct ReferenceAddress {
    let text: String
    let bits: String

    init(v4 text: String) {
        self.text = text
        let bytes = text.split(separator: ".").map { Self.binary(Int($0) ?? 0, 8) }
        bits = String(repeating: "0", count: 80) + String(repeating: "1", count: 16) + bytes.joined()
    }

    /// - Parameter groups: all eight.
    init(v6 text: String, _ groups: [Int]) {
        self.text = text
        bits = groups.map { Self.binary($0, 16) }.joined()
    }

    private static func binary(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 2)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    static let some = [
        ReferenceAddress(v4: "10.1.2.3"), ReferenceAddress(v4: "10.200.0.1"), ReferenceAddress(v4: "192.0.2.7"),
        ReferenceAddress(v6: "::ffff:10.1.2.3", [0, 0, 0, 0, 0, 0xFFFF, 0x0A01, 0x0203]),
        ReferenceAddress(v6: "2001:db8::7", [0x2001, 0xDB8, 0, 0, 0, 0, 0, 7]),
        ReferenceAddress(v6: "2001:db9::7", [0x2001, 0xDB9, 0, 0, 0, 0, 0, 7]),
    ]
}

/// Addresses whose bits begin alike.
struct ReferenceRange {
    let text: String
    let prefix: String

    init(_ base: ReferenceAddress, length: Int, isV4: Bool) {
        text = "\(base.text)/\(length)"
        prefix = String(base.bits.prefix(isV4 ? 96 + length : length))
    }

    /// One address alone.
    init(_ address: ReferenceAddress) {
        text = address.text
        prefix = address.bits
    }

    func contains(_ address: ReferenceAddress) -> Bool { address.bits.hasPrefix(prefix) }

    static let some = [
        ReferenceRange(ReferenceAddress(v4: "10.0.0.0"), length: 8, isV4: true),
        ReferenceRange(ReferenceAddress(v4: "10.1.2.2"), length: 31, isV4: true),
        ReferenceRange(ReferenceAddress(v4: "0.0.0.0"), length: 0, isV4: true),
        ReferenceRange(ReferenceAddress(v4: "192.0.2.7")),
        ReferenceRange(ReferenceAddress(v6: "2001:db8::", [0x2001, 0xDB8, 0, 0, 0, 0, 0, 0]), length: 32, isV4: false),
        ReferenceRange(ReferenceAddress(v6: "2001:db8::", [0x2001, 0xDB8, 0, 0, 0, 0, 0, 0]), length: 31, isV4: false),
        ReferenceRange(ReferenceAddress(v6: "::", [0, 0, 0, 0, 0, 0, 0, 0]), length: 0, isV4: false),
    ]
}

/// A day and the Unix second that it begins at in UTC, both looked up in a calendar.
struct ReferenceDay {
    let text: String
    let start: Int64

    static let some = [
        ReferenceDay(text: "2026-01-01", start: 1_767_225_600), ReferenceDay(text: "2026-03-01", start: 1_772_323_200),
        ReferenceDay(text: "2026-06-15", start: 1_781_481_600), ReferenceDay(text: "2027-01-01", start: 1_798_761_600),
    ]
}

/// Hours that begin on some days of the week, each time for so many minutes.
struct ReferenceHours {
    static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let week = 10_080

    let days: [String]
    /// Minutes of the day; an end that is not behind the start is on the next day.
    let start: Int
    let end: Int
    /// Minutes east of UTC.
    let zone: Int

    /// - Parameter now: Unix seconds, after 5 January 1970, which was a Monday.
    func contains(_ now: Int64) -> Bool {
        let minute = (Int(now - 4 * 86_400) / 60 + zone) % Self.week
        let length = end > start ? end - start : end + 1_440 - start
        return Self.days.enumerated().contains { place, day in
            let sinceItBegan = (minute - (place * 1_440 + start) + Self.week) % Self.week
            return days.contains(day) && sinceItBegan < length
        }
    }

    var timeText: String { "\(Self.clock(start))-\(Self.clock(end))" }
    var zoneText: String { zone == 0 ? "Z" : (zone < 0 ? "-" : "+") + Self.clock(abs(zone)) }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return two(minutes / 60) + ":" + two(minutes % 60)
    }
}
