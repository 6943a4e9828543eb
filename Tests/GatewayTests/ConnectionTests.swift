import Testing

@testable import Gateway

@Suite("Connections")
struct ConnectionTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("both sides are kept alive: the origin sees one connection for several requests of several clients")
    func keepAlive() async throws {
        try await Testbed.with { bed in
            let clients = [try await bed.connect(), try await bed.connect()]
            var upstream: Wire?
            for number in 1...6 {
                let client = clients[number % 2]
                try await client.send("GET /relay/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                let wire = if let upstream { upstream } else { try await bed.origin.accept() }
                upstream = wire
                #expect(try await wire.request().target == "/\(number)")
                try await wire.send(Self.ok)
                #expect(try await client.answer()["Connection"] == nil)
            }
            #expect(bed.origin.connections == 1)
        }
    }

    @Test("pipelined requests go upstream one after the other and are answered in order")
    func pipelining() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "GET /relay/1 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /relay/2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /unknown HTTP/1.1\r\nHost: a\r\n\r\nGET /relay/4 HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            for number in ["1", "2"] {
                #expect(try await upstream.request().target == "/\(number)")
                #expect(upstream.unread.isEmpty, "the next one waits for this one's answer")
                try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            }
            #expect(try await client.answer().text == "1")
            #expect(try await client.answer().text == "2")
            #expect(try await client.answer().status == 404)
            #expect(try await upstream.request().target == "/4")
            try await upstream.send(Self.ok)
            #expect(try await client.answer().text == "ok")
            #expect(bed.origin.connections == 1)
        }
    }

    @Test("many pipelined requests are all answered")
    func manyPipelined() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let count = 2_000
            try await client.send(String(repeating: "GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n", count: count))
            for _ in 0..<count { #expect(try await client.answer().status == 404) }
        }
    }

    @Test("requests that come byte by byte are the same requests")
    func byteByByte() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let text =
                "\r\nPOST /relay/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
                + "GET /relay/2 HTTP/1.1\r\nHost: a\r\n\r\n"
            for byte in Array(text.utf8) { try await client.send([byte]) }
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.request().text == "ab")
            try await upstream.send(Self.ok)
            #expect(try await upstream.request().target == "/2")
        }
    }

    @Test("HTTP/1.0 is kept alive when it asks, and closed otherwise")
    func oldVersion() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(Self.ok)
            #expect(try await client.answer()["Connection"] == "keep-alive")
            try await client.send("GET /unknown HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await client.answer()["Connection"] == "keep-alive")
            try await client.send("GET /relay/2 HTTP/1.0\r\n\r\n")
            _ = try await upstream.request()
            try await upstream.send(Self.ok)
            #expect(try await client.answer()["Connection"] == "close")
            #expect(try await client.end() == .closed)
        }
    }

    @Test("Connection: close is obeyed after the answer, and says nothing to the origin")
    func close() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.request()["Connection"] == nil)
            try await upstream.send(Self.ok)
            #expect(try await client.answer()["Connection"] == "close")
            #expect(try await client.end() == .closed)
            let next = try await bed.connect()
            try await next.send("GET /relay/2 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await upstream.request().target == "/2", "the origin's connection lives on")
        }
    }

    @Test("an origin that closes after its answer costs the client nothing")
    func originCloses() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            for number in 1...2 {
                try await client.send("GET /relay/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                let upstream = try await bed.origin.accept()
                #expect(try await upstream.request().target == "/\(number)")
                try await upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
                #expect(try await client.answer()["Connection"] == nil)
                #expect(try await upstream.end() == .closed)
            }
        }
    }

    @Test("a refused request with a gigabyte to come gets its answer at once, whole, and the connection ends")
    func refusedUpload() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("POST /guarded/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n")
            async let sent = client.pour(1 << 30)
            let answer = try await client.answer()
            #expect(answer.status == 401)
            #expect(answer["Connection"] == "close")
            let count = await sent
            #expect(count < 32 << 20, "the gateway read on: \(count) bytes")
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("an answer before the body is complete reaches the client, and both connections end")
    func earlyAnswer() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("POST /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await upstream.send("HTTP/1.1 507 Full\r\nContent-Length: 4\r\n\r\nfull")
            let answer = try await client.answer()
            #expect(answer.status == 507)
            #expect(answer.text == "full")
            #expect(answer["Connection"] == "close")
            #expect(try await client.end() == .closed)
            _ = try await upstream.end()
            let next = try await bed.connect()
            try await next.send("GET /relay/2 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await bed.origin.accept().request().target == "/2", "a half-used connection is not used again")
        }
    }

    @Test("an answer that begins before the body is complete is relayed while the body goes on")
    func bothWays() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("POST /stream/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = try await client.head()
            for word in ["one", "two", "six"] {
                try await client.send("3\r\n\(word)\r\n")
                #expect(try await upstream.bytes(8) == Array("3\r\n\(word)\r\n".utf8))
                try await upstream.send("3\r\n\(word)\r\n")
                #expect(try await client.bytes(8) == Array("3\r\n\(word)\r\n".utf8))
            }
            try await client.send("0\r\n\r\n")
            #expect(try await upstream.bytes(5) == Array("0\r\n\r\n".utf8))
            try await upstream.send("0\r\n\r\n")
            #expect(try await client.bytes(5) == Array("0\r\n\r\n".utf8))
        }
    }

    @Test(
        "a client that leaves in the middle takes its upstream connection with it",
        arguments: [
            "waiting for the head", "reading the body", "sending the body",
        ])
    func clientLeaves(moment: String) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let isSending = moment == "sending the body"
            try await client.send(
                isSending
                    ? "POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
                    : "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            if isSending { _ = try await upstream.bytes(3) }
            if moment == "reading the body" {
                try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                _ = try await client.head()
            }
            await client.close()
            _ = try await upstream.end()
            await bed.stopGateway()
            let line = try #require(try bed.log("access").last)
            #expect(line["error"] as? String == "client-gone")
            #expect(line["status"] as? Int == (moment == "reading the body" ? 200 : 499))
        }
    }
}
