import Testing

@testable import Gateway

@Suite("Losing an upstream")
struct UpstreamLossTests {
    private static let get = "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// Leaves the gateway with one idle connection to the origin.
    private func idle(_ client: Wire, _ bed: Testbed) async throws -> Wire {
        try await client.send(Self.get)
        let upstream = try await bed.origin.accept()
        _ = try await upstream.request()
        try await upstream.send(Self.ok)
        #expect(try await client.answer().status == 200)
        return upstream
    }

    @Test("an upstream that closes before its answer is 502")
    func beforeHead() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            await upstream.close()
            let answer = try await client.answer()
            #expect(answer.status == 502)
            #expect(answer["Connection"] == nil, "the client did nothing wrong")
        }
    }

    @Test(
        "an upstream that dies within its answer cuts the client, which must not take it for whole",
        arguments: [
            ("Content-Length: 10", "hello", "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            ("Transfer-Encoding: chunked", "5\r\nhello\r\n", "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            ("Transfer-Encoding: chunked", "5\r\nhello\r\n", "GET /relay/x HTTP/1.0\r\n\r\n"),
        ])
    func withinBody(framing: String, body: String, request: String) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(request)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n\(body)")
            let head = try await client.head()
            _ = try await client.take { bytes, _ in bytes.count >= 5 ? 0 : nil }
            await upstream.close()
            let end = try await client.end()
            let isFramed = head["Content-Length"] != nil || head["Transfer-Encoding"] != nil
            #expect(end == .reset || isFramed, "a plain close would be the end of the body")
            let rest = String(decoding: client.unread, as: UTF8.self)
            #expect(!rest.contains("0\r\n\r\n"), "no last chunk")
        }
    }

    @Test(
        "an answer that ends with its connection is not whole when that connection breaks", arguments: ["1.1", "1.0"])
    func brokenUntilClose(version: String) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/\(version)\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\n\r\nhello")
            _ = try await client.head()
            _ = try await client.take { bytes, _ in bytes.count >= 5 ? 0 : nil }
            try await upstream.reset()
            let end = try await client.end()
            if version == "1.0" { #expect(end == .reset) }
            #expect(!String(decoding: client.unread, as: UTF8.self).contains("0\r\n\r\n"))
        }
    }

    @Test("a GET that met a connection the upstream had just closed is sent again on a fresh one")
    func staleGet() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let stale = try await idle(client, bed)
            try await client.send(Self.get)
            _ = try await stale.request()
            await stale.close()
            let fresh = try await bed.origin.accept()
            #expect(try await fresh.request().target == "/x")
            try await fresh.send(Self.ok)
            #expect(try await client.answer().text == "ok")
        }
    }

    @Test("a connection that was closed while idle is not used")
    func closedWhileIdle() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let stale = try await idle(client, bed)
            try await stale.finish()
            _ = try await stale.end()
            try await client.send("POST /relay/y HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nz")
            let fresh = try await bed.origin.accept()
            #expect(try await fresh.request().text == "z")
        }
    }

    @Test(
        "a request that may have been carried out is not sent again: 502",
        arguments: [
            "POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            "POST /relay/x HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "PUT /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "PATCH /relay/x HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func stalePost(request: String) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let stale = try await idle(client, bed)
            try await client.send(request)
            _ = try await stale.request()
            await stale.close()
            #expect(try await client.answer().status == 502)
            #expect(bed.origin.connections == 1)
        }
    }

    @Test("a request whose body had not begun to leave is sent again, body and all")
    func staleWithBodyToCome() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let stale = try await idle(client, bed)
            try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
            _ = try await stale.head()
            await stale.close()
            let fresh = try await bed.origin.accept()
            _ = try await fresh.head()
            try await client.send("abc")
            #expect(try await fresh.bytes(3) == Array("abc".utf8))
            try await fresh.send(Self.ok)
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("the second stale connection in a row is the end: a request is sent twice at most")
    func staleTwice() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let stale = try await idle(client, bed)
            try await client.send(Self.get)
            _ = try await stale.request()
            await stale.close()
            let fresh = try await bed.origin.accept()
            _ = try await fresh.request()
            await fresh.close()
            #expect(try await client.answer().status == 502)
            #expect(bed.origin.connections == 2)
        }
    }

    @Test("an origin that refuses to connect is 503, naming nothing internal, and readiness says so")
    func refused() async throws {
        let gone = try await Origin.start()
        let (url, port) = (gone.url, gone.port)
        await gone.stop()
        try await Testbed.with(environment: ["ORIGIN_URL": url]) { bed in
            let answer = try await bed.ask("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "1")
            #expect(try answer.json()["reason"] as? String == "upstream-unreachable")
            for secret in ["127.0.0.1", "\(port)", "origin", "refused"] {
                #expect(!answer.text.contains(secret), "\(secret)")
            }
            let ready = try await bed.askAdmin("/readyz")
            #expect(ready.status == 200)
            #expect(try ready.json()["status"] as? String == "degraded")
            #expect(ready.text.contains("upstream origin"))
        }
    }

    @Test("an upstream that is switched off is 503 naming it, and gets no Retry-After")
    func switchedOff() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.ask("GET /nowhere/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 503)
            #expect(answer.text.contains("nowhere"))
            #expect(answer.values("Retry-After").isEmpty)
            #expect(try answer.json()["reason"] as? String == "upstream-off")
        }
    }
}
