import NIOCore
import NIOPosix
import Testing

@testable import Gateway

/// Deadlines are noticed within a quarter of a second; the patience of `Wire` is what makes a missing one fail.
@Suite("Deadlines")
struct DeadlineTests {
    private static let short = "300ms"
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("a head that drips in is 408 although each byte comes in time")
    func drippedHead() async throws {
        try await Testbed.with([.deadlineRequestHead: Self.short]) { bed in
            let client = try await bed.connect()
            let drip = Task {
                try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\nX: ")
                while !Task.isCancelled {
                    try await client.send("y")
                    // A byte each time the other side has had a turn: far more often than the deadline.
                    _ = try await bed.askAdmin("/healthz")
                }
            }
            let answer = try await client.answer()
            #expect(answer.status == 408)
            #expect(answer["Connection"] == "close")
            drip.cancel()
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("a half head of the second request is 408, and its log line does not show the first one's path")
    func secondHead() async throws {
        try await Testbed.with([.deadlineRequestHead: Self.short]) { bed in
            let client = try await bed.connect()
            try await client.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\nGET /a/path/that/is/longer HTTP/1.1\r\nHos")
            #expect(try await client.answer().status == 404)
            #expect(try await client.answer().status == 408)
            #expect(try await client.end() == .closed)
            await bed.stopGateway()
            let line = try #require(try bed.log("access").last)
            #expect(line["error"] as? String == "request-timeout")
            #expect(line["path"] as? String != "/unknown")
        }
    }

    @Test("a connection that says nothing, and one that is idle between requests, close without a word")
    func idle() async throws {
        try await Testbed.with([.deadlineRequestHead: Self.short, .deadlineKeepAlive: Self.short]) { bed in
            let silent = try await bed.connect()
            #expect(try await silent.rest().isEmpty)
            let idle = try await bed.connect()
            try await idle.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer().status == 404)
            #expect(try await idle.rest().isEmpty)
        }
    }

    @Test("a body that stops coming is 408, and the upstream never sees a whole request")
    func bodyIdle() async throws {
        try await Testbed.with([.deadlineBodyIdle: Self.short]) { bed in
            let client = try await bed.connect()
            try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
            let upstream = try await bed.origin.accept()
            let answer = try await client.answer()
            #expect(answer.status == 408)
            #expect(answer["Connection"] == "close")
            let received = try await upstream.rest()
            #expect(try PlainMessage.read(received, .request, hasEnded: false) == nil)
        }
    }

    @Test("a body for a local endpoint that stops coming is 408")
    func localBodyIdle() async throws {
        try await Testbed.with([.deadlineBodyIdle: Self.short]) { bed in
            let answer = try await bed.ask(
                "POST /v1/authorization HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 10\r\n\r\n{")
            #expect(answer.status == 408)
            #expect(try answer.json()["code"] as? Int == 408)
        }
    }

    @Test("an upstream that does not answer is 504, and its connection is given up")
    func responseHead() async throws {
        try await Testbed.with([.deadlineResponseHead: Self.short]) { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            let answer = try await client.answer()
            #expect(answer.status == 504)
            #expect(answer["Connection"] == nil)
            _ = try await upstream.end()
            try await client.send("GET /relay/y HTTP/1.1\r\nHost: a\r\n\r\n")
            let fresh = try await bed.origin.accept()
            _ = try await fresh.request()
            try await fresh.send(Self.ok)
            #expect(try await client.answer().status == 200)
        }
    }

    @Test(
        "a piece of a head, or an interim answer, does not buy an upstream the time of a body",
        arguments: [
            "HTTP/1.1 200 O", "HTTP/1.1 103 Early Hints\r\n\r\n",
        ])
    func responseHeadBegun(piece: String) async throws {
        try await Testbed.with([.deadlineResponseHead: Self.short, .deadlineBodyIdle: "1h"]) { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(piece)
            var answer = try await client.answer()
            if answer.status == 103 { answer = try await client.answer() }
            #expect(answer.status == 504)
        }
    }

    @Test("an upstream that does not take a connection is 504")
    func connect() async throws {
        // Nobody accepts, and these fill the queue of those that wait for it: further ones hang.
        let deaf = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 0)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try #require(deaf.localAddress)
        let fillers = (0..<4).map { _ in
            Task { try? await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(to: address).get() }
        }
        _ = await fillers[0].value
        let url = "http://127.0.0.1:\(address.port ?? 0)"
        try await Testbed.with([.deadlineUpstreamConnect: Self.short], environment: ["ORIGIN_URL": url]) { bed in
            let answer = try await bed.ask("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 504)
            #expect(try answer.json()["reason"] as? String == "upstream-timeout")
        }
        try await deaf.close().get()
        for filler in fillers { try? await filler.value?.close().get() }
    }

    @Test("an answer that stops coming cuts the client")
    func responseBodyIdle() async throws {
        try await Testbed.with([.deadlineBodyIdle: Self.short]) { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = try await client.head()
            #expect(try await client.rest() == Array("abc".utf8))
            _ = try await upstream.end()
        }
    }

    @Test("a translated call whose registry does not answer is 504 in the shape of /v1")
    func translation() async throws {
        let silent = try await Origin.start()
        let settings: [SettingsKey: String] = [.deadlineResponseHead: Self.short]
        try await Testbed.with(settings, environment: ["BREAKWATER_HARBOR_URL": silent.url]) { bed in
            let answer = try await bed.ask(
                "GET /v1/repository/project HTTP/1.1\r\nHost: a\r\nAuthorization: \(try bed.token())\r\n\r\n")
            #expect(answer.status == 504)
            #expect(try answer.json()["code"] as? Int == 504)
        }
        await silent.stop()
    }
}
