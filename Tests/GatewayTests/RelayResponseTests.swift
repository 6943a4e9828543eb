import Testing

@testable import Gateway

@Suite("Answers on their way back")
struct RelayResponseTests {
    /// What the client gets when the origin sends `response` and, with `closes`, closes.
    private func relayed(
        _ response: String, to request: String = "GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n", closes: Bool = false,
        _ check: (PlainMessage, Wire, Wire) async throws -> Void
    ) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(request)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(response)
            if closes { await upstream.close() }
            try await check(try await client.answer(toHead: request.hasPrefix("HEAD")), client, upstream)
        }
    }

    @Test("fields for the other hop stay behind, also those that Connection names; the rest comes through")
    func hopByHop() async throws {
        try await relayed(
            """
            HTTP/1.1 200 Fine\r
            Connection: keep-alive, X-Hop\r
            Keep-Alive: timeout=5\r
            Proxy-Authenticate: Basic\r
            Upgrade: h2c\r
            Trailer: x\r
            X-Hop: 1\r
            X-Kept: 2\r
            Set-Cookie: a=b\r
            Set-Cookie: c=d\r
            Server: theirs\r
            Content-Length: 2\r
            \r
            ok
            """
        ) { answer, _, _ in
            #expect(answer.startLine == "HTTP/1.1 200 Fine")
            for name in ["Connection", "Keep-Alive", "Proxy-Authenticate", "Upgrade", "Trailer", "X-Hop"] {
                #expect(answer.values(name).isEmpty, "\(name)")
            }
            #expect(answer["X-Kept"] == "2")
            #expect(answer.values("Set-Cookie") == ["a=b", "c=d"], "a session of a public service is the client's own")
            #expect(answer["Server"] == "theirs")
            #expect(answer["Via"] == "1.1 breakwater")
            #expect(answer.text == "ok")
        }
    }

    @Test("an answer without a date gets one, and keeps the one that it has")
    func date() async throws {
        for response in ["200 OK\r\nContent-Length: 0", "204 No\r\nX: y", "500 Oh\r\nTransfer-Encoding: chunked"] {
            let rest = response.hasPrefix("500") ? "0\r\n\r\n" : ""
            try await relayed("HTTP/1.1 \(response)\r\n\r\n\(rest)") { answer, _, _ in
                let date = answer["Date"] ?? ""
                #expect(date.utf8.count == 29 && date.hasSuffix(" GMT"), "\(response): \(date)")
            }
            let given = "Tue, 15 Nov 1994 08:12:31 GMT"
            try await relayed("HTTP/1.1 \(response)\r\nDate: \(given)\r\n\r\n\(rest)") { answer, _, _ in
                #expect(answer.values("Date") == [given], "\(response)")
            }
        }
    }

    @Test("a chunked answer stays chunked, with its trailers")
    func chunked() async throws {
        try await relayed(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 9\r\n\r\n"
        ) { answer, _, _ in
            #expect(answer["Transfer-Encoding"] == "chunked")
            #expect(answer.text == "hello!")
            #expect(answer.trailers.map(\.value) == ["9"])
            #expect(answer["Connection"] == nil)
        }
    }

    @Test("an answer that ends with its connection is chunked for HTTP/1.1, whose connection goes on")
    func untilClose() async throws {
        try await relayed("HTTP/1.1 200 OK\r\n\r\nhello", closes: true) { answer, _, _ in
            #expect(answer["Transfer-Encoding"] == "chunked")
            #expect(answer.text == "hello")
            #expect(answer["Connection"] == nil)
        }
    }

    @Test(
        "an answer of unknown length ends with the connection for HTTP/1.0",
        arguments: [
            "HTTP/1.1 200 OK\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ])
    func oldClient(response: String) async throws {
        try await relayed(
            response, to: "GET /relay/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", closes: true
        ) { answer, client, _ async throws in
            #expect(answer.values("Transfer-Encoding").isEmpty)
            #expect(answer["Connection"] == "close")
            #expect(answer.text == "hello")
            #expect(try await client.end() == .closed)
        }
    }

    @Test("the answer to HEAD has its length and no body, and the connection goes on")
    func head() async throws {
        try await relayed(
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", to: "HEAD /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"
        ) { answer, client, upstream in
            #expect(answer["Content-Length"] == "500")
            try await client.send("GET /relay/y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await upstream.request().target == "/y")
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ny")
            #expect(try await client.answer().text == "y")
        }
    }

    @Test("a status without a body has none, whatever its fields say", arguments: [204, 304])
    func noBody(status: Int) async throws {
        try await relayed("HTTP/1.1 \(status) Nothing\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\n") {
            answer, client, upstream in
            #expect(answer.status == status)
            #expect(answer["ETag"] == "\"x\"")
            if status == 204 { #expect(answer.values("Content-Length").isEmpty) }
            try await client.send("GET /relay/y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await upstream.request().target == "/y")
        }
    }

    @Test("interim answers are relayed in order before the final one")
    func interim() async throws {
        try await relayed(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ) { first, client, _ async throws in
            #expect(first.status == 103)
            // The route leads `/relay/a` to it.
            #expect(first["Link"] == "</relay/a>")
            #expect(try await client.answer().status == 102)
            #expect(try await client.answer().text == "ok")
        }
    }

    @Test("HTTP/1.0 clients get no interim answers")
    func interimToOldClient() async throws {
        try await relayed(
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            to: "GET /relay/x HTTP/1.0\r\n\r\n"
        ) { answer, _, _ in #expect(answer.status == 200) }
    }

    @Test("an answer that cannot be trusted is 502 and its connection is never used again")
    func untrusted() async throws {
        let rows = [
            ("101 to a request that asked for nothing", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
            ("a flood of interim answers", String(repeating: "HTTP/1.1 103 x\r\n\r\n", count: 9)),
            (
                "length and coding",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            ("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
            ("an unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc"),
            ("bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
            ("a folded field", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
            ("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n"), ("HTTP/2", "HTTP/2 200\r\n\r\n"),
            ("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"), ("a status of 600", "HTTP/1.1 600 OK\r\n\r\n"),
        ]
        try await Testbed.with { bed in
            let client = try await bed.connect()
            for (name, response) in rows {
                try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
                let upstream = try await bed.origin.accept()
                _ = try await upstream.request()
                try await upstream.send(response)
                var answer = try await client.answer()
                while answer.status == 103 { answer = try await client.answer() }
                #expect(answer.status == 502, "\(name)")
                #expect(answer["Connection"] == nil, "\(name): the client's connection goes on")
                _ = try await upstream.end()
            }
        }
    }

    @Test("bytes behind an answer are not taken for the next one")
    func excess() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
            #expect(try await client.answer().text == "ok")
            try await client.send("GET /relay/y HTTP/1.1\r\nHost: a\r\n\r\n")
            let fresh = try await bed.origin.accept()
            #expect(try await fresh.request().target == "/y")
            try await fresh.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")
            #expect(try await client.answer().text == "good")
        }
    }

    @Test("an answer that comes byte by byte is the same answer")
    func byteByByte() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            for byte in Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n".utf8)
            {
                try await upstream.send([byte])
            }
            let answer = try await client.answer()
            #expect(answer.text == "abc")
            #expect(answer.trailers.map(\.value) == ["y"])
        }
    }
}
