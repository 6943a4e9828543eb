import Domain
import Synchronization

/// How many passwords of one account are tried from one address at a time: as many as may fail before the next one has to
/// wait. The others stand in line, so that guesses sent at once are judged after those before them, and many honest
/// logins of one account at once all come to their turn.
final class LoginTurns: Sendable {
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var running: [LoginThrottle.Key: Int] = [:]
        var lines: [LoginThrottle.Key: [CheckedContinuation<Void, Never>]] = [:]
        var standing = 0
        var isClosed = false
    }

    /// In all; a line moves by some ten a second and core.
    private static let longest = 512

    /// - Parameter limit: at a time, of one account from one address.
    init(limit: Int) {
        self.limit = limit
    }

    /// Runs `work` in its turn; throws `overloaded` when too many stand in line.
    func take<Value>(
        _ key: LoginThrottle.Key, _ work: () async throws(GatewayError) -> Value
    ) async throws(GatewayError) -> Value {
        try await enter(key)
        defer { leave(key) }
        guard !state.withLock(\.isClosed) else { throw GatewayError(.draining) }
        return try await work()
    }

    /// The gateway stops: whoever still stands in line is told so in his turn, which comes at once.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    private func enter(_ key: LoginThrottle.Key) async throws(GatewayError) {
        let mayStand = state.withLock { state in
            !state.isClosed && (state.running[key, default: 0] < limit || state.standing < Self.longest)
        }
        guard mayStand else { throw GatewayError(.overloaded, detail: "too many logins stand in line") }
        await withCheckedContinuation { turn in
            let isNow = state.withLock { state in
                guard state.running[key, default: 0] >= limit else {
                    state.running[key, default: 0] += 1
                    return true
                }
                state.lines[key, default: []].append(turn)
                state.standing += 1
                return false
            }
            if isNow { turn.resume() }
        }
    }

    /// Gives the turn to the first in line, or back.
    private func leave(_ key: LoginThrottle.Key) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if var line = state.lines[key], !line.isEmpty {
                let first = line.removeFirst()
                state.lines[key] = line.isEmpty ? nil : line
                state.standing -= 1
                return first
            }
            let running = state.running[key, default: 1] - 1
            state.running[key] = running > 0 ? running : nil
            return nil
        }
        next?.resume()
    }
}
