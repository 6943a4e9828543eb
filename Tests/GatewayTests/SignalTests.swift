import Testing

@Suite("Signals", .timeLimit(.minutes(1)))
struct SignalTests {
    /// A process with an answer under way and an idle client.
    private func withStream(
        _ body: (GatewayProcess, _ stream: (client: Wire, upstream: Wire), _ idle: Wire) async throws -> Void
    ) async throws {
        await Turnstile.processes.enter()
        let process = try await GatewayProcess.start()
        do {
            let idle = try await Wire.connect(to: process.address)
            try await idle.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer().status == 404)
            let client = try await Wire.connect(to: process.address)
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await process.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            _ = try await client.head()
            try await body(process, (client, upstream), idle)
            await client.close()
            await idle.close()
        } catch {
            Issue.record(error)
        }
        await process.cleanUp()
        await Turnstile.processes.leave()
    }

    @Test("SIGTERM lets an answer finish, and then the process ends with 0")
    func graceful() async throws {
        try await withStream { process, stream, idle in
            process.terminate()
            _ = try await idle.end()
            #expect(process.isRunning)
            try await stream.upstream.send("def")
            #expect(try await stream.client.bytes(6) == Array("abcdef".utf8))
            await stream.client.close()
            #expect(await process.exitStatus() == 0)
        }
    }

    @Test("a second SIGTERM ends the process at once, answer or not")
    func twice() async throws {
        try await withStream { process, stream, idle in
            process.terminate()
            _ = try await idle.end()
            process.terminate()
            #expect(await process.exitStatus() == 130)
            #expect(try await stream.client.rest() == Array("abc".utf8))
        }
    }
}
