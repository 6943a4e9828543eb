import Testing

@testable import Gateway

/// Long bodies of known length go from socket to socket past the gateway, which nobody may notice.
@Suite("Long bodies")
struct SplicedBodyTests {
    /// Larger than any buffer on the way, and no multiple of one.
    private static let size = (5 << 20) + 77
    private static let piece = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }

    /// Takes the body and compares it.
    private func expectBody(on wire: Wire) async throws {
        var position = 0
        while position < Self.size {
            let count = min(Self.piece.count, Self.size - position)
            let bytes = try await wire.bytes(count)
            #expect(bytes.elementsEqual(Self.piece.prefix(count)), "at \(position)")
            position += count
        }
    }

    @Test("an upload ends where its length says: what follows it is the next request")
    func pipelined() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/a HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size)\r\n\r\n")
            async let sent: Void = {
                _ = await client.pour(Self.size, piece: Self.piece)
                try await client.send("GET /relay/next HTTP/1.1\r\nHost: a\r\n\r\n")
            }()
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await expectBody(on: upstream)
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 201)
            try await sent
            #expect(try await upstream.request().target == "/next")
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await client.answer().text == "ok")
        }
    }

    @Test("long answers and such with long heads follow each other on one connection, and each line says its bytes")
    func inTurn() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let long = String(repeating: "h", count: 40_000)
            var upstream: Wire?
            for round in 1...3 {
                try await client.send("GET /stream/\(round) HTTP/1.1\r\nHost: a\r\nX-Long: \(long)\r\n\r\n")
                if upstream == nil { upstream = try await bed.origin.accept() }
                let wire = try #require(upstream)
                #expect(try await wire.request()["X-Long"] == long)
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\nX-Long: \(long)\r\n\r\n")
                async let poured = wire.pour(Self.size, piece: Self.piece)
                #expect(try await client.head()["X-Long"] == long)
                try await expectBody(on: client)
                #expect(await poured == Self.size)
            }
            #expect(bed.origin.connections == 1)
            await bed.stopGateway()
            #expect(try bed.log("access").map { $0["bytesOut"] as? Int } == [Self.size, Self.size, Self.size])
        }
    }

    @Test("an answer that is cut in the middle is cut for the client, who has what came before")
    func cutUpstream() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size + 1)\r\n\r\n")
            async let poured = upstream.pour(Self.size, piece: Self.piece)
            _ = try await client.head()
            try await expectBody(on: client)
            #expect(await poured == Self.size)
            await upstream.close()
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test("a client that goes in the middle of its upload cuts the upstream, which never has a whole request")
    func cutClient() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size + 1)\r\n\r\n")
            async let poured = client.pour(Self.size, piece: Self.piece)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await expectBody(on: upstream)
            #expect(await poured == Self.size)
            await client.close()
            #expect(try await upstream.rest().isEmpty)
            #expect(try await bed.askAdmin("/healthz").status == 200)
        }
    }

    @Test("a client that goes in the middle of a download lets go of the upstream")
    func cutDownload() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\n")
            let pouring = Task { await upstream.pour(1 << 30, piece: Self.piece) }
            _ = try await client.bytes(2 << 20)
            try await client.reset()
            _ = try await upstream.end()
            let poured = await pouring.value
            #expect(poured < 1 << 30)
            #expect(try await bed.askAdmin("/healthz").status == 200)
        }
    }

    @Test("an answer that comes before the upload is whole reaches the client, and the connection ends")
    func early() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(1 << 30)\r\n\r\n")
            let pouring = Task { await client.pour(1 << 30, piece: Self.piece) }
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            _ = try await upstream.bytes(2 << 20)
            try await upstream.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
            #expect(try await client.answer().status == 413)
            let poured = await pouring.value
            #expect(poured < 1 << 30)
        }
    }

    @Test("a request whose body has begun to leave is not sent again, however the body left")
    func notRepeated() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /stream/first HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await client.answer().text == "ok")
            // On the same upstream connection, the body apart from the head.
            try await client.send("PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size)\r\n\r\n")
            _ = try await upstream.head()
            try await client.send(Array(Self.piece.prefix(40_000)))
            _ = try await upstream.bytes(40_000)
            try await upstream.reset()
            #expect(try await client.answer().status == 502)
            #expect(bed.origin.connections == 1)
        }
    }

    @Test("what an upstream sends behind a long answer is nobody's: its connection is not used again")
    func surplus() async throws {
        try await Testbed.with([.upstreamConnections: "1", .deadlineUpstreamConnect: "60s"]) { bed in
            let client = try await bed.connect()
            let other = try await bed.connect()
            try await client.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            // It waits for the only connection.
            try await other.send("GET /relay/mine HTTP/1.1\r\nHost: a\r\n\r\n")
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            let rest = Array(repeating: Self.piece, count: Self.size / Self.piece.count + 1).joined().prefix(Self.size)
            let poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
            async let sent: Void = upstream.send(Array(rest) + Array(poison.utf8))
            _ = try await client.head()
            try await expectBody(on: client)
            try? await sent
            let second = try await bed.origin.accept()
            #expect(try await second.request().target == "/mine")
            try await second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await other.answer().text == "ok")
        }
    }

    @Test("after a long upload the connection is read as before it")
    func readsAsBefore() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/a HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size)\r\n\r\n")
            async let poured = client.pour(Self.size, piece: Self.piece)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await expectBody(on: upstream)
            #expect(await poured == Self.size)
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 201)
            // Each read becomes a chunk: how large they are shows how much is read at once.
            let chunk = [UInt8](repeating: 1, count: 1 << 20)
            try await client.send("PUT /stream/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await client.send(Array("100000\r\n".utf8) + chunk + Array("\r\n0\r\n\r\n".utf8))
            let request = try await upstream.request()
            #expect(request.body == chunk)
            #expect((request.chunks.map(\.count).max() ?? 0) > 4 << 10)
        }
    }

    @Test("a client that reads slowly, and all the time, is not cut by the deadline for those who do not read")
    func slowReader() async throws {
        try await Testbed.with([.deadlineBodyIdle: "2s"]) { bed in
            let client = try await bed.connect(reads: false, receiveBuffer: 4 << 10)
            try await client.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            let size = 8 << 20
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let pouring = Task { await upstream.pour(size) }
            // For some deadlines, and too little for the kernel to say that there is room again.
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(5) {
                let due = (ContinuousClock.now - start) / .seconds(1) * 200_000
                if Double(client.total) < due { try await client.readOnce() }
                _ = try await bed.askAdmin("/healthz")
            }
            try await client.startReading()
            _ = try await client.head()
            _ = try await client.bytes(size)
            #expect(await pouring.value == size)
        }
    }

    @Test("who reads slowly gets the end of his answer too, when the upstream has long been done")
    func slowEnd() async throws {
        try await Testbed.with([.deadlineBodyIdle: "2s", .deadlineKeepAlive: "2s"]) { bed in
            let client = try await bed.connect(reads: false, receiveBuffer: 4 << 10)
            try await client.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            let chunk = [UInt8](repeating: 1, count: 3 << 20)
            let head = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n300000\r\n".utf8)
            try await upstream.send(head + chunk + Array("\r\n0\r\n\r\n".utf8))
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(7) {
                let due = (ContinuousClock.now - start) / .seconds(1) * 60_000
                if Double(client.total) < due { try await client.readOnce() }
                _ = try await bed.askAdmin("/healthz")
            }
            try await client.startReading()
            #expect(try await client.answer().body == chunk)
        }
    }

    @Test("an upstream that has a long upload, and does not answer, has its time and no more")
    func noAnswer() async throws {
        try await Testbed.with([.deadlineBodyIdle: "600s", .deadlineResponseHead: "1s"]) { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size)\r\n\r\n")
            async let poured = client.pour(Self.size, piece: Self.piece)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await expectBody(on: upstream)
            #expect(await poured == Self.size)
            // An idle time more would be more than a test's patience.
            #expect(try await client.answer().status == 504)
        }
    }
}
