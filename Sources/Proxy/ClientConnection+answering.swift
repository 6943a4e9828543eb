import Domain
import HTTPWire
import NIOCore
import Upstream

/// How a request gets its answer, whoever makes it, and what follows on the connection.
extension ClientConnection {
    /// Whether the client may be told that this connection goes on after the current answer.
    var keepsAlive: Bool {
        phase == .answering && reader.head.keepsAlive && !loop.isDraining
    }

    func write(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    func flush() {
        context?.flush()
    }

    /// The exchange cannot go on: an error answer when none has begun, otherwise the connection is cut, since the
    /// client must not take what it has for a whole answer.
    func fail(_ error: GatewayError) {
        cancelHandler()
        if record.status == 0 {
            refuse(error)
        } else {
            record.error = error
            cut()
        }
    }

    /// Answers with an error that the gateway itself makes.
    ///
    /// - Parameter data: a JSON value for the member `data` of an envelope.
    func refuse(_ error: GatewayError, data: [UInt8]? = nil) {
        record.error = error
        if record.awaitsDecision {
            record.awaitsDecision = false
            loop.gatekeeper.note(self, rule: nil, error: error)
        }
        // Whatever is left of a head that could not be read is not a request.
        answer(Answer.error(error, data: data, client: self))
    }

    /// Writes a whole answer of the gateway's own and ends the exchange.
    func answer(_ answer: consuming Answer) {
        let keepsAlive = keepsAlive && record.error?.code.endsConnection != true
        record.status = answer.status
        record.bytesOut += answer.body.count
        let buffer = answer.message(keepsAlive: keepsAlive, client: self)
        exchangeEnded(keepsAlive: keepsAlive, last: buffer)
    }

    /// The answer is written but for `last`: on to the next request, or to the end of the connection.
    func exchangeEnded(keepsAlive: Bool, last: ByteBuffer?) {
        handler = nil
        guard keepsAlive, phase == .answering, !loop.isDraining else {
            finishRecord()
            finishAndClose(last ?? ByteBuffer())
            return
        }
        // All is settled before the write: it may fail at once, and with it the connection.
        let now = finishRecord()
        // An idle connection holds nothing of what it asked for: not its policy either, which may have been replaced.
        record = ExchangeRecord()
        reader.head.release()
        if received.readableBytes == 0 { received = ByteBuffer() }
        phase = .head
        deadline?.at = now + loop.services.deadlines.keepAlive
        if let last { context?.writeAndFlush(wrapOutboundOut(last), promise: nil) } else { flush() }
        guard phase == .head, isWritable else { return }
        resumeReading()
        advance()
    }

    func cancelHandler() {
        let current = handler
        handler = nil
        current?.cancel()
    }

    @discardableResult
    func finishRecord() -> NIODeadline {
        let now = NIODeadline.now()
        record.finish(loop, head: reader.head, client: address, now: now)
        return now
    }
}
