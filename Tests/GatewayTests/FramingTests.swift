import Testing

@Suite("Framing")
struct FramingTests {
    /// Sends each row in one write and checks that it is refused, the connection closed, and the origin left alone.
    private func check(_ rows: [FramingRow]) async throws {
        try await Testbed.with { bed in
            for row in rows {
                let client = try await bed.connect()
                try await client.send(row.bytes)
                do {
                    let answer = try await client.answer()
                    #expect(row.statuses.contains(answer.status), "\(row.name): \(answer.startLine)")
                    #expect(answer["Connection"] == "close", "\(row.name)")
                    #expect(try await client.end() == .closed, "\(row.name)")
                    #expect(client.unread.isEmpty, "\(row.name): \(client.unread.count) bytes behind the answer")
                } catch {
                    Issue.record("\(row.name): \(error)")
                }
                await client.close()
                #expect(bed.origin.connections == 0, "\(row.name): something went upstream")
            }
            // One loop serves both, so whatever a row had sent upstream would be there before this.
            let client = try await bed.connect()
            try await client.send("GET /relay/mark HTTP/1.1\r\nHost: a\r\n\r\n")
            let request = try await bed.origin.accept().request()
            #expect(request.target == "/mark")
            #expect(bed.origin.connections == 1)
        }
    }

    @Test("a request that two readers could frame differently is refused with nothing sent upstream")
    func framing() async throws {
        try await check(FramingRow.framing)
    }

    @Test("a malformed body that came with its head is refused with nothing sent upstream")
    func bodies() async throws {
        try await check(FramingRow.bodies)
    }

    @Test("a head that is not plain HTTP/1.1 is refused with nothing sent upstream")
    func heads() async throws {
        try await check(FramingRow.heads)
    }

    @Test("a path that has another form is refused with nothing sent upstream")
    func paths() async throws {
        try await check(FramingRow.paths)
    }

    @Test("bytes behind an upgrade that was not granted are read as HTTP, not relayed")
    func upgrade() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "GET /relay/chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u{1}\u{2}frame\r\n\r\n"
            )
            let upstream = try await bed.origin.accept()
            let request = try await upstream.request()
            #expect(request["Upgrade"] == nil)
            #expect(request["Connection"] == nil)
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await client.answer().text == "ok")
            #expect(try await client.answer().status == 400)
            #expect(try await client.end() == .closed)
            #expect(upstream.unread.isEmpty)
        }
    }

    @Test("a chunk that turns out malformed cuts the upstream, which never sees a whole message")
    func malformedLater() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            let upstream = try await bed.origin.accept()
            let head = try await upstream.head()
            #expect(head["Transfer-Encoding"] == "chunked")
            #expect(try await upstream.bytes(8) == Array("3\r\nabc\r\n".utf8))
            try await client.send("0x3\r\nabc\r\n0\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 400)
            #expect(answer["Connection"] == "close")
            #expect(try await client.end() == .closed)
            #expect(try await upstream.rest().isEmpty)
        }
    }

    @Test("a chunk that turns out malformed after the answer began cuts both sides")
    func malformedAfterAnswerBegan() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
            _ = try await client.head()
            _ = try await client.bytes(5)
            try await client.send("zz\r\n")
            #expect(try await client.rest().isEmpty, "half an answer stays half an answer")
            let body = try await upstream.rest()
            #expect(body == Array("3\r\nabc\r\n".utf8))
        }
    }

    @Test("a refused request leaves the gateway able to log it and to go on", arguments: ["first", "second"])
    func refusalIsLogged(place: String) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            if place == "second" {
                try await client.send("GET /unknown-long-enough-to-differ HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.answer().status == 404)
            }
            try await client.send("GET /a/path/that/is/longer HTTP/1.1\r\nHost: a\r\nbad field\r\n\r\n")
            #expect(try await client.answer().status == 400)
            _ = try await client.end()
            await bed.stopGateway()
            let line = try #require(try bed.log("access").last)
            #expect(line["status"] as? Int == 400)
            #expect(line["error"] as? String == "malformed-request")
            #expect(line["path"] as? String != "/unknown-long-enough-to-differ", "that was the request before")
        }
    }
}
