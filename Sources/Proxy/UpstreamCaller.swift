package import Domain
package import Policy
package import Translation

/// An upstream of the ruleset in force.
package enum UpstreamAddressee: Sendable {
    /// As it is known: one that has changed since is not asked, for a credential is for one address.
    case known(UpstreamSpec)
    /// Whatever has this name.
    case named(String)

    package var name: String {
        switch self {
        case .known(let spec): spec.name
        case .named(let name): name
        }
    }
}

/// Makes calls of the gateway's own, through the same pools as relayed traffic. May be used from anywhere off the event
/// loops.
package protocol UpstreamCaller: Sendable {
    /// The whole answer, whatever its status; at most 8 MiB.
    ///
    /// A call that did not reach the upstream, or may be made twice without harm (RFC 9110 §9.2.2), is made once more on
    /// another connection where the first was lost.
    /// - Parameters:
    ///   - call: its `service` does not matter here.
    ///   - upstream: which one.
    ///   - lines: a credential, each line with its end; `Host`, `Accept` and the framing are added.
    /// - Throws: `.upstreamOff` also when the ruleset has it otherwise now, `.upstreamUnreachable`, `.upstreamClosed`, `.upstreamTimeout`, `.upstreamMalformed`,
    ///   `.upstreamBusy`, `.draining`.
    func call(_ call: UpstreamCall, to upstream: UpstreamAddressee, lines: [UInt8]) async throws(GatewayError)
        -> UpstreamReply
}
