import Domain
import Testing

@testable import Gateway

@Suite("Guessing one account's password")
struct LoginThrottleTests {
    @Test("five failures are free, then the waits double from a second to a minute, and no attempt cuts one short")
    func waits() {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        for wait in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            #expect(trial.attempt() == wait)
            trial.now += Int64(wait) * 1_000 - 1
            #expect(trial.attempt() == 1, "the last millisecond is rounded up, and what was refused is not counted")
            trial.now += 1
            #expect(trial.attempt() == nil)
        }
    }

    @Test("the right password has to wait as well: a guess is not told apart before it is looked at")
    func rightPassword() {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        #expect(trial.attempt(.success) == 1)
        trial.now += 1_000
        #expect(trial.attempt(.success) == nil)
    }

    @Test("a success forgets the failures before it")
    func success() {
        let trial = ThrottleTrial()
        trial.fail(times: 4)
        #expect(trial.attempt(.success) == nil)
        trial.fail(times: 5)
        #expect(trial.attempt() == 1)
    }

    @Test("an attempt that was not carried out is neither a failure nor a success")
    func noAttempt() {
        let trial = ThrottleTrial()
        trial.fail(times: 4)
        for _ in 0..<10 { #expect(trial.attempt(.none) == nil) }
        trial.fail(times: 1)
        #expect(trial.attempt() == 1)
    }

    @Test("failures are remembered for the window after the last one, and no longer")
    func window() {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        trial.now += 900_000
        trial.fail(times: 1)
        #expect(trial.attempt() == 2, "the sixth")
        trial.now += 900_001
        trial.fail(times: 5)
        #expect(trial.attempt() == 1, "the first of a new row")
    }

    /// A clock is set back when it was wrong. Whoever failed in the hour that is gone would wait for it to pass again.
    @Test("a clock that steps back makes nobody wait longer than the longest wait")
    func clockStep() {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        trial.now -= 3_600_000
        let wait = trial.attempt() ?? 0
        #expect(wait <= 60, "\(wait) s")
    }

    /// The lock must not be a weapon: who knows a name could otherwise keep its owner out.
    @Test("a stranger slows down neither the account from elsewhere nor another account from where he is")
    func apart() {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        #expect(trial.attempt() == 1)
        trial.fail(times: 5, account: "ada", from: "192.0.2.2")
        trial.fail(times: 5, account: "bob", from: "192.0.2.1")
        trial.fail(times: 5, account: "Ada", from: "192.0.2.1")
    }

    @Test("a success elsewhere, or of another account, forgets nothing")
    func successApart() {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        #expect(trial.attempt(.success, account: "ada", from: "192.0.2.2") == nil)
        #expect(trial.attempt(.success, account: "eve", from: "192.0.2.1") == nil)
        #expect(trial.attempt() == 1)
    }

    @Test(
        "names of any length and kind are counted",
        arguments: ["", String(repeating: "a", count: 60_000), "a\u{0}b", "\u{1f600}"])
    func names(name: String) {
        let trial = ThrottleTrial()
        trial.fail(times: 5, account: name)
        #expect(trial.attempt(account: name) == 1)
        #expect(trial.attempt(account: name + "a") == nil)
    }

    @Test("limits are those of the settings")
    func limits() {
        let trial = ThrottleTrial(failures: 1, window: .seconds(10), longestWait: .seconds(3))
        trial.fail(times: 1)
        for wait in [1, 2, 3, 3] {
            #expect(trial.attempt() == wait)
            trial.now += Int64(wait) * 1_000
            trial.fail(times: 1)
        }
        trial.now += 10_001
        trial.fail(times: 1)
        #expect(trial.attempt() == 1)
    }

    // MARK: Attempts at once

    @Test("who has not failed yet may log in many times at once")
    func honestCrowd() throws {
        let trial = ThrottleTrial()
        let attempts = try (0..<20).map { _ in
            try trial.throttle.begin(account: "ada", address: "192.0.2.1", now: trial.now)
        }
        for attempt in attempts { trial.throttle.end(attempt, .success, now: trial.now) }
        trial.fail(times: 5)
    }

    /// A hash takes a tenth of a second. Sent in that time, any number of guesses would be let through as the fifth.
    @Test("after a failure, attempts that still run count as failures until they have ended")
    func running() throws {
        let trial = ThrottleTrial()
        trial.fail(times: 1)
        var attempts = try (0..<4).map { _ in
            try trial.throttle.begin(account: "ada", address: "192.0.2.1", now: trial.now)
        }
        #expect(trial.attempt() == 1)
        #expect(trial.attempt(account: "bob") == nil)
        trial.throttle.end(attempts.removeLast(), .none, now: trial.now)
        trial.fail(times: 1)
        #expect(trial.attempt() == 1, "two failed, three run")
        for attempt in attempts { trial.throttle.end(attempt, .failure, now: trial.now) }
        #expect(trial.attempt() == 1, "five failed")
        trial.now += 1_000
        #expect(trial.attempt() == nil)
    }

    @Test("when the wait is over, one attempt is let through and not all that waited for it")
    func single() throws {
        let trial = ThrottleTrial()
        trial.fail(times: 5)
        trial.now += 1_000
        let attempt = try trial.throttle.begin(account: "ada", address: "192.0.2.1", now: trial.now)
        #expect(trial.attempt() == 1)
        trial.now += 30_000
        #expect(trial.attempt() == 1, "as long as it runs")
        trial.throttle.end(attempt, .success, now: trial.now)
        trial.fail(times: 5)
    }
}
