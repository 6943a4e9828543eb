import Testing

@testable import Gateway

@Suite("The pool's bounds")
struct PoolTests {
    private static let get = "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("more requests than connections wait their turn on those there are")
    func bound() async throws {
        try await Testbed.with([.upstreamConnections: "2"]) { bed in
            var clients: [Wire] = []
            for number in 1...5 {
                let client = try await bed.connect()
                try await client.send("GET /relay/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                clients.append(client)
            }
            let upstreams = [try await bed.origin.accept(), try await bed.origin.accept()]
            var served: Set<String> = []
            for turn in 0..<5 {
                let upstream = upstreams[turn % 2]
                let target = try await upstream.request().target
                served.insert(target)
                try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: \(target.utf8.count)\r\n\r\n\(target)")
            }
            for (index, client) in clients.enumerated() { #expect(try await client.answer().text == "/\(index + 1)") }
            #expect(served.count == 5)
            #expect(bed.origin.connections == 2)
        }
    }

    @Test("one more than may wait is 503 at once, and its body is thrown away, not left to break the connection")
    func fullQueue() async throws {
        try await Testbed.with([.upstreamConnections: "1", .upstreamWaiting: "1"]) { bed in
            let first = try await bed.connect()
            try await first.send(Self.get)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            let second = try await bed.connect()
            try await second.send(Self.get)
            try await waitForWaiting(bed)
            let third = try await bed.connect()
            try await third.send("POST /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nabc")
            let answer = try await third.answer()
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "1")
            #expect(answer["Connection"] == "close")
            #expect(await third.pour(100 << 20) < 32 << 20, "it is cut, after what was in flight")
            try await upstream.send(Self.ok)
            #expect(try await first.answer().status == 200)
            _ = try await upstream.request()
            try await upstream.send(Self.ok)
            #expect(try await second.answer().status == 200)
        }
    }

    @Test("a request that waits too long for a connection is 503")
    func queueTime() async throws {
        try await Testbed.with([.upstreamConnections: "1", .deadlineUpstreamConnect: "100ms"]) { bed in
            let first = try await bed.connect()
            try await first.send(Self.get)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            let second = try await bed.connect()
            try await second.send(Self.get)
            let answer = try await second.answer()
            #expect(answer.status == 503)
            #expect(try answer.json()["reason"] as? String == "upstream-busy")
            #expect(answer["Connection"] == nil)
            try await upstream.send(Self.ok)
            #expect(try await first.answer().status == 200)
        }
    }

    @Test("a client that gives up while it waits leaves its turn to the next")
    func givesUp() async throws {
        try await Testbed.with([.upstreamConnections: "1"]) { bed in
            let first = try await bed.connect()
            try await first.send(Self.get)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            let second = try await bed.connect()
            try await second.send("GET /relay/second HTTP/1.1\r\nHost: a\r\n\r\n")
            try await waitForWaiting(bed)
            await second.close()
            try await waitForWaiting(bed, 0)
            let third = try await bed.connect()
            try await third.send("GET /relay/third HTTP/1.1\r\nHost: a\r\n\r\n")
            try await waitForWaiting(bed)
            try await upstream.send(Self.ok)
            #expect(try await upstream.request().target == "/third")
        }
    }

    /// Asks until the gateway says that so many requests wait: what was sent has then been read.
    private func waitForWaiting(_ bed: Testbed, _ count: Int = 1) async throws {
        let line = "breakwater_upstream_connections{upstream=\"origin\",state=\"waiting\"} \(count)"
        for _ in 0..<2_000 where try await bed.askAdmin("/metrics").text.contains(line) { return }
        throw Wire.Missing(description: line)
    }
}
