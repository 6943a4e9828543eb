import Domain
import Testing

@testable import Gateway

/// A rule that looks into the body is asked when all of it is there; only then does anything go upstream.
@Suite("Decisions that wait for the body")
struct BodyGateTests {
    private struct Arrival {
        let name: String
        let framing: String
        /// What is written at once; the first piece goes with the head.
        let pieces: [String]
    }

    /// The `p` is spelt in a way that only a reader of JSON understands; blanks and what nobody declared are kept.
    private static let body = #"{ "scope" : "\u0070","other":[1.50,{"scope":"g"}]}"# + "\r\n"

    private static let arrivals: [Arrival] = {
        let length = "Content-Length: \(body.utf8.count)"
        let chunked = "Transfer-Encoding: chunked"
        let size = String(body.utf8.count, radix: 16)
        let middle = body.index(body.startIndex, offsetBy: 9)
        let letters = body.unicodeScalars.map { String($0) }
        return [
            Arrival(name: "with its head", framing: length, pieces: [body]),
            Arrival(name: "behind its head", framing: length, pieces: ["", body]),
            Arrival(
                name: "half with its head", framing: length,
                pieces: [String(body[..<middle]), String(body[middle...])]),
            Arrival(name: "letter by letter", framing: length, pieces: [""] + letters),
            Arrival(name: "as one chunk with the head", framing: chunked, pieces: ["\(size)\r\n\(body)\r\n0\r\n\r\n"]),
            Arrival(
                name: "letter by letter in chunks", framing: chunked,
                pieces: letters.map { "1;a=b\r\n\($0)\r\n" } + ["0\r\nX-Sum: 1\r\n\r\n"]),
            Arrival(
                name: "with the last chunk late", framing: chunked,
                pieces: ["\(size)\r\n\(body)\r\n", "0\r\n", "\r\n"]),
        ]
    }()

    @Test("however the body arrives, the upstream sees nothing before its end, and then exactly its bytes")
    func arrivals() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let token = try bed.token(.businessAdmin)
            for (number, arrival) in Self.arrivals.enumerated() {
                let client = try await bed.connect()
                let other = try await bed.connect()
                try await client.send(GatedRoute.head(token, arrival.framing) + (arrival.pieces.first ?? ""))
                for piece in arrival.pieces.dropFirst() {
                    try await other.send(GatedRoute.unknown)
                    #expect(try await other.answer().status == 404)
                    #expect(bed.origin.connections == number, "\(arrival.name): before \(piece.debugDescription)")
                    try await client.send(piece)
                }
                let upstream = try await bed.origin.accept()
                let request = try await upstream.request()
                #expect(request.startLine == "POST /x HTTP/1.1", "\(arrival.name)")
                #expect(request.body == Array(Self.body.utf8), "\(arrival.name)")
                #expect(request.values("Authorization").isEmpty)
                // The next one makes a connection of its own, so that they can be counted.
                try await upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
                #expect(try await client.answer().text == "ok", "\(arrival.name)")
            }
        }
    }

    @Test("a client that waits for 100 gets it from the gateway, and the upstream gets head and body together")
    func expectation() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let client = try await bed.connect()
            let framing = "Expect: 100-continue\r\nContent-Length: \(Self.body.utf8.count)"
            try await client.send(GatedRoute.head(try bed.token(.businessAdmin), framing))
            #expect(try await client.answer().status == 100)
            #expect(bed.origin.connections == 0)
            try await client.send(Self.body)
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.request().body == Array(Self.body.utf8))
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 201)
        }
    }

    @Test("one that sends its body without waiting gets no 100")
    func impatient() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let client = try await bed.connect()
            let framing = "Expect: 100-continue\r\nContent-Length: \(Self.body.utf8.count)"
            try await client.send(GatedRoute.head(try bed.token(.businessAdmin), framing) + Self.body)
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.request().body == Array(Self.body.utf8))
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 201)
        }
    }

    @Test("requests that were sent one behind the other are decided and answered in their order")
    func pipelined() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let token = try bed.token(.businessAdmin)
            let client = try await bed.connect()
            let bodies = [#"{"scope":"p","n":1}"#, #"{"scope":"g","n":2}"#, "", #"{"scope":"p","n":4}"#]
            try await client.send(bodies.map { GatedRoute.request(token, $0) }.joined() + GatedRoute.unknown)
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.request().text == bodies[0])
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
            #expect(try await client.answer().text == "1")
            for _ in 2...3 {
                let refused = try await client.answer()
                #expect(refused.status == 403)
                #expect(refused.reason == "condition")
                #expect(refused["Connection"] == nil, "its body was read: the connection goes on")
            }
            #expect(try await upstream.request().text == bodies[3])
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n4")
            #expect(try await client.answer().text == "4")
            #expect(try await client.answer().status == 404)
        }
    }

    /// The rules for anybody come first, so whether a token is asked for is not known before the body.
    @Test("where the body may open the door to anybody, a token is looked at only when it has not")
    func anybody() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(
                """
                - id: votes
                  match: { methods: [POST], path: "/votes" }
                  body: { kind: text }
                  to: { answer: { status: 200, body: counted } }
                  access: { allow: [{ roles: [anonymous], when: "body.kind == 'open'" }, { roles: [business-admin] }] }
                """)
            let open = #"{"kind":"open"}"#
            let closed = #"{"kind":"closed"}"#
            let rows: [(token: String?, body: String, status: Int, reason: String?)] = [
                (nil, open, 200, nil), ("x.y.z", open, 200, nil), (nil, closed, 401, "token-missing"),
                ("x.y.z", closed, 401, "token-invalid"), (try bed.token(.pending), closed, 403, "role"),
                (try bed.token(.businessAdmin), closed, 200, nil), (try bed.token(.businessAdmin), "{", 422, "field"),
            ]
            for row in rows {
                let answer = try await bed.answer(to: Call("POST", "/votes", token: row.token, body: row.body))
                #expect(answer.status == row.status && answer.reason == row.reason, "\(row.body) \(row.status)")
            }
        }
    }

    @Test("whom a rule lets in that does not look into the body is not kept waiting, and may send what he likes")
    func streamed() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let client = try await bed.connect()
            try await client.send(GatedRoute.head(try bed.token(.systemAdmin), "Content-Length: 8") + "not ")
            let upstream = try await bed.origin.accept()
            #expect(try await upstream.head()["Content-Length"] == "8")
            try await client.send("JSON")
            #expect(try await upstream.bytes(8) == Array("not JSON".utf8))
        }
    }
}
