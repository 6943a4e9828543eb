package import Domain
package import Policy
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
    ///   - upstream: which one, and where: never another one of this name, for a credential is for one address. What
    ///     began under a former ruleset ends at that one's.
    ///   - lines: a credential, each line with its end; `Host`, `Accept` and the framing are added.
    /// - Throws: `.upstreamOff` also when nobody uses it any more, `.upstreamUnreachable`, `.upstreamClosed`,
    ///   `.upstreamTimeout`, `.upstreamMalformed`, `.upstreamBusy`, `.draining`.
    func call(_ call: UpstreamCall, to upstream: UpstreamSpec.Site, lines: [UInt8]) async throws(GatewayError)
        -> UpstreamReply
}
