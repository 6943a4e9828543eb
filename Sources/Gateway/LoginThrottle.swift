import Cryptography
import Domain
import Synchronization

/// How fast passwords may be guessed. Counts failures only, in memory, per account and address, per address, and in all. So
/// a stranger slows down himself; and when strangers from everywhere exhaust what may fail in all, whoever has logged in
/// from where he is in the last day still does.
///
/// The times are Unix milliseconds, given by the caller.
final class LoginThrottle: Sendable {
    private let limits: Settings.Throttle
    private let state: Mutex<State>

    fileprivate struct State {
        /// By account and address.
        var records: [Key: Record] = [:]
        /// Failures in the present minute, by address; and attempts to register.
        var addresses: [String: Int] = [:]
        var registrations: [String: Int] = [:]
        var total = 0
        var registered = 0
        var refreshes: [String: Int] = [:]
        var minute: Int64 = 0
        /// When who logged in last, from where: two generations, so that it forgets by itself.
        var known: [Key: Int64] = [:]
        var knownBefore: [Key: Int64] = [:]
    }

    /// What was tried from where. Of the name only a digest: names are as long as a request may be.
    struct Key: Hashable {
        fileprivate let account: [UInt8]
        fileprivate let address: String
    }

    fileprivate struct Record {
        var failures = 0
        var lastFailure: Int64 = 0
        /// Attempts whose end is not known yet.
        var running = 0
    }

    /// An attempt that was let through. Its end must be told.
    struct Attempt {
        fileprivate let key: Key
    }

    enum End {
        case success, failure
        /// The attempt was not carried out.
        case none
    }

    private static let minute: Int64 = 60_000
    /// Above so many records those that are over are looked for; with the default limits there are at most 9,000.
    private static let manyRecords = 16_384
    private static let manyKnown = 16_384
    private static let day: Int64 = 86_400_000
    /// Of one session a minute. A front end refreshes once an hour; each refresh is a signature, and under strict
    /// rotation a row in the store.
    private static let refreshes = 60

    init(_ limits: Settings.Throttle) {
        self.limits = limits
        state = Mutex(State())
    }

    func key(account: String, address: String) throws(GatewayError) -> Key {
        try Key(account: Self.digest(account), address: Self.network(address))
    }

    /// Lets an attempt through, or throws `throttled` with the time to wait.
    func begin(account: String, address: String, now: Int64) throws(GatewayError) -> Attempt {
        try begin(key(account: account, address: address), now: now)
    }

    func begin(_ key: Key, now: Int64) throws(GatewayError) -> Attempt {
        let address = key.address
        let wait = state.withLock { state -> Int64? in
            state.turn(to: now)
            let isStranger = !state.knows(key, since: now - Self.day)
            if state.total >= limits.total && isStranger || state.addresses[address, default: 0] >= limits.address {
                return (state.minute + 1) * Self.minute - now
            }
            var record = state.records[key] ?? Record()
            // A clock that was set back: the failure was now at the latest.
            record.lastFailure = min(record.lastFailure, now)
            if record.failures > 0, now - record.lastFailure > limits.window.milliseconds { record.failures = 0 }
            if let rest = self.wait(for: record, now: now) {
                state.records[key] = record
                return rest
            }
            record.running += 1
            state.records[key] = record
            return nil
        }
        if let wait {
            throw GatewayError(.throttled, retryAfter: String(max(1, (wait + 999) / 1_000)))
        }
        return Attempt(key: key)
    }

    func end(_ attempt: Attempt, _ end: End, now: Int64) {
        state.withLock { state in
            state.turn(to: now)
            var record = state.records[attempt.key] ?? Record()
            record.running = max(0, record.running - 1)
            switch end {
            case .success:
                record.failures = 0
                state.remember(attempt.key, now: now, atMost: Self.manyKnown)
            case .failure:
                record.failures += 1
                record.lastFailure = now
                state.total += 1
                state.addresses[attempt.key.address, default: 0] += 1
            case .none: break
            }
            state.records[attempt.key] = record.failures == 0 && record.running == 0 ? nil : record
            if state.records.count > Self.manyRecords { state.forget(before: now - limits.window.milliseconds) }
        }
    }

    /// Counts an attempt to register; throws `throttled` when there were too many from this address.
    func register(address: String, now: Int64) throws(GatewayError) {
        let address = Self.network(address)
        let wait = state.withLock { state -> Int64? in
            state.turn(to: now)
            let own = state.registrations[address, default: 0]
            if own >= limits.registrations || state.registered >= limits.total {
                return (state.minute + 1) * Self.minute - now
            }
            state.registrations[address] = own + 1
            state.registered += 1
            return nil
        }
        if let wait { throw GatewayError(.throttled, retryAfter: String(max(1, (wait + 999) / 1_000))) }
    }

    /// Counts a refresh; throws `throttled` when the session had too many.
    func refresh(session: String, now: Int64) throws(GatewayError) {
        let wait = state.withLock { state -> Int64? in
            state.turn(to: now)
            let count = state.refreshes[session, default: 0]
            guard count < Self.refreshes else { return (state.minute + 1) * Self.minute - now }
            state.refreshes[session] = count + 1
            return nil
        }
        if let wait { throw GatewayError(.throttled, retryAfter: String(max(1, (wait + 999) / 1_000))) }
    }

    /// After the fifth failure 1 s, then 2, 4 … up to the longest wait. Attempts that still run count as failures once
    /// there was one, or many sent at once would all be free.
    private func wait(for record: Record, now: Int64) -> Int64? {
        guard record.failures > 0, record.failures + record.running >= limits.failures else { return nil }
        guard record.failures >= limits.failures else { return 1_000 }
        let doublings = min(record.failures - limits.failures, 20)
        let wait = min(Int64(1_000) << doublings, limits.longestWait.milliseconds)
        let rest = record.lastFailure + wait - now
        if rest > 0 { return rest }
        return record.running > 0 ? 1_000 : nil
    }

    private static func digest(_ account: String) throws(GatewayError) -> [UInt8] {
        do {
            return try SHA256.digest(of: Array(account.utf8))
        } catch {
            throw GatewayError(.internal, detail: "digest of a name: \(error)")
        }
    }

    /// An IPv4 address, or the first 64 bits of an IPv6 one: a customer gets no fewer, and may change the rest at will.
    private static func network(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let halves = address.prefix { $0 != "%" }.split(separator: "::", omittingEmptySubsequences: false)
        var groups = (halves.first ?? "").split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").map(String.init)
            // An IPv4 tail stands for two groups, and is far behind the first four either way.
            groups += [String](repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail
        }
        // An IPv4 client on an IPv6 socket.
        if groups.last?.contains(".") == true { return groups.last ?? address }
        return groups.prefix(4).joined(separator: ":")
    }
}

extension LoginThrottle.State {
    mutating func turn(to now: Int64) {
        let minute = now / 60_000
        guard minute != self.minute else { return }
        self.minute = minute
        addresses.removeAll(keepingCapacity: true)
        registrations.removeAll(keepingCapacity: true)
        refreshes.removeAll(keepingCapacity: true)
        registered = 0
        total = 0
    }

    func knows(_ key: LoginThrottle.Key, since time: Int64) -> Bool {
        (known[key] ?? knownBefore[key]).map { $0 >= time } ?? false
    }

    mutating func remember(_ key: LoginThrottle.Key, now: Int64, atMost many: Int) {
        if known.count >= many, known[key] == nil {
            knownBefore = known
            known = [:]
        }
        known[key] = now
    }

    mutating func forget(before time: Int64) {
        records = records.filter { $0.value.running > 0 || $0.value.lastFailure > time }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
