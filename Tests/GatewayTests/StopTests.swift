import Testing

@testable import Gateway

@Suite("Stopping")
struct StopTests {
    private static let get = "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Whether a connect is refused, or ended without a byte, by a gateway that is stopping.
    private func isRefused(_ bed: Testbed) async -> Bool {
        guard let wire = try? await bed.connect() else { return true }
        try? await wire.send(Self.get)
        let rest = try? await wire.rest()
        return rest?.isEmpty ?? true
    }

    @Test("a stop lets answers that run finish, closes idle connections at once, on every loop, and refuses new ones")
    func drains() async throws {
        try await Testbed.with([.deadlineDrain: "20s", .eventLoops: "2"]) { bed in
            var streams: [(client: Wire, upstream: Wire)] = []
            for _ in 0..<8 {
                let client = try await bed.connect()
                try await client.send(Self.get)
                let upstream = try await bed.origin.accept()
                _ = try await upstream.request()
                try await upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
                _ = try await client.head()
                streams.append((client, upstream))
            }
            var idle: [Wire] = []
            for _ in 0..<16 {
                let client = try await bed.connect()
                try await client.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.answer().status == 404)
                idle.append(client)
            }
            let stop = Task { await bed.stopGateway() }
            for client in idle { #expect(try await client.end() == .closed) }
            #expect(await isRefused(bed))
            for (client, upstream) in streams {
                try await upstream.send("1\r\nb\r\n0\r\n\r\n")
                #expect(try await client.rest() == Array("1\r\na\r\n1\r\nb\r\n0\r\n\r\n".utf8))
            }
            await stop.value
        }
    }

    @Test("a stop ends while health and metrics are being asked")
    func scraped() async throws {
        for _ in 0..<5 {
            try await Testbed.with([.deadlineDrain: "1s"]) { bed in
                let scrapes = (0..<4).map { number in
                    Task {
                        // Until the admin listener is gone.
                        while (try? await bed.askAdmin(number % 2 == 0 ? "/metrics" : "/readyz")) != nil {}
                    }
                }
                _ = try await bed.askAdmin("/metrics")
                await bed.stopGateway()
                for scrape in scrapes { await scrape.value }
            }
        }
    }

    @Test("the last answers before a stop say that the connection closes")
    func lastAnswer() async throws {
        try await Testbed.with([.deadlineDrain: "20s"]) { bed in
            let client = try await bed.connect()
            try await client.send(Self.get)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            let idle = try await bed.connect()
            try await idle.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer().status == 404)
            let stop = Task { await bed.stopGateway() }
            #expect(try await idle.end() == .closed)
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            let answer = try await client.answer()
            #expect(answer.text == "ok")
            #expect(answer["Connection"] == "close")
            #expect(try await client.end() == .closed)
            await stop.value
        }
    }

    @Test(
        "what runs beyond the drain deadline is ended: an answer is cut, one that has not begun is 503",
        arguments: [
            true, false,
        ])
    func overdue(hasBegun: Bool) async throws {
        try await Testbed.with([.deadlineDrain: "0"]) { bed in
            let client = try await bed.connect()
            try await client.send(Self.get)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            if hasBegun {
                try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                _ = try await client.head()
            }
            await bed.stopGateway()
            if hasBegun {
                #expect(try await client.rest() == Array("abc".utf8))
            } else {
                #expect(try await client.answer().status == 503)
            }
            _ = try await upstream.end()
            #expect(try bed.log("access").last?["error"] as? String == "draining")
        }
    }

    @Test("a stop does not wait for a login that runs")
    func duringLogin() async throws {
        try await Testbed.with([.deadlineDrain: "0"]) { bed in
            let client = try await bed.connect()
            let body = "{\"user\":\"nobody\",\"password\":\"x\"}"
            try await client.send(
                "POST /v1/authorization HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(try await bed.askAdmin("/healthz").status == 200)
            await bed.stopGateway()
            _ = try await client.end()
        }
    }
}
