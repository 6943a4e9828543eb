import Cryptography
import Domain
import NIOPosix
import Synchronization

/// Where passwords are hashed and tokens signed: at most one at a time on each core but one, which stays with the event
/// loops, and a bounded number waiting, so that a storm of logins slows logins first. One scrypt hash takes 32 MiB and
/// some 100 ms; a whole login takes 130 ms.
final class PasswordPool: Sendable {
    /// Beyond that a login waits longer than a person does: on two cores one is hashed at a time, and 64 take some 8 s.
    static let waitingLimit = 64

    private let threads: NIOThreadPool
    private let limit: Int
    private let admitted = Mutex(0)

    init(cores: Int) {
        threads = NIOThreadPool(numberOfThreads: max(1, cores))
        limit = max(1, cores) + Self.waitingLimit
        threads.start()
    }

    /// Runs `work` on the pool; throws `overloaded` when too many wait.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws(GatewayError) -> Value {
        let isAdmitted = admitted.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw GatewayError(.overloaded, detail: "password pool is full") }
        defer { admitted.withLock { $0 -= 1 } }
        do {
            return try await threads.runIfActive(work)
        } catch let error as GatewayError {
            throw error
        } catch {
            throw GatewayError(.internal, detail: "password pool: \(error)")
        }
    }

    func shutDown() async {
        try? await threads.shutdownGracefully()
    }
}
