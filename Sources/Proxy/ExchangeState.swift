/// How far one relayed exchange has come, and what follows when something ends early. Pure: events in, a verdict out;
/// `ExchangeStateTests` reads as traces of it.
struct ExchangeState {
    enum Request {
        /// Body bytes of the client are still to come.
        case receiving
        case complete
    }

    enum Response {
        case waiting
        /// Its head went to the client: from here on there is no other answer.
        case started
        case complete
    }

    private(set) var request: Request
    private(set) var response = Response.waiting
    /// Whether a body byte went upstream: it is gone, so the request cannot be sent again.
    private var bodyLeft = false
    private var hasRetried = false
    private var isReused = false
    private let isIdempotent: Bool
    private let hasBody: Bool

    init(hasBody: Bool, isIdempotent: Bool) {
        request = hasBody ? .receiving : .complete
        self.hasBody = hasBody
        self.isIdempotent = isIdempotent
    }

    mutating func sent(onReused isReused: Bool) { self.isReused = isReused }
    mutating func bodySent() { bodyLeft = true }
    mutating func requestCompleted() { request = .complete }
    mutating func responseStarted() { response = .started }
    mutating func responseCompleted() { response = .complete }

    enum Loss: Equatable {
        /// The upstream had closed a kept-alive connection before it saw the request: send it on a fresh one.
        case retry
        /// Nothing went to the client: it gets an error.
        case answer
        /// Part of an answer went to the client: it must not take it for whole.
        case cut
    }

    /// The upstream connection is lost. `isClosed`: closed without one byte of an answer, not misbehaving.
    ///
    /// A request that may have been carried out is sent again only when doing it twice is doing it once (RFC 9110
    /// §9.2.2). One whose body has not begun to leave cannot have been carried out, if it has a body.
    mutating func upstreamLost(isClosed: Bool) -> Loss {
        guard response == .waiting else { return .cut }
        let isSafe = !bodyLeft && (isIdempotent || hasBody)
        guard isClosed, isReused, !hasRetried, isSafe else { return .answer }
        hasRetried = true
        return .retry
    }

    /// Whether the client's connection may carry another request after this one.
    var mayKeepAlive: Bool { request == .complete }
}
