import Domain
import HTTPWire
import Logging
import NIOCore
import Policy
import Telemetry
import Tokens
import Upstream

/// What is known of one exchange, from its first byte to its last; becomes metrics and log lines when it ends.
struct ExchangeRecord {
    var started = NIODeadline.uptimeNanoseconds(0)
    var id = RequestID.made(0)
    var method = RequestMethod.other
    /// Where the target stands in the head; empty for a request whose head could not be read.
    var target = ByteRange.empty
    var route: RouteRuntime?
    /// Where the request goes, which may depend on who asks; `nil` before it is admitted.
    var upstream: UpstreamRuntime?
    var principal: Principal?
    var token: VerifiedToken?
    var isSuperseded = false
    /// The principal came with a user name and a password that were looked at: the version of his account then.
    var passwordVersion: Int64?
    var isKnownByPassword: Bool { passwordVersion != nil }
    /// A rule looks at the body, and it has not all come in: whatever ends the exchange now is the decision.
    var awaitsDecision = false
    /// Against the route's rate.
    var isCounted = false
    /// With which keys the token was verified (`LoopContext.keyEpoch`).
    var keyEpoch = 0
    var status = 0
    var bytesIn = 0
    var bytesOut = 0
    var upstreamStarted: NIODeadline?
    var error: GatewayError?

    /// Counts the exchange and writes its access line.
    func finish(_ loop: LoopContext, head: RequestHead, client: @autoclosure () -> String, now: NIODeadline) {
        let duration = (now - started).nanoseconds
        loop.metrics.record(route: route?.slot ?? .none, method: method, status: status, nanoseconds: duration)
        if let error, error.code.source != .client, error.code != .clientGone, error.code != .overloaded,
            !isFixed(error)
        {
            loop.logger.warning(
                "exchange failed",
                metadata: [
                    "requestId": "\(id.text(head: head))", "code": "\(error.code.rawValue)",
                    "route": "\(route?.policy.id ?? "none")", "detail": "\(error.detail)",
                ])
        }
        guard !loop.services.accessLog.isOff else { return }
        var record = AccessRecord(
            time: WallClock.milliseconds(), client: client(), method: method, route: route?.policy.id, status: status,
            duration: duration)
        record.bytesIn = Int64(bytesIn)
        record.bytesOut = Int64(bytesOut)
        record.upstream = (upstream ?? route?.upstream)?.spec.name
        record.upstreamDuration = upstreamStarted.map { (now - $0).nanoseconds }
        record.user = principal?.name
        record.error = error?.code.rawValue
        loop.writeLine(to: loop.services.accessLog, id: id, target: target, head: head) { id, path, line in
            record.write(requestID: id, path: path, into: &line)
        }
    }

    /// Whether it is what the policy answers on this route: then nothing has failed.
    private func isFixed(_ error: GatewayError) -> Bool {
        guard case .refusal(let fixed)? = route?.destination else { return false }
        return fixed.code == error.code
    }
}
