import Domain
import HTTPWire
import NIOCore
import Upstream

/// What serves one admitted request: a relay, a local endpoint or a translation. It is handed the request's body as it
/// arrives and answers through the connection. On the event loop.
protocol ExchangeHandler: AnyObject {
    /// A further piece of the body.
    func body(_ payload: ByteBuffer)
    /// What could be read of the body at once is handed over: send it on.
    func bodyPause()
    /// Where the rest of the body goes if it goes on as it is; asked after a pause. `nil`: it does not, or not now, and
    /// then the handler has paused the reading until it does.
    func bodySink() -> SpliceSink?
    /// Bytes of the body went to the sink; all but the rest, which comes next.
    func bodySpliced(_ count: Int, rest: ByteBuffer?)
    /// The body is complete, which it was not at the start. No pause follows.
    func bodyEnded(trailers: FieldSection?)
    /// The exchange is over for the client: it left, its body is malformed, or a deadline passed. No answer is wanted.
    func cancel()
    /// The client takes bytes again, or has enough for now.
    func clientWritability(_ isWritable: Bool)
    /// Whether it streams, and waits for somebody to take more of what he has been given: then the deadline is for him not
    /// to take anything, however slowly.
    var awaitsPeer: Bool { get }
    /// Bytes of the request's body that are on their way to where the handler sends them.
    var unsentBytes: Int { get }
    /// The exchange cannot go on, and the client still waits: whether the handler has answered for itself.
    func conclude(_ error: GatewayError) -> Bool
    /// Why nothing moved until the deadline.
    var stalled: GatewayError.Code { get }
}

extension ExchangeHandler {
    var awaitsPeer: Bool { false }
    var unsentBytes: Int { 0 }
    func bodySink() -> SpliceSink? { nil }
    func bodySpliced(_ count: Int, rest: ByteBuffer?) {}
    func conclude(_ error: GatewayError) -> Bool { false }
}

/// What had arrived of a request's body when the request was admitted.
struct ArrivedBody {
    let payload: ByteBuffer?
    /// Whether that is all of it.
    let isComplete: Bool
    let trailers: FieldSection?
}
