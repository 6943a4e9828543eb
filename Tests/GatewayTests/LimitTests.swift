import Testing

@testable import Gateway

@Suite("Limits")
struct LimitTests {
    @Test("a request line above 8 KiB is 414, one below passes")
    func requestLine() async throws {
        try await Testbed.with { bed in
            let long = try await bed.ask(
                "GET /relay/\(String(repeating: "a", count: 8_200)) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(long.status == 414)
            #expect(long["Connection"] == "close")
            let client = try await bed.connect()
            let path = String(repeating: "a", count: 8_000)
            try await client.send("GET /relay/\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await bed.origin.accept().request().target == "/\(path)")
        }
    }

    @Test("a request line without an end is 414 before its end comes")
    func endlessRequestLine() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.ask("GET /relay/\(String(repeating: "a", count: 9_000))")
            #expect(answer.status == 414)
        }
    }

    @Test("a head above 64 KiB is 431, one below passes")
    func headBytes() async throws {
        try await Testbed.with { bed in
            let long = try await bed.ask(
                "GET /relay/x HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 66_000))\r\n\r\n")
            #expect(long.status == 431)
            #expect(long["Connection"] == "close")
            #expect(bed.origin.connections == 0)
            let client = try await bed.connect()
            let value = String(repeating: "a", count: 60_000)
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n")
            #expect(try await bed.origin.accept().request()["X"] == value)
        }
    }

    @Test("129 fields are 431, 128 pass")
    func headFields() async throws {
        try await Testbed.with { bed in
            let lines = (1...127).map { "X-\($0): y\r\n" }.joined()
            let many = try await bed.ask("GET /relay/x HTTP/1.1\r\nHost: a\r\n\(lines)X: y\r\n\r\n")
            #expect(many.status == 431)
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
            #expect(try await bed.origin.accept().request()["X-127"] == "y")
        }
    }

    @Test("a declared body above the limit is 413 before anything goes upstream")
    func declaredBody() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\nabc")
            let answer = try await client.answer()
            #expect(answer.status == 413)
            #expect(answer["Connection"] == "close")
            #expect(try await client.end() == .closed)
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("a body of exactly the limit passes")
    func largestBody() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let body = [UInt8](repeating: UInt8(ascii: "b"), count: 1 << 20)
            try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            async let sent = client.pour(body.count, piece: body)
            let upstream = try await bed.origin.accept()
            let request = try await upstream.request()
            #expect(request.body == body)
            #expect(await sent == body.count)
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("a chunked body that grows above the limit is 413 and the upstream never sees its end")
    func growingBody() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x62, count: 1 << 16) + Array("\r\n".utf8)
            async let sent = client.pour(17 * chunk.count, piece: chunk)
            let upstream = try await bed.origin.accept()
            let answer = try await client.answer()
            #expect(answer.status == 413)
            #expect(try await client.end() == .closed)
            let received = try await upstream.rest()
            #expect(try PlainMessage.read(received, .request, hasEnded: false) == nil)
            _ = await sent
        }
    }

    @Test("a route without a body limit takes more than the standard one")
    func unlimitedBody() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3145728\r\n\r\n")
            async let sent = client.pour(3 << 20)
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.request().body.count == 3 << 20)
            #expect(await sent == 3 << 20)
        }
    }

    @Test("one connection more than allowed is closed, and a place that is free again is taken")
    func connections() async throws {
        try await Testbed.with([.limitConnections: "1"]) { bed in
            let first = try await bed.connect()
            try await first.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await first.answer().status == 404)
            let second = try await bed.connect()
            _ = try await second.end()
            #expect(second.total == 0)
            try await first.send("GET /unknown HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await first.answer().status == 404)
            _ = try await first.end()
            await first.close()
            let third = try await bed.ask("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(third.status == 404)
        }
    }
}
