import Domain
import Glibc
import HTTPWire
import NIOCore
import Upstream

/// How a client connection ends: after its last answer, at a deadline, or because the gateway stops.
extension ClientConnection {
    func finishAndClose(_ last: ByteBuffer) {
        // Unread bytes, here or in the socket, would turn a close into a reset.
        let isRequestComplete = phase == .answering && received.readableBytes == 0 && !isReadPaused
        phase = .lingering
        received = ByteBuffer()
        deadline?.at = .now() + loop.services.deadlines.bodyIdle
        guard let context else { return }
        let flushed = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        // Write promises are kept on the channel's loop.
        flushed.futureResult.whenComplete { _ in bound.value.lastAnswerSent(isRequestComplete: isRequestComplete) }
        context.writeAndFlush(wrapOutboundOut(last), promise: flushed)
        resumeReading()
    }

    /// The client has its last answer. One that has nothing more to say is closed; from another the rest is taken and
    /// thrown away for a moment, because closing over unread bytes resets the connection and may destroy the answer.
    private func lastAnswerSent(isRequestComplete: Bool) {
        guard phase == .lingering else { return }
        deadline?.at = .now() + loop.services.deadlines.linger
        if isRequestComplete { close() } else { context?.close(mode: .output, promise: nil) }
    }

    /// Ends the connection, and with it an exchange that runs: what serves it is told, and it is recorded.
    func close(because error: GatewayError? = nil) {
        if phase == .body || phase == .answering {
            if record.error == nil { record.error = error }
            cancelHandler()
            finishRecord()
        }
        phase = .closed
        context?.close(promise: nil)
    }

    /// Ends the connection within an answer. HTTP/1.0 may take a close for the end of the body; a reset says that it is
    /// not.
    func cut() {
        if reader.head.minorVersion == 0, let socket = context?.channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        close()
    }

    /// Ends what runs, since nothing will serve it any more.
    func end() {
        guard phase == .body || phase == .answering else {
            close()
            return
        }
        let error = GatewayError(.draining)
        if phase == .answering, handler?.conclude(error) == true { return }
        fail(error)
    }

    /// Nothing runs: the connection may go at once when the gateway stops.
    func drain() {
        guard phase == .head, received.readableBytes == 0 else { return }
        // The answer before may still be on its way out.
        phase = .answering
        finishAndClose(ByteBuffer())
    }
}

extension ClientConnection: DeadlineHolder {
    func deadlinePassed(now: NIODeadline) {
        switch phase {
        case .head where isInsideHead:
            begin(now: now)
            record.id = .made(loop.nextRequestID())
            refuse(GatewayError(.requestTimeout, detail: "head"))
        case .head, .lingering, .closed:
            // The answer before may still be on its way to somebody who reads slowly.
            if phase != .closed, isTakingAnswer {
                deadline?.at = now + loop.services.deadlines.bodyIdle
            } else {
                close()
            }
        case .body, .answering:
            if handler?.awaitsPeer == true, isProgressing, let route = record.route {
                deadline?.at = now + route.idle
                return
            }
            let error = GatewayError(handler?.stalled ?? .requestTimeout, detail: "deadline passed")
            if phase == .answering, handler?.conclude(error) == true { return }
            fail(error)
        }
    }

    /// Bytes of both bodies that have arrived. It falls short by what is no body, always by the same.
    private var arrivedBytes: Int {
        record.bytesIn + record.bytesOut - (context?.unsentBytes ?? 0) - (handler?.unsentBytes ?? 0)
    }

    /// Somebody takes no more for now. Whether he still takes what he has been given is seen when the deadline passes.
    func noteProgress() { progress = arrivedBytes }

    /// Whether something has arrived since the last look, though nobody has asked for more.
    private var isProgressing: Bool {
        guard let before = progress else { return false }
        let now = arrivedBytes
        progress = now
        return now > before
    }

    /// Whether the end of the last answer waits for the client, who has taken something since the last look.
    private var isTakingAnswer: Bool {
        guard let context, context.waitingBytes > 0 else { return false }
        let unsent = context.unsentBytes
        defer { unsentBefore = unsent }
        return unsent < unsentBefore ?? .max
    }

    /// Something moved: the exchange gets its full time again.
    func extendDeadline(_ amount: TimeAmount) {
        deadline?.at = .now() + amount
    }
}
