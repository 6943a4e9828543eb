import Foundation

/// A time as Huawei's services keep it: nanoseconds since 1970, which reach to the year 2262.
package struct SWRMoment: Hashable, Comparable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The form of `X-Sdk-Date`: `20240102T030405Z`, in UTC.
    package init?(compact text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            (bytes[..<8] + bytes[9..<15]).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        let time = "\(part(9..<11)):\(part(11..<13)):\(part(13..<15))"
        // The library counts an hour 25 on into the next day.
        guard let instant = try? Date("\(date)T\(time)Z", strategy: .iso8601),
            instant.formatted(.iso8601) == "\(date)T\(time)Z",
            let seconds = Int64(exactly: instant.timeIntervalSince1970),
            case let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000), !overflow
        else { return nil }
        self.nanoseconds = nanoseconds
    }

    /// RFC 3339 in UTC without a fraction: `2017-09-11T03:00:02Z`.
    package init?(_ text: String) {
        self.init(compact: text.filter { $0 != "-" && $0 != ":" })
        guard self.text == text else { return nil }
    }

    /// Of the system's clock, to the microsecond.
    package static var now: SWRMoment {
        SWRMoment(nanoseconds: Int64((Date.now.timeIntervalSince1970 * 1_000_000).rounded(.down)) * 1_000)
    }

    package func advanced(seconds: Int64) -> SWRMoment {
        SWRMoment(nanoseconds: nanoseconds + seconds * 1_000_000_000)
    }

    /// RFC 3339 in UTC with as many digits of the second as are not zero: `2017-09-11T03:00:02.542841141Z`.
    package var text: String {
        var digits = fraction
        while digits.hasSuffix("0") { digits.removeLast() }
        return digits.isEmpty ? "\(second)Z" : "\(second).\(digits)Z"
    }

    /// RFC 3339 in UTC with six digits of the second, as the IAM writes it: `2020-01-05T13:05:20.056000Z`.
    package var microsecondText: String { "\(second).\(fraction.prefix(6))Z" }

    /// Without fraction and zone.
    private var second: Substring {
        let seconds = (nanoseconds - remainder) / 1_000_000_000
        return Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601).dropLast()
    }

    /// Nine digits.
    private var fraction: String {
        let digits = String(remainder)
        return String(repeating: "0", count: 9 - digits.count) + digits
    }

    /// Of the second, never negative.
    private var remainder: Int64 {
        let rest = nanoseconds % 1_000_000_000
        return rest < 0 ? rest + 1_000_000_000 : rest
    }

    package static func < (one: SWRMoment, other: SWRMoment) -> Bool { one.nanoseconds < other.nanoseconds }
}
