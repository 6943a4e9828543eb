import Testing

@testable import Gateway

/// Each route answers with its own id, so that an answer says which one took the request.
@Suite("Routes that look at more than the path")
struct MatchConditionTests {
    private static func route(_ id: String, _ match: String) -> String {
        """
        - id: \(id)
          match: { methods: [GET], \(match) }
          to: { answer: { status: 200, body: "\(id)" } }
          access: { allow: [{ roles: [anonymous] }] }

        """
    }

    /// The route that took the request, or the status that it was refused with.
    private func taken(_ bed: Testbed, _ target: String, host: String = "a", _ lines: [String] = []) async throws
        -> String
    {
        let fields = lines.map { "\($0)\r\n" }.joined()
        let answer = try await bed.ask("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n")
        return answer.status == 200 ? answer.text : "\(answer.status)"
    }

    @Test("a host finds its own route, then that of the domain above it, then that of any host")
    func hosts() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(
                Self.route("any", #"path: "/x""#) + Self.route("app", #"path: "/x", host: app.example.org"#)
                    + Self.route("below", #"path: "/x", host: "*.example.org""#)
                    + Self.route("two", #"path: "/only", host: [one.test, "[::1]"]"#))
            let rows: [(host: String, path: String, route: String)] = [
                ("app.example.org", "/x", "app"), ("APP.Example.Org", "/x", "app"),
                ("app.example.org:8080", "/x", "app"),
                ("www.example.org", "/x", "below"), ("a.b.example.org", "/x", "below"), ("example.org", "/x", "any"),
                ("evilexample.org", "/x", "any"), ("app.example.org.evil", "/x", "any"), ("127.0.0.1", "/x", "any"),
                ("one.test", "/only", "two"), ("one.test:1", "/only", "two"), ("[::1]:80", "/only", "two"),
                ("[::2]", "/only", "404"), ("two.test", "/only", "404"), ("sub.one.test", "/only", "404"),
            ]
            for row in rows { #expect(try await taken(bed, row.path, host: row.host) == row.route, "\(row.host)") }
            #expect(try await taken(bed, "http://app.example.org/x", host: "app.example.org") == "app")
            #expect(try await taken(bed, "http://app.example.org/x", host: "www.example.org") == "400")
            let old = try await bed.ask("GET /x HTTP/1.0\r\n\r\n")
            #expect(old.text == "any", "a request without a host")
            #expect(
                try await taken(bed, "/x", host: "www.example.org", ["X-Forwarded-Host: app.example.org"]) == "below")
        }
    }

    @Test("a field equals, is there or is absent; one that stands there twice is 400")
    func fields() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(
                Self.route("web", #"path: "/h", headers: { X-Kind: web }"#)
                    + Self.route("some", #"path: "/h", headers: { X-Kind: true }"#)
                    + Self.route("without", #"path: "/h", headers: { x-kind: false }"#)
                    + Self.route("alone", #"path: "/alone", headers: { X-Key: true }"#))
            let rows: [(lines: [String], route: String)] = [
                ([], "without"), (["X-Kind: web"], "web"), (["x-KIND: \t web \t"], "web"), (["X-Kind: Web"], "some"),
                (["X-Kind: web, app"], "some"), (["X-Kind:"], "some"), (["X_Kind: web"], "without"),
                (["X-Kinds: web"], "without"), (["X-Kind: web", "X-Kind: web"], "400"),
                (["X-Kind: app", "x-kind: web"], "400"), (["X-Kind:", "X-Kind:"], "400"),
            ]
            for row in rows { #expect(try await taken(bed, "/h", row.lines) == row.route, "\(row.lines)") }
            #expect(try await taken(bed, "/alone") == "404")
            #expect(try await taken(bed, "/alone", ["X-Key: 1"]) == "alone")
            #expect(try await taken(bed, "/relay/%zz", ["X-Kind: web", "X-Kind: web"]) == "400")
            #expect(try await bed.ask("POST /h HTTP/1.1\r\nHost: a\r\n\r\n").status == 405)
        }
    }

    @Test("a parameter is compared decoded; one that two readers would take differently is 400")
    func query() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(
                Self.route("g", #"path: "/q", query: { scope: g }"#)
                    + Self.route("some", #"path: "/q", query: { scope: true }"#)
                    + Self.route("without", #"path: "/q", query: { scope: false }"#))
            let rows: [(query: String, route: String)] = [
                ("", "without"), ("?", "without"), ("?scope=g", "g"), ("?scope=%67", "g"), ("?%73cope=g", "g"),
                ("?x&scope=g&y=1", "g"),
                ("?scope=G", "some"), ("?scope=g+", "some"), ("?scope", "some"), ("?scope=", "some"),
                ("?scope==g", "some"),
                ("?Scope=g", "without"), ("?scope%3dg", "without"), ("?scope[]=g", "without"),
                ("?scope=g&scope=g", "400"),
                ("?scope=p&%73cope=g", "400"), ("?scope=g&scope", "400"), ("?scope=g;x=1", "400"),
                ("?x=1;scope=g", "400"),
                ("?scope=g%00", "400"), ("?scope=g%0a", "400"), ("?scope=%zz", "400"),
            ]
            for row in rows { #expect(try await taken(bed, "/q\(row.query)") == row.route, "\(row.query)") }
        }
    }

    /// Which of several conditions is looked at first must have no influence on the answer, nor differ between two
    /// routes, two processes or a policy test and the gateway.
    @Test("a field that stands there twice is 400 whatever else does not match")
    func order() async throws {
        try await Testbed.with { bed in
            let match = #"headers: { X-A: "1", X-B: "2", X-C: "3", X-D: "4" }"#
            try await bed.enforce((0..<16).map { Self.route("many-\($0)", "path: \"/many/\($0)\", \(match)") }.joined())
            let good = ["X-A: 1", "X-B: 2", "X-C: 3", "X-D: 4"]
            let bad = ["X-A: 1", "X-B: 2", "X-B: 2", "X-C: other", "X-D: 4"]
            for number in 0..<16 {
                #expect(try await taken(bed, "/many/\(number)", good) == "many-\(number)")
                #expect(try await taken(bed, "/many/\(number)", bad) == "400", "\(number)")
            }
        }
    }
}
