import NIOCore
import NIOPosix
import Testing

@testable import StandIns

@Suite("The server of the stand-ins")
struct StandInServerTests {
    /// Runs a server that repeats what it was asked, sends `bytes` and returns everything that comes back until the
    /// server closes.
    private func exchange(_ pieces: [String]) async throws -> String {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = StandInServer { request in
            let text = "\(request.method) \(request.target) \(String(decoding: request.body, as: UTF8.self))\n"
            return StandInResponse(
                status: 200, fields: [("X-Asked", request.field("x-ask") ?? "-")], body: Array(text.utf8),
                isChunked: request.target == "/chunked")
        }
        let port = try await server.start(group: group)
        let client = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        let received = try await client.executeThenClose { inbound, outbound in
            for piece in pieces { try await outbound.write(ByteBuffer(string: piece)) }
            var received = ByteBuffer()
            for try await var bytes in inbound { received.writeBuffer(&bytes) }
            return String(buffer: received)
        }
        await server.stop()
        return received
    }

    @Test("requests on one connection are answered in order")
    func pipelined() async throws {
        let text = try await exchange([
            "GET /a HTTP/1.1\r\nHost: h\r\nX-Ask: 1\r\n\r\nPOST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz",
            "PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nhe\r\n1\r\ny\r\n0\r\n\r\n",
        ])
        #expect(
            text == """
                HTTP/1.1 200 OK\r\nX-Asked: 1\r\nContent-Length: 8\r\nConnection: keep-alive\r\n\r\nGET /a \n\
                HTTP/1.1 200 OK\r\nX-Asked: -\r\nContent-Length: 12\r\nConnection: keep-alive\r\n\r\nPOST /b xyz\n\
                HTTP/1.1 200 OK\r\nX-Asked: -\r\nContent-Length: 11\r\nConnection: close\r\n\r\nPUT /c hey\n
                """)
    }

    @Test("a body without a length comes in chunks, and HEAD without a body")
    func framing() async throws {
        let text = try await exchange([
            "GET /chunked HTTP/1.1\r\nHost: h\r\n\r\n", "HEAD /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        ])
        #expect(
            text.contains(
                "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\ne\r\nGET /chunked \n\r\n0\r\n\r\n"))
        #expect(text.hasSuffix("Content-Length: 9\r\nConnection: close\r\n\r\n"))
    }

    @Test("a client that waits for 100 gets it before its answer")
    func expectation() async throws {
        let text = try await exchange([
            "POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
        ])
        #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("POST /e ok\n"))
    }

    @Test(
        "what is not HTTP/1.1 is refused and the connection closed",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", "400"), ("nonsense\r\n\r\n", "400"),
            (
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n",
                "413"
            ),
        ])
    func refused(_ request: String, status: String) async throws {
        #expect(try await exchange([request]).hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test("stopping closes idle connections and takes no more")
    func stop() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = StandInServer { _ in StandInResponse(status: 200) }
        let port = try await server.start(group: group)
        let client = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).get()
        await server.stop()
        try await client.closeFuture.get()
        // Asked by a connect: the port itself may be anybody's by now.
        await #expect(throws: (any Error).self) {
            _ = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).get()
        }
    }
}
