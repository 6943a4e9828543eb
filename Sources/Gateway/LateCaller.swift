import Domain
import Policy
import Proxy
import Synchronization
import Translation

/// The event loops as a caller, for parts that are made before them.
final class LateCaller: UpstreamCaller {
    private let caller = Mutex<(any UpstreamCaller)?>(nil)

    /// From now on calls go this way.
    func attach(_ caller: any UpstreamCaller) {
        self.caller.withLock { $0 = caller }
    }

    /// The event loops are about to end.
    func detach() {
        caller.withLock { $0 = nil }
    }

    /// Throws `.draining` before the loops are there, and when they are gone.
    func call(
        _ call: UpstreamCall, to upstream: UpstreamSpec.Site, lines: [UInt8]
    ) async throws(GatewayError) -> UpstreamReply {
        guard let caller = caller.withLock({ $0 }) else {
            throw GatewayError(.draining, detail: "the event loops are not there")
        }
        return try await caller.call(call, to: upstream, lines: lines)
    }
}
