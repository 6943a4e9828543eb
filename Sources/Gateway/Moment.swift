import Foundation

/// A time for a person to read, RFC 3339 in UTC.
enum Moment {
    static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}
