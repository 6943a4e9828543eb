package import Domain

extension GatewayError {
    /// Whether the call that ended in it never left the gateway, or was turned away at the door: there was no
    /// connection for it, or no credential. Then nothing was done.
    ///
    /// A timeout may be that of a call under way, and what overloads the gateway may be the answer.
    package var isUnsent: Bool {
        [.upstreamOff, .upstreamBusy, .upstreamUnreachable, .upstreamCredential, .draining].contains(code)
    }
}
