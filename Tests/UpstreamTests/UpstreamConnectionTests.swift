import HTTPWire
import NIOCore
import NIOEmbedded
import Testing

@testable import Upstream

@Suite("An upstream connection")
struct UpstreamConnectionTests {
    private struct Stage {
        let pool: UpstreamPool
        let channel: EmbeddedChannel
        let connection: UpstreamConnection
        let exchange = RecordingExchange()

        init() throws {
            let loop = EmbeddedEventLoop()
            pool = UpstreamPool(
                UpstreamEndpoint(name: "test", host: "127.0.0.1", port: 1), limits: PoolLimits(), loop: loop,
                deadlines: LoopDeadlines())
            connection = UpstreamConnection(pool: pool)
            channel = EmbeddedChannel(handler: connection, loop: loop)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            pool.connected(channel)
        }

        func lease(toHead: Bool = false, isComplete: Bool = true) {
            _ = pool.lease(exchange)
            connection.start(head: ByteBuffer(string: "request"), toHead: toHead, isComplete: isComplete)
        }

        func receive(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }
    }

    @Test("a whole exchange, then the connection is idle in its pool")
    func whole() throws {
        let stage = try Stage()
        stage.lease()
        #expect(try stage.channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "request"))
        try stage.receive("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
        try stage.receive("cd")
        #expect(stage.exchange.trace == ["ready, reused", "interim 103", "head 200", "body ab", "body cd", "end"])
        #expect(stage.pool.counts.idle == 1)
        #expect(stage.channel.isActive)
        let second = RecordingExchange()
        #expect(stage.pool.lease(second) == nil)
        #expect(second.trace == ["ready, reused"])
    }

    @Test("an answer cut at any byte gives the same trace")
    func splits() throws {
        let text = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n".utf8)
        for place in 1..<text.count {
            let stage = try Stage()
            stage.lease()
            try stage.channel.writeInbound(ByteBuffer(bytes: text.prefix(place)))
            try stage.channel.writeInbound(ByteBuffer(bytes: text.dropFirst(place)))
            let body = stage.exchange.trace.filter { $0.hasPrefix("body") }.map { $0.dropFirst(5) }.joined()
            #expect(stage.exchange.trace.dropFirst().first == "head 200")
            #expect(body == "abc")
            #expect(stage.exchange.trace.last == "end with trailers")
            #expect(stage.pool.counts.idle == 1, "cut after \(place) bytes")
        }
    }

    @Test(
        "a connection is not kept when it could poison the next answer",
        arguments: [
            ("bytes behind the answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx", true),
            ("Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", true),
            ("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true),
            ("an answer before the request is complete", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false),
        ])
    func notKept(name: String, response: String, isComplete: Bool) throws {
        let stage = try Stage()
        stage.lease(isComplete: isComplete)
        try stage.receive(response)
        #expect(stage.exchange.trace == ["ready, reused", "head 200", "end"])
        #expect(stage.pool.counts.idle == 0)
        #expect(!stage.channel.isActive)
    }

    @Test("bytes that nobody asked for close an idle connection")
    func unasked() throws {
        let stage = try Stage()
        stage.lease()
        try stage.receive("HTTP/1.1 204 No\r\n\r\n")
        #expect(stage.pool.counts.idle == 1)
        try stage.receive("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
        #expect(!stage.channel.isActive)
        #expect(stage.pool.counts.idle == 0)
    }

    @Test("the answer to HEAD ends with its head")
    func head() throws {
        let stage = try Stage()
        stage.lease(toHead: true)
        try stage.receive("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        #expect(stage.exchange.trace == ["ready, reused", "head 200", "end"])
        #expect(stage.pool.counts.idle == 1)
    }

    @Test(
        "the end of the connection means what the answer so far makes of it",
        arguments: [
            ("", ["failed upstream-closed"]),
            ("HTTP/1.1 20", ["failed upstream-malformed"]),
            ("HTTP/1.1 100 Continue\r\n\r\n", ["interim 100", "failed upstream-malformed"]),
            ("HTTP/1.1 200 OK\r\n\r\nabc", ["head 200", "body abc", "end"]),
            ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", ["head 200", "body abc", "failed upstream-closed"]),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                ["head 200", "body abc", "failed upstream-closed"]
            ),
        ])
    func ended(response: String, trace: [String]) throws {
        let stage = try Stage()
        stage.lease()
        if !response.isEmpty { try stage.receive(response) }
        _ = try stage.channel.finish()
        #expect(stage.exchange.trace == ["ready, reused"] + trace)
        #expect(stage.pool.counts.active == 0)
    }

    @Test("a connection that breaks is not the end of a body that lasts until its end")
    func broken() throws {
        let stage = try Stage()
        stage.lease()
        try stage.receive("HTTP/1.1 200 OK\r\n\r\nabc")
        stage.channel.pipeline.fireErrorCaught(IOError(errnoCode: 104, reason: "reset"))
        #expect(stage.exchange.trace == ["ready, reused", "head 200", "body abc", "failed upstream-closed"])
    }

    @Test("an answer that is not HTTP fails the exchange and closes the connection")
    func malformed() throws {
        let stage = try Stage()
        stage.lease()
        try stage.receive("SSH-2.0-OpenSSH\r\n")
        #expect(stage.exchange.trace == ["ready, reused", "failed upstream-malformed"])
        #expect(!stage.channel.isActive)
    }

    @Test("an abandoned exchange hears no more and its connection is closed")
    func abandoned() throws {
        let stage = try Stage()
        stage.lease()
        stage.connection.abandon()
        #expect(stage.exchange.trace == ["ready, reused"])
        #expect(!stage.channel.isActive)
        #expect(stage.pool.counts.active == 0)
    }
}
