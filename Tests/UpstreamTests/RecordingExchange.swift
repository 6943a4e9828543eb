import Domain
import HTTPWire
import NIOCore

@testable import Upstream

/// Writes down what a connection tells its exchange.
final class RecordingExchange: UpstreamExchange {
    private(set) var trace: [String] = []
    private(set) var connection: UpstreamConnection?
    /// What it does when it gets a connection.
    var ready: (UpstreamConnection) -> Void = { _ in }

    func upstreamReady(_ connection: UpstreamConnection, reused: Bool) {
        self.connection = connection
        trace.append(reused ? "ready, reused" : "ready")
        ready(connection)
    }

    func upstreamInterim(_ head: ResponseHead) { trace.append("interim \(head.status)") }
    func upstreamHead(_ head: ResponseHead) { trace.append("head \(head.status)") }
    func upstreamBody(_ payload: ByteBuffer) { trace.append("body \(String(buffer: payload))") }
    func upstreamPause() {}
    func upstreamEnd(trailers: FieldSection?) { trace.append(trailers == nil ? "end" : "end with trailers") }
    func upstreamFailed(_ error: GatewayError) { trace.append("failed \(error.code.rawValue)") }
    func upstreamWritability(_ isWritable: Bool) { trace.append(isWritable ? "writable" : "full") }
}
