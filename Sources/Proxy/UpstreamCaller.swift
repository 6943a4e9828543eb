package import Domain
package import Translation

/// Makes calls of the gateway's own, through the same pools as relayed traffic. May be used from anywhere off the event
/// loops.
package protocol UpstreamCaller: Sendable {
    /// The whole answer, whatever its status; at most 8 MiB.
    ///
    /// A call that did not reach the upstream, or may be made twice without harm (RFC 9110 §9.2.2), is made once more on
    /// another connection where the first was lost.
    /// - Parameters:
    ///   - call: its `service` does not matter here.
    ///   - upstream: a name of the ruleset in force.
    ///   - lines: a credential, each line with its end; `Host`, `Accept` and the framing are added.
    /// - Throws: `.upstreamOff`, `.upstreamUnreachable`, `.upstreamClosed`, `.upstreamTimeout`, `.upstreamMalformed`,
    ///   `.upstreamBusy`, `.draining`.
    func call(_ call: UpstreamCall, to upstream: String, lines: [UInt8]) async throws(GatewayError) -> UpstreamReply
}
