import Testing

@testable import Gateway

@Suite("Expect: 100-continue")
struct ExpectTests {
    private static let head =
        "PUT /relay/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"

    @Test("the upstream's 100 reaches the client, then the body the upstream")
    func relayed() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(Self.head)
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.head()["Expect"] == "100-continue")
            try await upstream.send("HTTP/1.1 100 Continue\r\n\r\n")
            #expect(try await client.answer().status == 100)
            try await client.send("hello")
            #expect(try await upstream.bytes(5) == Array("hello".utf8))
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 201)
            #expect(answer["Connection"] == nil)
        }
    }

    @Test("a final answer instead of 100 reaches the client, and both connections end")
    func refusedByUpstream() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(Self.head)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.head()
            try await upstream.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
            let answer = try await client.answer()
            #expect(answer.status == 403)
            #expect(answer.text == "no")
            #expect(answer["Connection"] == "close", "what the client sends next could be the body")
            #expect(try await client.end() == .closed)
            #expect(try await upstream.rest().isEmpty)
        }
    }

    @Test("a request that the gateway refuses gets no 100")
    func refusedHere() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "POST /guarded/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 401)
            #expect(answer["Connection"] == "close")
            #expect(try await client.end() == .closed)
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("a local endpoint asks for the body itself")
    func localEndpoint() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            let body = "{\"user\":\"nobody\",\"password\":\"x\"}"
            try await client.send(
                "POST /v1/authorization HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
            #expect(try await client.answer().status == 100)
            try await client.send(body)
            #expect(try await client.answer().status == 401)
        }
    }
}
