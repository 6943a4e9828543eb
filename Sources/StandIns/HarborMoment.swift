import Foundation

/// A time as Harbor keeps it: milliseconds since 1970, or never.
package struct HarborMoment: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Year 1, which is how Harbor writes "not yet".
    package static let never = HarborMoment(milliseconds: -62_135_596_800_000)

    /// Of the system's clock.
    package static var now: HarborMoment {
        HarborMoment(milliseconds: Int64((Date.now.timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-01-02T03:04:05.678Z`. The fraction is written apart because a
    /// `Date` holds seconds as a binary fraction, which may come out a millisecond short.
    package var text: String {
        guard self != .never else { return "0001-01-01T00:00:00.000Z" }
        let seconds = Int64((Double(milliseconds) / 1_000).rounded(.down))
        let fraction = String(milliseconds - seconds * 1_000)
        let date = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
        return "\(date.dropLast()).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)Z"
    }

    package static func < (one: HarborMoment, other: HarborMoment) -> Bool { one.milliseconds < other.milliseconds }
}
