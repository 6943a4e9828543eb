import HTTPWire
import NIOCore
import NIOEmbedded
import NIOHTTP1
import WireTranscript

/// What NIOHTTP1's parser (llhttp) makes of the same bytes.
struct ReferenceReading {
    private(set) var messages: [PlainMessage] = []
    private(set) var error: (any Error)?

    init(ofRequests bytes: [UInt8], ends: Bool) throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        feed(channel, bytes, ends: ends)
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                messages.append(
                    PlainMessage(
                        start: "\(head.method.rawValue) \(head.uri)", minorVersion: head.version.minor,
                        fields: head.headers.map { PlainMessage.field($0.name, $0.value) }))
            case .body(let body): add(body)
            case .end(let trailers): finish(trailers)
            }
        }
        discard(channel)
    }

    init(ofResponses bytes: [UInt8], toHead: UInt8, ends: Bool) throws {
        let channel = EmbeddedChannel()
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
        for index in 0..<16 {
            let method = toHead >> UInt8(index & 7) & 1 != 0 ? HTTPMethod.HEAD : .GET
            try channel.writeOutbound(
                HTTPClientRequestPart.head(HTTPRequestHead(version: .http1_1, method: method, uri: "/")))
        }
        feed(channel, bytes, ends: ends)
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head(let head):
                messages.append(
                    PlainMessage(
                        start: "\(head.status.code)", minorVersion: head.version.minor,
                        fields: head.headers.map { PlainMessage.field($0.name, $0.value) }))
                // Of an interim answer NIOHTTP1 tells the head only.
                if head.status.code < 200 { finish(nil) }
            case .body(let body): add(body)
            case .end(let trailers): finish(trailers)
            }
        }
        discard(channel)
    }

    private mutating func feed(_ channel: EmbeddedChannel, _ bytes: [UInt8], ends: Bool) {
        do {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
            if ends { _ = try channel.finish() }
        } catch {
            self.error = error
        }
    }

    /// Breaks the cycle between the decoder and its parser.
    private func discard(_ channel: EmbeddedChannel) {
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    private mutating func add(_ body: ByteBuffer) {
        guard let last = messages.indices.last else { return }
        messages[last].payload += body.readableBytesView
    }

    private mutating func finish(_ trailers: HTTPHeaders?) {
        guard let last = messages.indices.last else { return }
        messages[last].isComplete = true
        messages[last].trailers = (trailers ?? HTTPHeaders()).map { PlainMessage.field($0.name, $0.value) }
    }
}
