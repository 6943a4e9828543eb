import Domain
import NIOCore
import Policy
import Proxy
import Translation

/// Calls of the gateway's own go through the pools of the loops that serve clients, one loop after the other.
extension ListenerGroup: UpstreamCaller {
    func call(
        _ call: UpstreamCall, to upstream: UpstreamSpec.Site, lines: [UInt8]
    ) async throws(GatewayError) -> UpstreamReply {
        guard let member = nextMember() else { throw GatewayError(.draining) }
        let answer = member.loop.makePromise(of: Result<UpstreamReply, GatewayError>.self)
        member.loop.execute {
            // The box is opened on the loop that it was made on.
            member.context.value.call(call, to: upstream, lines: lines) { answer.succeed($0) }
        }
        do {
            return try await answer.futureResult.get().get()
        } catch let error as GatewayError {
            throw error
        } catch {
            throw GatewayError(.internal, detail: "a call to \(upstream.name): \(error)")
        }
    }
}
