import Domain
import NIOCore
import Policy
import Synchronization

/// Counts how often a route is used, by whom; shared by all event loops of the gateway.
///
/// The generic cell rate algorithm (ITU-T I.371 Annex A): for each subject the time at which the requests that were let
/// through would have been due at an even pace. One number a subject, no timers.
final class RateLimiter: Sendable {
    enum Subject: Hashable, Sendable {
        case number(Int64)
        case text(String)
        case address(UInt64, UInt64)
        case everybody
        /// Of those who came when the table was full, all whose hash is the same.
        case crowd(Int)
    }

    private struct Table {
        var dues: [Subject: Int64] = [:]
        /// When the table was last found full and looked through.
        var swept = Int64.min / 2
    }

    let limit: RateLimit
    private let interval: Int64
    private let tolerance: Int64
    /// Shared by all event loops, as the count is: held for some hundred nanoseconds, on routes with a rate only.
    private let table = Mutex(Table())
    /// Some 4 MiB. When more subjects come within one burst than this, the later ones are counted in crowds.
    static let mostSubjects = 65_536
    private static let crowds = 1_024
    /// Looking through a full table takes a millisecond.
    private static let sweepEvery: Int64 = 1_000_000_000

    init(_ limit: RateLimit) {
        self.limit = limit
        let parts = limit.interval.components
        interval = max(1, parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
        tolerance = interval * Int64(limit.burst - 1)
    }

    /// Takes one request of `subject`. - Returns: `nil` when it may pass, else the seconds until the next one may.
    func take(_ subject: Subject, now: NIODeadline) -> Int64? {
        let now = Int64(truncatingIfNeeded: now.uptimeNanoseconds)
        return table.withLock { table in
            var subject = subject
            if table.dues[subject] == nil, table.dues.count >= Self.mostSubjects {
                if now - Self.sweepEvery >= table.swept {
                    table.swept = now
                    table.dues = table.dues.filter { $0.value > now }
                }
                if table.dues.count >= Self.mostSubjects {
                    subject = .crowd(Int(UInt(bitPattern: subject.hashValue) % UInt(Self.crowds)))
                }
            }
            let due = max(table.dues[subject] ?? now, now)
            let wait = due - tolerance - now
            guard wait <= 0 else { return (wait + 999_999_999) / 1_000_000_000 }
            table.dues[subject] = due + interval
            return nil
        }
    }
}

/// The limiters of the routes that have one. They outlive a reload as long as the route keeps its limit: who is over it
/// stays so.
package final class RateLimiters: Sendable {
    private struct Key: Hashable {
        let route: String
        let limit: RateLimit
    }

    private struct Weak: Sendable {
        weak var limiter: RateLimiter?
    }

    private let limiters = Mutex<[Key: Weak]>([:])

    package init() {}

    func limiter(for route: CompiledRoute) -> RateLimiter? {
        guard let limit = route.limits.rate else { return nil }
        let key = Key(route: route.id, limit: limit)
        return limiters.withLock { limiters in
            if let limiter = limiters[key]?.limiter { return limiter }
            limiters = limiters.filter { $0.value.limiter != nil }
            let limiter = RateLimiter(limit)
            limiters[key] = Weak(limiter: limiter)
            return limiter
        }
    }
}
