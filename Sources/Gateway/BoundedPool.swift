import Cryptography
import Domain
import Foundation
import NIOPosix
import Synchronization

/// Threads for cryptography that takes longer than an event loop may: a bounded number works and a bounded number waits,
/// so that a storm slows itself and nobody else.
final class BoundedPool: Sendable {
    private let name: String
    private let threads: NIOThreadPool
    private let limit: Int
    private let niceness: Int32
    private let admitted = Mutex(0)

    /// What may wait beyond the threads that work: more than that, and a login waits longer than a person does. On two
    /// cores 64 take some 4 s.
    static let passwordsWaiting = 64

    /// - Parameter niceness: see nice(2); 0 is that of all other threads.
    init(_ name: String, threads count: Int, waiting: Int, niceness: Int32) {
        self.name = name
        self.niceness = niceness
        threads = NIOThreadPool(numberOfThreads: count)
        limit = count + waiting
        threads.start()
    }

    /// Where passwords are hashed, one at a time on each core; each takes 32 MiB and some 100 ms. The threads give way to
    /// all others: an event loop that has something to do is on a core at once, however many passwords wait.
    static func forPasswords(cores: Int) -> BoundedPool {
        BoundedPool("password", threads: max(1, cores), waiting: passwordsWaiting, niceness: 10)
    }

    /// Where tokens are signed that need no password: 50 µs each (ES256) to 1 ms (RS256), and not behind those who log in.
    static func forSignatures() -> BoundedPool {
        BoundedPool("signing", threads: 1, waiting: 1_024, niceness: 0)
    }

    /// Runs `work` on the pool; throws `overloaded` when too many wait.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws(GatewayError) -> Value {
        let isAdmitted = admitted.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw GatewayError(.overloaded, detail: "\(name) pool is full") }
        defer { admitted.withLock { $0 -= 1 } }
        let niceness = niceness
        do {
            return try await threads.runIfActive {
                if niceness != 0 { Self.giveWay(niceness) }
                return try work()
            }
        } catch let error as GatewayError {
            throw error
        } catch {
            throw GatewayError(.internal, detail: "\(name) pool: \(error)")
        }
    }

    /// On Linux the niceness is the thread's, and "process 0" the calling thread (setpriority(2), "C library/kernel
    /// differences"). Said again with each job, which costs a microsecond in a tenth of a second.
    private static func giveWay(_ niceness: Int32) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
    }

    func shutDown() async {
        try? await threads.shutdownGracefully()
    }
}
