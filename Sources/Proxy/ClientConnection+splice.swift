import Domain
import HTTPWire
import NIOCore
import Upstream

/// Bodies that go past the process, in both directions.
extension ClientConnection {
    /// Bytes that are written and wait for the client to take more.
    var waitingBytes: Int { context?.waitingBytes ?? 0 }

    /// Where a response's body goes as it is. Nothing may wait.
    var sink: SpliceSink? { context?.spliceSink(loop.pipe) }

    /// Sends `rest`, and calls when nothing waits any more; never when the connection is closed before.
    func send(_ rest: ByteBuffer, then: @escaping () -> Void) {
        guard let context else { return }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess(then)
        context.writeAndFlush(wrapOutboundOut(rest), promise: sent)
    }

    /// What the socket has of a long request body goes on without being looked at.
    func spliceBody(_ context: ChannelHandlerContext) {
        guard let handler, let remaining = bodyReader.remaining, splice.suits(remaining), !isReadPaused,
            received.readableBytes == 0, let sink = handler.bodySink(),
            let moved = splice.turn(context, remaining: remaining, to: sink)
        else { return }
        bodyReader.skip(moved.count)
        record.bytesIn += moved.count
        if moved.isBroken {
            fail(GatewayError(.internal, detail: "bytes were lost in a pipe"))
            return
        }
        if let route = record.route { deadline?.at = bodyDeadline(route, now: .now()) }
        handler.bodySpliced(moved.count, rest: moved.rest)
    }
}
