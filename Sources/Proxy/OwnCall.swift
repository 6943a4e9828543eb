import Domain
import NIOCore
import Translation
import Upstream

/// One call that the gateway makes for itself, with no client behind it: a login, a question about a project. Bounded in
/// time. Confined to its event loop.
final class OwnCall: DeadlineHolder {
    private unowned let loop: LoopContext
    private var inquiry: UpstreamInquiry?
    private var deadline: LoopDeadline?
    private let then: (Result<UpstreamReply, GatewayError>) -> Void

    private init(loop: LoopContext, then: @escaping (Result<UpstreamReply, GatewayError>) -> Void) {
        self.loop = loop
        self.then = then
    }

    /// - Parameter then: called once, on the loop.
    static func start(
        _ message: UpstreamInquiry.Message, to pool: UpstreamPool, on loop: LoopContext,
        then: @escaping (Result<UpstreamReply, GatewayError>) -> Void
    ) {
        let call = OwnCall(loop: loop, then: then)
        loop.ownCalls[ObjectIdentifier(call)] = call
        let deadline = loop.deadlines.add(call)
        deadline.at = .now() + loop.services.deadlines.responseHead
        call.deadline = deadline
        let inquiry = UpstreamInquiry(pool, message, budget: loop.replies) { [unowned call] result in
            call.finish(result)
        }
        call.inquiry = inquiry
        inquiry.start()
    }

    func deadlinePassed(now: NIODeadline) { end(GatewayError(.upstreamTimeout)) }

    func end(_ error: GatewayError) {
        inquiry?.cancel()
        finish(.failure(error))
    }

    private func finish(_ result: Result<UpstreamReply, GatewayError>) {
        inquiry = nil
        if let deadline { loop.deadlines.remove(deadline) }
        deadline = nil
        guard loop.ownCalls.removeValue(forKey: ObjectIdentifier(self)) != nil else { return }
        then(result)
    }
}
