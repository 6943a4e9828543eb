import Domain
import Testing

@testable import Gateway

@Suite("Guessing many accounts' passwords")
struct LoginThrottleLimitTests {
    @Test("an address fails 60 times a minute, on whichever accounts, and waits for the next minute")
    func address() {
        let trial = ThrottleTrial()
        trial.now += 10_000
        for index in 0..<60 { trial.fail(times: 1, account: "user \(index)") }
        #expect(trial.attempt(account: "another") == 50)
        #expect(trial.attempt(.success, account: "user 1") == 50)
        #expect(trial.attempt(account: "another", from: "192.0.2.2") == nil)
        trial.now += 49_999
        #expect(trial.attempt(account: "another") == 1)
        trial.now += 1
        #expect(trial.attempt(account: "another") == nil)
    }

    @Test("600 failures a minute from all over the world stop everybody until the next minute")
    func total() {
        let trial = ThrottleTrial()
        for index in 0..<600 {
            trial.fail(times: 1, account: "user \(index)", from: "10.0.\(index / 200).\(index % 200)")
        }
        #expect(trial.attempt(account: "another", from: "10.9.9.9") == 60)
        trial.now += 60_000
        #expect(trial.attempt(account: "another", from: "10.9.9.9") == nil)
    }

    /// Ten addresses are enough to use up what may fail in all. It must not be a way to lock out everybody.
    @Test("then who has logged in from where he is within a day still does, and nobody else")
    func known() {
        let trial = ThrottleTrial(total: 5)
        #expect(trial.attempt(.success, account: "ann", from: "10.9.9.9") == nil)
        trial.now += 86_400_000
        for index in 0..<5 { trial.fail(times: 1, account: "user \(index)", from: "10.0.0.\(index)") }
        #expect(trial.attempt(.success, account: "ann", from: "10.9.9.9") == nil)
        #expect(trial.attempt(.success, account: "ann", from: "10.9.9.8") == 60)
        #expect(trial.attempt(.success, account: "bob", from: "10.9.9.9") == 60)
        trial.now += 86_400_001
        for index in 0..<5 { trial.fail(times: 1, account: "user \(index)", from: "10.0.0.\(index)") }
        #expect(trial.attempt(.success, account: "ann", from: "10.9.9.9") == 60)
    }

    @Test("a session is refreshed sixty times a minute at most")
    func refreshes() {
        let trial = ThrottleTrial()
        func refresh(_ session: String) -> Bool {
            do throws(GatewayError) {
                try trial.throttle.refresh(session: session, now: trial.now)
                return true
            } catch {
                return false
            }
        }
        for _ in 0..<60 { #expect(refresh("s1")) }
        #expect(!refresh("s1"))
        #expect(refresh("s2"))
        trial.now += 60_000
        #expect(refresh("s1"))
    }

    @Test("successes and attempts that were not carried out use up neither limit")
    func honest() {
        let trial = ThrottleTrial(address: 3, total: 5)
        for index in 0..<50 {
            #expect(trial.attempt(index.isMultiple(of: 2) ? .success : .none, account: "user \(index)") == nil)
        }
        trial.fail(times: 3)
        #expect(trial.attempt() == 60)
        #expect(trial.attempt(from: "192.0.2.2") == nil)
    }

    @Test("a success does not give an address its failures back")
    func noRefund() {
        let trial = ThrottleTrial(address: 3)
        trial.fail(times: 2)
        #expect(trial.attempt(.success) == nil)
        trial.fail(times: 1)
        #expect(trial.attempt(.success) == 60)
    }

    @Test("a failure counts in the minute in which it ended")
    func late() throws {
        let trial = ThrottleTrial(address: 1)
        let attempt = try trial.throttle.begin(account: "ada", address: "192.0.2.1", now: trial.now)
        trial.now += 60_000
        trial.throttle.end(attempt, .failure, now: trial.now)
        #expect(trial.attempt(account: "bob") == 60)
    }

    @Test("an address makes ten accounts a minute")
    func registrations() {
        let trial = ThrottleTrial()
        trial.now += 20_000
        for _ in 0..<10 { #expect(trial.register() == nil) }
        #expect(trial.register() == 40)
        #expect(trial.register(from: "192.0.2.2") == nil)
        #expect(trial.attempt() == nil, "logging in is another matter")
        trial.now += 40_000
        #expect(trial.register() == nil)
    }

    @Test("failed logins do not stop an address from registering")
    func registrationsApart() {
        let trial = ThrottleTrial(address: 1)
        trial.fail(times: 1)
        #expect(trial.register() == nil)
    }

    /// A customer gets 64 bits of IPv6 addresses or more, and could take another one for each guess.
    @Test(
        "addresses of one IPv6 network are one address, and an IPv4 address is itself however it is written",
        arguments: [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("2001:db8::1", "2001:db8:0:0:5::1", true), ("2001:db8::1", "2001:db8:0:1::1", false),
            ("2001:db8::1", "2001:db9::1", false), ("2001:db8::1:0:0:1", "2001:db8::2", true), ("::1", "::", true),
            ("::1", "2001:db8::1", false), ("::ffff:192.0.2.9", "192.0.2.9", true),
            ("::ffff:192.0.2.9", "::ffff:192.0.2.8", false), ("::ffff:192.0.2.9", "::1", false),
            ("fe80::1%eth0", "fe80::2%eth0", true), ("fe80::1%eth0", "fe80::1", true),
            ("fe80::1%eth0", "2001:db8::1", false), ("192.0.2.9", "192.0.2.8", false), ("", "192.0.2.9", false),
        ])
    func networks(one: String, other: String, isSame: Bool) {
        let failures = ThrottleTrial(address: 1)
        failures.fail(times: 1, from: one)
        #expect((failures.attempt(account: "bob", from: other) == 60) == isSame)
        let registrations = ThrottleTrial(registrations: 1)
        #expect(registrations.register(from: one) == nil)
        #expect((registrations.register(from: other) == 60) == isSame)
        let account = ThrottleTrial(failures: 1)
        account.fail(times: 1, from: one)
        #expect((account.attempt(from: other) == 1) == isSame)
    }

    /// The records are bounded: above 16,384 those that are over go. Were it any others, names without number would be a
    /// way to be forgotten.
    @Test("a flood of names does not wash away who is being held back")
    func flood() {
        let trial = ThrottleTrial(address: 1_000_000, total: 1_000_000)
        for index in 0..<100 { trial.attempt(account: "old \(index)") }
        trial.now += 1_000_000
        trial.fail(times: 5, from: "192.0.2.2")
        for index in 0..<16_400 { trial.attempt(account: "user \(index)", from: "192.0.2.3") }
        #expect(trial.attempt(from: "192.0.2.2") == 1)
        #expect(trial.attempt(account: "old 1") == nil)
    }
}
