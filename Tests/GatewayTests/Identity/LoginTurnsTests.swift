import Domain
import Synchronization
import Testing

@testable import Gateway

@Suite("Passwords of one account at once")
struct LoginTurnsTests {
    private func key(_ account: String = "ada", _ address: String = "192.0.2.1") throws -> LoginThrottle.Key {
        try ThrottleTrial().throttle.key(account: account, address: address)
    }

    /// How many are inside at once, and at most were.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, peak: 0))

        var peak: Int { state.withLock(\.peak) }

        func enter() {
            state.withLock { state in
                state.now += 1
                state.peak = max(state.peak, state.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }
    }

    @Test("as many as the limit are tried at once, and all come to their turn, failed or not")
    func limit() async throws {
        let turns = LoginTurns(limit: 3)
        let key = try key()
        let gauge = Gauge()
        let done = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<100 {
                group.addTask {
                    do throws(GatewayError) {
                        return try await turns.take(key) { () async throws(GatewayError) -> Bool in
                            gauge.enter()
                            await Task.yield()
                            gauge.leave()
                            if index.isMultiple(of: 2) { throw GatewayError(.loginRefused) }
                            return true
                        }
                    } catch {
                        return error.code == .loginRefused
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(done == 100)
        #expect(gauge.peak <= 3)
        // Nothing is left over: the next ones enter at once.
        #expect(try await turns.take(key) { 7 } == 7)
    }

    @Test("another account, or the same from elsewhere, does not wait")
    func apart() async throws {
        let turns = LoginTurns(limit: 1)
        let (ada, bob, elsewhere) = (try key(), try key("bob"), try key("ada", "192.0.2.2"))
        let value = try await turns.take(ada) { () async throws(GatewayError) -> Int in
            try await turns.take(bob) { () async throws(GatewayError) -> Int in
                try await turns.take(elsewhere) { 7 }
            }
        }
        #expect(value == 7)
    }
}
