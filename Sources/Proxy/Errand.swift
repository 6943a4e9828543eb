import Domain
import NIOCore

/// Work that is done off the event loop and comes back to it: what a store, a thread or another loop has to say.
final class Errand<Value: Sendable> {
    private let then: (Result<Value, GatewayError>) -> Void
    private unowned let loop: LoopContext

    private init(_ loop: LoopContext, _ then: @escaping (Result<Value, GatewayError>) -> Void) {
        self.loop = loop
        self.then = then
    }

    /// On the event loop, where `then` is called as well: always, even when nobody waits for it any more. A stop of the
    /// gateway waits for the work.
    /// - Parameter after: off the loop, when the work is done: more of it that `then` does not wait for, but a stop.
    static func run(
        on loop: LoopContext, _ work: @escaping @Sendable () async throws(GatewayError) -> Value,
        then: @escaping (Result<Value, GatewayError>) -> Void, after: (@Sendable () async -> Void)? = nil
    ) {
        let errand = Errand(loop, then)
        let eventLoop = loop.eventLoop
        let bound = NIOLoopBound(errand, eventLoop: eventLoop)
        loop.endpointTasks[ObjectIdentifier(errand)] = Task {
            let result: Result<Value, GatewayError>
            do throws(GatewayError) {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            guard case .success = result, let after else {
                // Back to the loop, where alone the box may be opened.
                eventLoop.execute { bound.value.finish(result) }
                return
            }
            eventLoop.execute { bound.value.then(result) }
            await after()
            eventLoop.execute { bound.value.finish(nil) }
        }
    }

    /// - Parameter result: `nil` when it is told already.
    private func finish(_ result: Result<Value, GatewayError>?) {
        loop.endpointTasks[ObjectIdentifier(self)] = nil
        if let result { then(result) }
        loop.settleDrain()
    }
}
