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
    }

    let limit: RateLimit
    private let interval: Int64
    private let tolerance: Int64
    private let dues = Mutex<[Subject: Int64]>([:])
    /// Some 4 MiB. When more subjects come within one burst than this, the later ones are counted as one.
    static let mostSubjects = 65_536

    init(_ limit: RateLimit) {
        self.limit = limit
        let parts = limit.interval.components
        interval = max(1, parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
        tolerance = interval * Int64(limit.burst - 1)
    }

    /// Takes one request of `subject`. - Returns: `nil` when it may pass, else the seconds until the next one may.
    func take(_ subject: Subject, now: NIODeadline) -> Int64? {
        let now = Int64(truncatingIfNeeded: now.uptimeNanoseconds)
        return dues.withLock { dues in
            var subject = subject
            if dues[subject] == nil, dues.count >= Self.mostSubjects {
                dues = dues.filter { $0.value > now }
                if dues.count >= Self.mostSubjects { subject = .everybody }
            }
            let due = max(dues[subject] ?? now, now)
            let wait = due - tolerance - now
            guard wait <= 0 else { return (wait + 999_999_999) / 1_000_000_000 }
            dues[subject] = due + interval
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
