import Domain
import Testing

@testable import Gateway

@Suite("Redirects and answers that stand in the policy")
struct RedirectTests {
    private static let routes = """
        - id: old
          match: { methods: [GET, HEAD, POST], path: "/old/{id}/{rest...}" }
          params: { id: int64, rest: any }
          to: { redirect: "https://new.example:8443/base/{id}/{rest}", status: 301 }
          access: { allow: [{ roles: [anonymous] }] }
        - id: here
          match: { methods: [GET], path: "/here/{rest...}" }
          params: { rest: any }
          to: { redirect: "/{rest}", query: none }
          access: { allow: [{ roles: [anonymous] }] }
        - id: some
          match: { methods: [GET], path: "/some" }
          to: { redirect: "/new", status: 303, query: [page] }
          access: { allow: [{ roles: [anonymous] }] }
        - id: inside
          match: { methods: [GET], path: "/inside" }
          to: { redirect: "/secret/place" }
          access: { allow: [{ roles: [member] }] }
        - id: tea
          match: { methods: [GET, HEAD, POST], path: "/tea" }
          to: { answer: { status: 418, type: "application/json", body: '{"pot":"short \\"and\\" stout"}' } }
          access: { allow: [{ roles: [anonymous] }] }
        - id: nothing
          match: { methods: [GET, HEAD, POST], path: "/nothing" }
          to: { answer: { status: 204 } }
          access: { allow: [{ roles: [anonymous] }] }
        """

    private func withRoutes(_ body: (Testbed) async throws -> Void) async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            try await body(bed)
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("the location is written anew from the typed path, and has the query as the route says")
    func location() async throws {
        try await withRoutes { bed in
            let rows: [(sent: String, status: Int, location: String?)] = [
                ("/old/7/a/b", 301, "https://new.example:8443/base/7/a/b"),
                ("/old/7/%61%20b?x=1&y=%20", 301, "https://new.example:8443/base/7/a%20b?x=1&y=%20"),
                ("/old/7/%E4%BD%A0?", 301, "https://new.example:8443/base/7/%E4%BD%A0"),
                ("/old/seven/a", 404, nil), ("/old/07/a", 404, nil), ("/old/9223372036854775808/a", 404, nil),
                ("/here/a?x=1", 308, "/a"), ("/some?page=2&x=1", 303, "/new?page=2"), ("/some?x=1", 303, "/new"),
            ]
            for row in rows {
                let answer = try await bed.answer(to: Call("GET", row.sent))
                #expect(answer.status == row.status, "\(row.sent)")
                #expect(answer["Location"] == row.location, "\(row.sent)")
            }
        }
    }

    private static let hostile = [
        "//evil.example", "/%2fevil.example", "/%2Fevil.example/x", "/%5cevil.example", "/\\evil.example",
        "/a%0d%0aSet-Cookie:x", "/..", "/%2e%2e/x", "/%252e%252e/x", "/%09/evil.example", "/%00",
    ]

    @Test("no path leads to another host, ends the line or climbs")
    func hostile() async throws {
        try await withRoutes { bed in
            for path in Self.hostile {
                let answer = try await bed.ask("GET /here\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.status == 400, "\(path)")
                #expect(answer.values("Location").isEmpty && answer.values("Set-Cookie").isEmpty, "\(path)")
            }
        }
    }

    @Test("whom no rule lets in learns nothing of where it leads")
    func guarded() async throws {
        try await withRoutes { bed in
            for token in [nil, try bed.token(.pending)] {
                let answer = try await bed.answer(to: Call("GET", "/inside", token: token))
                #expect(answer.status == (token == nil ? 401 : 403))
                #expect(answer["Location"] == nil && !answer.text.contains("secret"))
            }
            let member = try await bed.answer(to: Call("GET", "/inside", token: try bed.token(.member)))
            #expect(member["Location"] == "/secret/place")
        }
    }

    @Test("the answer stands there as it was written; to HEAD without its body, to 204 without any")
    func fixed() async throws {
        try await withRoutes { bed in
            let body = #"{"pot":"short \"and\" stout"}"#
            let client = try await bed.connect()
            for method in ["GET", "HEAD", "POST"] {
                try await client.send("\(method) /tea HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.answer(toHead: method == "HEAD")
                #expect(answer.status == 418)
                #expect(answer["Content-Type"] == "application/json")
                #expect(answer["Content-Length"] == "\(body.utf8.count)")
                #expect(answer.text == (method == "HEAD" ? "" : body))
                try await client.send("\(method) /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
                let none = try await client.answer(toHead: method == "HEAD")
                #expect(none.status == 204 && none["Content-Length"] == nil)
                try await client.send("\(method) /old/1/x HTTP/1.1\r\nHost: a\r\n\r\n")
                let moved = try await client.answer(toHead: method == "HEAD")
                #expect(moved.status == 301 && moved["Location"] == "https://new.example:8443/base/1/x")
            }
            #expect(client.unread.isEmpty)
        }
    }

    @Test("a body that is still to come is not waited for: answer and close; one that has come is passed over")
    func pending() async throws {
        try await withRoutes { bed in
            for (path, status) in [("/tea", 418), ("/nothing", 204), ("/old/1/x", 301)] {
                let waiting = try await bed.connect()
                try await waiting.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")
                let closing = try await waiting.answer()
                #expect(closing.status == status, "\(path)")
                #expect(closing["Connection"] == "close", "\(path)")
                #expect(try await waiting.end() == .closed)

                let expecting = try await bed.connect()
                try await expecting.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
                #expect(try await expecting.answer().status == status, "no 100 for a body that nobody wants")

                let whole = try await bed.connect()
                try await whole.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                let going = try await whole.answer()
                #expect(going.status == status && going["Connection"] == nil, "\(path)")
                try await whole.send(GatedRoute.unknown)
                #expect(try await whole.answer().status == 404)
            }
        }
    }
}
