import Testing

@testable import Gateway

/// The bodies are far larger than what the kernel and the gateway may hold between two ends of which one does not read;
/// a gateway without back-pressure would take all of it. The idle deadline ends the wait: once it has cut the
/// connections, what was taken is known.
@Suite("Back-pressure")
struct BackPressureTests {
    private static let size = 64 << 20
    /// The kernel's buffers of two connections grow to some megabytes each; the gateway's own part is 128 KiB.
    private static let held = 24 << 20

    @Test("a client that does not read stops the gateway from reading the answer")
    func download() async throws {
        try await Testbed.with([.deadlineBodyIdle: "1s"]) { bed in
            let client = try await bed.connect(reads: false, receiveBuffer: 64 << 10)
            try await client.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            let taken = await upstream.pour(Self.size)
            #expect(taken < Self.held, "\(taken) bytes were taken")
        }
    }

    @Test("an origin that does not read stops the gateway from reading the body: 504 when it stays so")
    func upload() async throws {
        try await Testbed.with([.deadlineBodyIdle: "1s"], originReads: false) { bed in
            let client = try await bed.connect()
            try await client.send("PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size)\r\n\r\n")
            async let poured = client.pour(Self.size)
            #expect(try await client.answer().status == 504)
            let taken = await poured
            #expect(taken < Self.held, "\(taken) bytes were taken")
        }
    }

    @Test("a body larger than all buffers arrives whole when the reader comes back", arguments: ["down", "up"])
    func resumes(direction: String) async throws {
        try await Testbed.with(originReads: direction == "down") { bed in
            let size = 32 << 20
            let piece = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
            let client = try await bed.connect(reads: direction == "up", receiveBuffer: 64 << 10)
            try await client.send(
                direction == "down"
                    ? "GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n"
                    : "PUT /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
            var upstream: Wire?
            if direction == "down" {
                let wire = try await bed.origin.accept()
                _ = try await wire.request()
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
                upstream = wire
            }
            let sender = upstream ?? client
            async let poured = sender.pour(size, piece: piece)
            // Nothing reads yet. That the sender is stuck by now is likely and not needed.
            #expect(try await bed.askAdmin("/healthz").status == 200)
            if direction == "down" { try await client.startReading() } else { try await bed.origin.startReading() }
            let receiver = direction == "down" ? client : try await bed.origin.accept()
            _ = try await receiver.head()
            var position = 0
            while position < size {
                let count = min(piece.count, size - position)
                let bytes = try await receiver.bytes(count)
                #expect(bytes.elementsEqual(piece.prefix(count)), "at \(position)")
                position += count
            }
            #expect(await poured == size)
        }
    }

    @Test("a client that does not read does not slow down another")
    func others() async throws {
        try await Testbed.with { bed in
            let stuck = try await bed.connect(reads: false, receiveBuffer: 64 << 10)
            try await stuck.send("GET /stream/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let first = try await bed.origin.accept()
            _ = try await first.request()
            try await first.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            let pouring = Task { await first.pour(Self.size) }
            let client = try await bed.connect()
            try await client.send("GET /relay/0 HTTP/1.1\r\nHost: a\r\n\r\n")
            let second = try await bed.origin.accept()
            for number in 1...200 {
                _ = try await second.request()
                try await second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                #expect(try await client.answer().text == "ok")
                try await client.send("GET /relay/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            await first.close()
            _ = await pouring.value
        }
    }
}
