/// Lets a few gateways run at once: each has threads of its own, and tests with deadlines want a share of the machine.
actor Turnstile {
    static let shared = Turnstile(places: 4)
    /// For tests of a process that have a limit of time: standing in line behind all the others would be counted.
    static let processes = Turnstile(places: 2)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = places
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
