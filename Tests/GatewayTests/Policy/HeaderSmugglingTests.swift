import Testing

@testable import Gateway

/// An upstream that believes a field because the gateway sets or removes it must never get the client's own.
@Suite("Fields that a client cannot smuggle past a route's edits")
struct HeaderSmugglingTests {
    private static let route = """
        - id: edited
          match: { methods: [GET, POST], path: "/edited" }
          to: { upstream: origin, path: "/x" }
          headers: { request: { set: { X-Level: "guest" }, remove: [X-Admin] } }
          access: { allow: [{ roles: [anonymous] }] }
        """

    /// What the upstream gets for each of some requests, with these lines behind `Host`.
    private func relayed(_ lines: String..., method: String = "GET", body: String = "") async throws -> [PlainMessage] {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route)
            var requests: [PlainMessage] = []
            for lines in lines {
                let client = try await bed.connect()
                try await client.send("\(method) /edited HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)")
                let upstream = try await bed.origin.accept()
                requests.append(try await upstream.request())
                try await upstream.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                #expect(try await client.answer().status == 204)
            }
            return requests
        }
    }

    @Test("in whatever letter case, with underscores or dots, or twice")
    func spelling() async throws {
        let requests = try await relayed(
            "X-Level: root\r\nX-Admin: 1", "x-level: root\r\nx-admin: 1", "X-LEVEL: root\r\nX-ADMIN: 1",
            "X_Level: root\r\nX_Admin: 1", "x.level: root\r\nx.admin: 1", "X-_Level: root\r\nX-Admin_: 1",
            "X-Level: root\r\nx-Level: guest\r\nX-Level: root\r\nX-Admin: 1\r\nX-Admin: 2", "X-Level:\r\nX-Admin:",
            "X-Level:root\t\r\nX-Admin:\t1")
        for (number, request) in requests.enumerated() {
            #expect(request.values("X-Level") == ["guest"], "\(number)")
            for name in request.names {
                let folded = String(name.map { $0 == "_" || $0 == "." ? "-" : $0 })
                #expect(!folded.contains("admin") && (folded == "x-level" || !folded.contains("level")), "\(name)")
            }
            #expect(!request.fields.contains { $0.value.contains("root") }, "\(number)")
        }
    }

    @Test("by naming what is set in Connection, so that it would be dropped behind the gateway")
    func nominated() async throws {
        let request = try #require(
            try await relayed("Connection: X-Level, keep-alive\r\nConnection: x-level\r\nX-Level: root").first)
        #expect(request.values("X-Level") == ["guest"])
        #expect(request.values("Connection").isEmpty)
    }

    /// RFC 9110 §6.5.1: some readers merge trailers into the header section.
    @Test("in the trailers of a chunked body")
    func trailers() async throws {
        let request = try #require(
            try await relayed(
                "Transfer-Encoding: chunked\r\nTrailer: X-Level", method: "POST",
                body: "1\r\na\r\n0\r\nX-Level: root\r\nx-admin: 1\r\nX-Sum: 7\r\n\r\n"
            ).first)
        #expect(request.values("X-Level") == ["guest"])
        #expect(request.text == "a")
        #expect(request.trailers.map(\.name) == ["X-Sum"], "\(request.trailers)")
    }

    /// The heads of requests are kept clean of them; a trailer is as good a place.
    @Test("nor, in trailers, a claim about who the client is")
    func claims() async throws {
        let request = try #require(
            try await relayed(
                "Transfer-Encoding: chunked", method: "POST",
                body:
                    "1\r\na\r\n0\r\nImpersonate-User: root\r\nX-Forwarded-Tenant: 1\r\n"
                    + "X-Remote-Group: 1\r\nX-Sum: 7\r\n\r\n"
            ).first)
        #expect(request.trailers.map(\.name) == ["X-Sum"], "\(request.trailers)")
    }

    @Test("a longer or shorter name is another field, and passes")
    func neighbours() async throws {
        let request = try #require(try await relayed("X-Levels: 1\r\nX-Leve: 2\r\nX-Admins: 3").first)
        #expect(request["X-Levels"] == "1" && request["X-Leve"] == "2" && request["X-Admins"] == "3")
    }
}
