import Synchronization
import Testing

@testable import Gateway

/// What the table of `FramingTests` did not think of. Seeded: a failure comes again.
@Suite("Damaged messages")
struct DamageTests {
    private static let requests = [
        "GET /relay/a/b?c=d HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\nX-A: 1\r\n\r\n",
        "POST /relay/x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
        "POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n",
        "PUT /relay/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
        "GET /relay/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /relay/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET http://a/relay/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer a.b.c\r\n\r\n",
        "POST /v1/authorization HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
    ].map { Array($0.utf8) }

    private static let responses = [
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nETag: \"a\"\r\n\r\n",
        "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nuntil the end",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nConnection: close, x-a\r\n\r\n",
    ].map { Array($0.utf8) }

    /// What should not have come.
    private final class Faults: Sendable {
        private let list = Mutex<[String]>([])

        var all: [String] { list.withLock(\.self) }
        func add(_ fault: String) { list.withLock { $0.append(fault) } }
    }

    @Test("whatever comes, the gateway lives, logs lines of JSON, and upstreams see only whole and plain requests")
    func requests() async throws {
        try await Testbed.with { bed in
            let faults = Faults()
            let origin = Task {
                let authority = bed.origin.authority
                await withTaskGroup { group in
                    while !Task.isCancelled, let upstream = try? await bed.origin.accept() {
                        group.addTask { await Self.serve(upstream, authority, faults) }
                    }
                }
            }
            var mutation = Mutation(seed: 2026)
            for _ in 0..<1_500 {
                let message = mutation.damaged(mutation.choice(Self.requests))
                let client = try await bed.connect()
                try await client.send(message)
                // The end of what is sent ends every wait for more.
                try await client.finish()
                _ = try await client.rest()
                await client.close()
            }
            #expect(try await bed.askAdmin("/healthz").status == 200)
            await bed.stopGateway()
            origin.cancel()
            await bed.origin.stop()
            #expect(faults.all == [])
            #expect(try bed.log("access").count >= 1_000)
            #expect(bed.origin.connections > 10, "some are whole enough to be relayed")
        }
    }

    /// Answers every request until the gateway closes, and notes what should not have come.
    private static func serve(_ upstream: Wire, _ authority: String, _ faults: Faults) async {
        do {
            while true {
                let request = try await upstream.request()
                let isPlain =
                    request.values("Host") == [authority] && request["X-Request-Id"] != nil
                    && request.values("X-Forwarded-For") == ["127.0.0.1"] && request.values("Authorization").isEmpty
                    && request.target.hasPrefix("/") && !request.target.contains("..")
                if !isPlain { faults.add("\(request)") }
                try await upstream.send("HTTP/1.1 204 No Content\r\n\r\n")
            }
        } catch let fault as PlainMessage.Fault {
            faults.add("\(fault)")
        } catch {
            // The gateway closed, within a request or between two.
        }
    }

    @Test("whatever an upstream sends, the gateway lives and clients see whole and plain answers or a cut")
    func responses() async throws {
        try await Testbed.with { bed in
            var mutation = Mutation(seed: 6202)
            for _ in 0..<1_000 {
                let response = mutation.damaged(mutation.choice(Self.responses))
                let client = try await bed.connect()
                // A POST is never sent twice, so that each answer is to this one.
                try await client.send("POST /relay/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                let upstream = try await bed.origin.accept()
                _ = try await upstream.request()
                try? await upstream.send(response)
                await upstream.close()
                var bytes = try await client.rest()
                await client.close()
                // Throws when what the client got is not HTTP.
                while let (message, count) = try PlainMessage.read(bytes, .response, hasEnded: false) {
                    #expect((100..<600).contains(message.status))
                    bytes.removeFirst(count)
                }
            }
            #expect(try await bed.askAdmin("/healthz").status == 200)
        }
    }
}
