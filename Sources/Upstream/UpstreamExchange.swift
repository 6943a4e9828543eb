package import Domain
package import HTTPWire
package import NIOCore

/// The side of an exchange that an upstream connection talks to. All calls come on the event loop; after `upstreamEnd`
/// or `upstreamFailed` there are none until the next lease.
package protocol UpstreamExchange: AnyObject {
    /// A connection is leased: write the request. `reused` means that the upstream may have closed it meanwhile.
    func upstreamReady(_ connection: UpstreamConnection, reused: Bool)
    /// 100 to 199, but 101.
    func upstreamInterim(_ head: ResponseHead)
    func upstreamHead(_ head: ResponseHead)
    func upstreamBody(_ payload: ByteBuffer)
    /// What could be read at once is handed over: flush.
    func upstreamPause()
    /// Where the rest of the body goes if it goes on as it is; asked after `upstreamPause`. `nil`: it does not, or not
    /// now, and then the exchange has paused the reading until it does.
    func upstreamSink() -> SpliceSink?
    /// Bytes of the body went to the sink; all but the rest, which comes next.
    func upstreamSpliced(_ count: Int, rest: ByteBuffer?)
    /// The response is complete; the connection is already back in its pool or closed.
    func upstreamEnd(trailers: FieldSection?)
    /// There will be no (more) response; the connection is closed or was never made.
    func upstreamFailed(_ error: GatewayError)
    /// The connection takes bytes again, or has enough for now.
    func upstreamWritability(_ isWritable: Bool)
}

extension UpstreamExchange {
    package func upstreamSink() -> SpliceSink? { nil }
    package func upstreamSpliced(_ count: Int, rest: ByteBuffer?) {}
}
