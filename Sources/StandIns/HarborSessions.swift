/// Who has logged in and has not been logged out: one entry a login, gone when its time is over.
struct HarborSessions {
    private struct Session {
        let account: Int
        let end: ContinuousClock.Instant
    }

    private var open: [String: Session] = [:]

    /// - Parameter end: not put off by use, which is the stricter reading of a session's lifetime.
    mutating func start(
        _ id: String, of account: Int, until end: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) {
        open = open.filter { now < $0.value.end }
        open[id] = Session(account: account, end: end)
    }

    func account(of id: String, at now: ContinuousClock.Instant) -> Int? {
        open[id].flatMap { now < $0.end ? $0.account : nil }
    }

    mutating func end(_ id: String) { open[id] = nil }

    mutating func endAll() { open = [:] }
}

/// User names that a wrong password has closed for a while, to right ones too.
struct HarborFreezes {
    private var ends: [String: ContinuousClock.Instant] = [:]

    /// How long one wrong password closes a name.
    static let length = Duration.milliseconds(1_500)

    mutating func freeze(_ name: String, at now: ContinuousClock.Instant) {
        ends = ends.filter { now < $0.value }
        ends[name] = now.advanced(by: Self.length)
    }

    func isFrozen(_ name: String, at now: ContinuousClock.Instant) -> Bool {
        ends[name].map { now < $0 } ?? false
    }
}
