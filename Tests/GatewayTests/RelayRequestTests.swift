import Testing

@testable import Gateway

@Suite("Requests on their way to an upstream")
struct RelayRequestTests {
    /// What the origin gets for one request.
    private func relayed(_ text: String) async throws -> PlainMessage {
        try await Testbed.with { bed in try await relayed(text, bed) }
    }

    private func relayed(_ text: String, _ bed: Testbed) async throws -> PlainMessage {
        let client = try await bed.connect()
        try await client.send(text)
        let upstream = try await bed.origin.accept()
        let request = try await upstream.request()
        try await upstream.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        #expect(try await client.answer().status == 204)
        return request
    }

    @Test("fields for this hop only stay behind, also those that Connection names")
    func hopByHop() async throws {
        let request = try await relayed(
            """
            GET /relay/x HTTP/1.1\r
            Host: a\r
            Connection: keep-alive, X-Session , x-other\r
            Connection: upgrade\r
            Keep-Alive: timeout=5\r
            Proxy-Connection: keep-alive\r
            Proxy-Authorization: Basic eDp5\r
            TE: trailers\r
            Trailer: X-Sum\r
            Upgrade: h2c\r
            HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r
            X-Session: 1\r
            x-OTHER: 2\r
            X-Session-Kept: 3\r
            Accept: */*\r
            \r

            """)
        for name in [
            "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Trailer", "Upgrade",
            "HTTP2-Settings", "X-Session", "X-Other",
        ] { #expect(request.values(name).isEmpty, "\(name)") }
        #expect(request["X-Session-Kept"] == "3")
        #expect(request["Accept"] == "*/*")
    }

    @Test("the client's credentials never reach the origin")
    func credentials() async throws {
        let request = try await relayed(
            "GET /relay/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\ncookie: a=b\r\nCookie: c=d\r\n\r\n")
        #expect(request.values("Authorization").isEmpty)
        #expect(request.values("Cookie").isEmpty)
    }

    @Test("what the gateway says about the client replaces whatever the client said, however it is spelled")
    func forwarded() async throws {
        let request = try await relayed(
            """
            GET /relay/x HTTP/1.1\r
            Host: shop.example:8080\r
            X-Forwarded-For: 10.0.0.1\r
            x-forwarded-for: 10.0.0.2\r
            X_Forwarded_For: 10.0.0.3\r
            X.Forwarded.For: 10.0.0.4\r
            X-Forwarded-Proto: https\r
            X-Forwarded-Host: evil.example\r
            X-Forwarded-Port: 443\r
            X-Forwarded-Prefix: /x\r
            X-Forwarded-User: root\r
            X-Real-IP: 10.0.0.5\r
            X_Real_User: root\r
            Forwarded: for=10.0.0.6\r
            X-Original-URL: /admin\r
            X-Rewrite-URL: /admin\r
            X-HTTP-Method-Override: DELETE\r
            X-Remote-User: root\r
            \r

            """)
        #expect(request.values("X-Forwarded-For") == ["127.0.0.1"])
        #expect(request.values("X-Forwarded-Proto") == ["http"])
        #expect(request.values("X-Forwarded-Host") == ["shop.example:8080"])
        for name in request.names {
            let folded = String(name.map { $0 == "_" || $0 == "." ? "-" : $0 })
            #expect(
                ![
                    "x-forwarded-port", "x-forwarded-prefix", "x-forwarded-user", "x-real-ip", "x-real-user",
                    "forwarded",
                    "x-original-url", "x-rewrite-url", "x-http-method-override", "x-remote-user",
                ].contains(folded), "\(name)")
        }
        #expect(!request.fields.contains { $0.value.contains("10.0.0.") })
    }

    @Test("Host is the upstream's, and Via says who relayed")
    func hostAndVia() async throws {
        try await Testbed.with { bed in
            let request = try await relayed("GET /relay/x HTTP/1.1\r\nHost: a\r\nVia: 1.0 cache\r\n\r\n", bed)
            #expect(request.values("Host") == [bed.origin.authority])
            #expect(request.values("Via") == ["1.0 cache", "1.1 breakwater"])
        }
    }

    @Test("an absolute-form target whose host is Host's is relayed in origin-form")
    func absoluteForm() async throws {
        let request = try await relayed("GET http://Shop.example/relay/x?y HTTP/1.1\r\nHost: shop.EXAMPLE\r\n\r\n")
        #expect(request.startLine == "GET /x?y HTTP/1.1")
    }

    @Test("an HTTP/1.0 request without Host goes upstream as HTTP/1.1")
    func oldVersion() async throws {
        let request = try await relayed("GET /relay/x HTTP/1.0\r\n\r\n")
        #expect(request.startLine == "GET /x HTTP/1.1")
        #expect(request.values("Host").count == 1)
    }

    @Test("the path is written anew from its decoded segments")
    func path() async throws {
        let rows = [
            ("/relay/a/b", "/a/b"), ("/relay/%61%62", "/ab"), ("/relay/a%20b", "/a%20b"), ("/relay/a%2520b", "/a%20b"),
            ("/relay/%e4%bd%a0", "/%E4%BD%A0"), ("/relay/a+b", "/a+b"), ("/relay/a%2Bb", "/a+b"), ("/relay/~x", "/~x"),
            ("/relay/%7ex", "/~x"), ("/relay/x/", "/x/"), ("/relay/a%3fb", "/a%3Fb"), ("/relay/a:b@c", "/a:b@c"),
            ("/%72elay/x", "/x"),
        ]
        try await check(targets: rows)
    }

    @Test("the query passes, is dropped or is cut to names, as the route says")
    func query() async throws {
        let rows = [
            ("/relay/x?a=b&c=%20d&e", "/x?a=b&c=%20d&e"), ("/relay/x?", "/x"), ("/relay/x?a=/?b", "/x?a=/?b"),
            ("/no-query/x?a=b", "/x"), ("/some-query/x?page=1&a=b&q=c&page=2", "/x?page=1&q=c&page=2"),
            ("/some-query/x?%70age=1", "/x?%70age=1"), ("/some-query/x?pages=1", "/x"), ("/some-query/x?q", "/x?q"),
        ]
        try await check(targets: rows)
    }

    private func check(targets rows: [(sent: String, received: String)]) async throws {
        try await Testbed.with { bed in
            for row in rows {
                let request = try await relayed("GET \(row.sent) HTTP/1.1\r\nHost: a\r\n\r\n", bed)
                #expect(request.target == row.received, "\(row.sent)")
            }
        }
    }

    @Test("a plain request id is kept, any other replaced, and both sides see the same one")
    func requestID() async throws {
        let plain = ["2f1c9f0e-5f0b-4d6e-9c5a-0a8e3d3b7c11", "trace/1:2.3_4", String(repeating: "a", count: 64)]
        let other = [String(repeating: "a", count: 65), "a b", "a\"b", "<script>", "\u{e9}", "", nil]
        try await Testbed.with { bed in
            let client = try await bed.connect()
            var upstream: Wire?
            for given in plain + other {
                let line = given.map { "X-Request-Id: \($0)\r\n" } ?? ""
                try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\(line)\r\n")
                let wire = if let upstream { upstream } else { try await bed.origin.accept() }
                upstream = wire
                let sent = try #require(try await wire.request()["X-Request-Id"])
                try await wire.send("HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n")
                #expect(try await client.answer().values("X-Request-Id") == [sent])
                if let given, plain.contains(given) {
                    #expect(sent == given)
                } else {
                    let isMade = sent.count == 16 && sent.allSatisfy { "0123456789abcdef".contains($0) }
                    #expect(isMade, "\(given ?? "none") became \(sent)")
                }
            }
        }
    }

    @Test("a body of known length arrives as it was sent")
    func lengthBody() async throws {
        try await Testbed.with { bed in
            for count in [0, 1, 4_096, 4_097, 300_000] {
                let body = String(repeating: "b", count: count)
                let request = try await relayed(
                    "PUT /relay/x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: \(count)\r\n\r\n"
                        + body, bed)
                #expect(request["Content-Length"] == "\(count)")
                #expect(request["Content-Type"] == "text/plain")
                #expect(request.text == body)
            }
        }
    }

    @Test("a chunked body stays chunked, extensions dropped and trailers kept")
    func chunkedBody() async throws {
        let request = try await relayed(
            """
            POST /relay/x HTTP/1.1\r
            Host: a\r
            Transfer-Encoding: chunked\r
            \r
            5;name=value;other="q"\r
            hello\r
            06\r
             world\r
            0\r
            X-Sum: 1\r
            X_Sum: 2\r
            \r

            """)
        #expect(request["Transfer-Encoding"] == "chunked")
        #expect(request.text == "hello world")
        #expect(request.trailers.map(\.name) == ["X-Sum"])
    }

    @Test("an empty chunked body arrives as one")
    func emptyChunkedBody() async throws {
        let request = try await relayed(
            "POST /relay/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        #expect(request["Transfer-Encoding"] == "chunked")
        #expect(request.body.isEmpty)
    }
}
