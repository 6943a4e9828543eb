import Domain
import Foundation
import Synchronization
import Testing

@testable import Gateway

@Suite("Threads for cryptography")
struct BoundedPoolTests {
    /// How long work waits for what should come at once, so that a defect fails a test instead of stopping the run.
    private static let patience = DispatchTimeInterval.seconds(30)

    private enum Outcome: Equatable {
        case done, late, refused(GatewayError.Code)
    }

    private func withPool<Result>(
        _ pool: BoundedPool, _ body: (BoundedPool) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(pool)
            await pool.shutDown()
            return result
        } catch {
            await pool.shutDown()
            throw error
        }
    }

    /// Work that ends when the gate lets it.
    private static func outcome(_ pool: BoundedPool, _ gate: DispatchSemaphore) async -> Outcome {
        do throws(GatewayError) {
            let isOpened = try await pool.run { gate.wait(timeout: .now() + Self.patience) == .success }
            return isOpened ? .done : .late
        } catch {
            return .refused(error.code)
        }
    }

    @Test("one password a core is hashed and 64 wait; the next ones are refused at once", arguments: [1, 2])
    func limit(cores: Int) async throws {
        try await withPool(.forPasswords(cores: cores)) { (pool) async throws in
            let (admitted, extra) = (cores + 64, 5)
            let gate = DispatchSemaphore(value: 0)
            let (first, rest) = await withTaskGroup(of: Outcome.self) { group in
                for _ in 0..<(admitted + extra) {
                    group.addTask { await Self.outcome(pool, gate) }
                }
                var first: [Outcome] = []
                // Nothing that was admitted can end before the gate is opened: what ends now was refused.
                for _ in 0..<extra {
                    if let outcome = await group.next() { first.append(outcome) }
                }
                for _ in 0..<(admitted + extra) { gate.signal() }
                var rest: [Outcome] = []
                for await outcome in group { rest.append(outcome) }
                return (first, rest)
            }
            #expect(first == [Outcome](repeating: .refused(.overloaded), count: extra))
            #expect(rest == [Outcome](repeating: .done, count: admitted))
        }
    }

    @Test("who was refused may come again when the others have gone")
    func recovery() async throws {
        try await withPool(.forPasswords(cores: 1)) { (pool) async throws in
            for round in 0..<3 {
                let gate = DispatchSemaphore(value: 0)
                let outcomes = await withTaskGroup(of: Outcome.self) { group in
                    for _ in 0..<70 {
                        group.addTask { await Self.outcome(pool, gate) }
                    }
                    var outcomes: [Outcome] = []
                    if let first = await group.next() { outcomes.append(first) }
                    for _ in 0..<70 { gate.signal() }
                    for await outcome in group { outcomes.append(outcome) }
                    return outcomes
                }
                #expect(outcomes.first == .refused(.overloaded))
                #expect(outcomes.count { $0 == .done } >= 65, "round \(round)")
                #expect(!outcomes.contains(.late))
            }
        }
    }

    @Test("work that fails gives its place back")
    func failures() async throws {
        struct Failure: Error {}
        try await withPool(.forPasswords(cores: 1)) { (pool) async throws in
            for _ in 0..<70 {
                let error = await #expect(throws: GatewayError.self) {
                    try await pool.run { () throws -> Int in throw Failure() }
                }
                #expect(error?.code == .internal)
            }
            let refusal = await #expect(throws: GatewayError.self) {
                try await pool.run { () throws -> Int in throw GatewayError(.sessionEnded) }
            }
            #expect(refusal?.code == .sessionEnded, "an error that says what it is stays what it is")
            #expect(try await pool.run { 7 } == 7)
        }
    }

    /// How many run at this moment, and the most there were.
    private final class Gauge: Sendable {
        private let counts = Mutex((running: 0, peak: 0))

        var peak: Int { counts.withLock { $0.peak } }

        func enter() {
            counts.withLock { counts in
                counts.running += 1
                counts.peak = max(counts.peak, counts.running)
            }
        }

        func leave() { counts.withLock { $0.running -= 1 } }
    }

    @Test("as many run at once as there are cores, and never one more")
    func cores() async throws {
        try await withPool(.forPasswords(cores: 2)) { (pool) async throws in
            let gauge = Gauge()
            let meeting = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
            let met = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        try await pool.run {
                            gauge.enter()
                            defer { gauge.leave() }
                            guard index < 2 else { return true }
                            // The first two can only end together.
                            meeting[index].signal()
                            return meeting[1 - index].wait(timeout: .now() + Self.patience) == .success
                        }
                    }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(met == [Bool](repeating: true, count: 40))
            #expect(gauge.peak == 2)
        }
    }

    /// Of the calling thread (setpriority(2), "C library/kernel differences").
    private static func niceness() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    @Test("threads that hash give way to all others of the process, those that sign do not")
    func giveWay() async throws {
        let usual = Self.niceness()
        guard usual < 10 else { return }
        try await withPool(.forPasswords(cores: 1)) { (pool) async throws in
            #expect(try await pool.run { Self.niceness() } == 10)
        }
        try await withPool(.forSignatures()) { (pool) async throws in
            #expect(try await pool.run { Self.niceness() } == usual)
        }
        #expect(Self.niceness() == usual)
    }

    @Test("work that comes after the end is refused and not waited for", .timeLimit(.minutes(1)))
    func ended() async throws {
        let pool = BoundedPool.forSignatures()
        await pool.shutDown()
        await #expect(throws: GatewayError.self) { try await pool.run { 7 } }
    }
}
