import Domain
import Testing

@testable import Gateway

/// A throttle with a clock that the test moves.
final class ThrottleTrial {
    let throttle: LoginThrottle
    /// Unix milliseconds; begins with a minute.
    var now: Int64 = 30_000_000 * 60_000

    /// With the limits that the settings have by default, but for those given.
    init(
        failures: Int = 5, window: Duration = .seconds(900), longestWait: Duration = .seconds(60), address: Int = 60,
        total: Int = 600, registrations: Int = 10
    ) {
        throttle = LoginThrottle(
            Settings.Throttle(
                failures: failures, window: window, longestWait: longestWait, address: address, total: total,
                registrations: registrations))
    }

    /// Tries and ends so. The seconds that it has to wait when it is not let through; `nil` when it was.
    @discardableResult
    func attempt(
        _ end: LoginThrottle.End = .failure, account: String = "ada", from address: String = "192.0.2.1"
    ) -> Int? {
        do throws(GatewayError) {
            throttle.end(try throttle.begin(account: account, address: address, now: now), end, now: now)
            return nil
        } catch {
            return seconds(error)
        }
    }

    /// Registers. As above.
    func register(from address: String = "192.0.2.1") -> Int? {
        do throws(GatewayError) {
            try throttle.register(address: address, now: now)
            return nil
        } catch {
            return seconds(error)
        }
    }

    func fail(times: Int, account: String = "ada", from address: String = "192.0.2.1") {
        for _ in 0..<times { #expect(attempt(account: account, from: address) == nil) }
    }

    private func seconds(_ error: GatewayError) -> Int? {
        #expect(error.code == .throttled)
        return Int(error.retryAfter ?? "none") ?? -1
    }
}
