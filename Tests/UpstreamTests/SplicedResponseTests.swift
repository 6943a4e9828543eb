import Domain
import Glibc
import HTTPWire
import NIOCore
import NIOPosix
import Testing

@testable import Upstream

@Suite("A response body that goes past the process")
struct SplicedResponseTests {
    private static let size = (3 << 20) + 77

    /// An exchange whose client is a file, which takes everything.
    private final class Exchange: UpstreamExchange {
        private let file: CInt
        private let pipe = SplicePipe()
        private(set) var handedOver = 0
        private(set) var spliced = 0
        let ended: EventLoopPromise<Void>

        init(file: CInt, ended: EventLoopPromise<Void>) {
            self.file = file
            self.ended = ended
        }

        func upstreamReady(_ connection: UpstreamConnection, reused: Bool) {
            connection.start(head: ByteBuffer(string: "request"), toHead: false, isComplete: true)
        }

        func upstreamInterim(_ head: ResponseHead) {}
        func upstreamHead(_ head: ResponseHead) {}

        func upstreamBody(_ payload: ByteBuffer) {
            handedOver += payload.readableBytes
            payload.withUnsafeReadableBytes { _ = write(file, $0.baseAddress, $0.count) }
        }

        func upstreamPause() {}
        func upstreamSink() -> SpliceSink? { SpliceSink(descriptor: file, pipe: pipe) }

        func upstreamSpliced(_ count: Int, rest: ByteBuffer?) {
            spliced += count
            if let rest { ended.fail(GatewayError(.internal, detail: "\(rest.readableBytes) bytes left")) }
        }

        func upstreamEnd(trailers: FieldSection?) { ended.succeed() }
        func upstreamFailed(_ error: GatewayError) { ended.fail(error) }
        func upstreamWritability(_ isWritable: Bool) {}
    }

    /// Answers whatever comes.
    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let answer: ByteBuffer

        init(_ answer: ByteBuffer) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }

    @Test("most of a long body is not handed over, all of it arrives in order, and the connection is kept")
    func long() async throws {
        let body = (0..<Self.size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let server = try await ServerBootstrap(group: loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    var answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
                    answer.writeBytes(body)
                    try channel.pipeline.syncOperations.addHandler(Answerer(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let file = try #require(tmpfile())
        defer { fclose(file) }
        let descriptor = fileno(file)

        let stage = try await loop.submit {
            let pool = UpstreamPool(
                UpstreamEndpoint(name: "test", host: "127.0.0.1", port: port), limits: PoolLimits(), loop: loop,
                deadlines: LoopDeadlines())
            let exchange = Exchange(file: descriptor, ended: loop.makePromise())
            _ = pool.lease(exchange)
            return NIOLoopBound((pool, exchange), eventLoop: loop)
        }.get()
        try await loop.flatSubmit { stage.value.1.ended.futureResult }.get()
        let (handedOver, spliced, idle) = try await loop.submit {
            let (pool, exchange) = stage.value
            defer { pool.shutDown() }
            return (exchange.handedOver, exchange.spliced, pool.counts.idle)
        }.get()
        #expect(handedOver + spliced == Self.size)
        #expect(spliced > Self.size / 2, "\(spliced) bytes were spliced")
        #expect(idle == 1)
        var kept = [UInt8](repeating: 0, count: Self.size + 1)
        #expect(pread(descriptor, &kept, kept.count, 0) == Self.size)
        #expect(kept.dropLast() == body[...])
        try await server.close()
    }
}
