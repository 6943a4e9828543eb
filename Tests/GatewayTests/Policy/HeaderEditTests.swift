import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Header fields that a route sets and removes")
struct HeaderEditTests {
    private static let edits = """
        { request: { set: { X-App: "front" }, remove: [X-Debug, Accept-Language] },
              response: { set: { X-Frame-Options: "DENY", Cache-Control: "max-age=5", Server: "gate" },
                          remove: [X-Powered-By, ETag] } }
        """

    private static func route(_ id: String, _ path: String, to: String, role: String = "anonymous") -> String {
        """
        - id: \(id)
          match: { methods: [GET, HEAD], path: "\(path)" }
          to: \(to)
          headers: \(edits)
          access: { allow: [{ roles: [\(role)] }] }

        """
    }

    @Test("the upstream gets the fields that are set once, and none of those that are removed")
    func request() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route("edited", "/edited", to: #"{ upstream: origin, path: "/x" }"#))
            let client = try await bed.connect()
            try await client.send(
                "GET /edited HTTP/1.1\r\nHost: a\r\nX-Debug: 1\r\nAccept-Language: de\r\nAccept: */*\r\n\r\n")
            let upstream = try await bed.origin.accept()
            let request = try await upstream.request()
            #expect(request["X-App"] == "front")
            #expect(request["X-Debug"] == nil && request["Accept-Language"] == nil)
            #expect(request["Accept"] == "*/*")
            #expect(request["X-Frame-Options"] == nil, "what is for the other direction")
        }
    }

    @Test("the client gets the fields that are set instead of the upstream's, however those are spelt")
    func response() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route("edited", "/edited", to: #"{ upstream: origin, path: "/x" }"#))
            let client = try await bed.connect()
            var upstream: Wire?
            for method in ["GET", "HEAD"] {
                try await client.send("\(method) /edited HTTP/1.1\r\nHost: a\r\n\r\n")
                let wire = if let upstream { upstream } else { try await bed.origin.accept() }
                upstream = wire
                _ = try await wire.request()
                try await wire.send(
                    "HTTP/1.1 200 OK\r\nserver: nginx\r\nSERVER: apache\r\nx-powered-BY: php\r\nX-Powered-By: 7\r\n"
                        + "X_Powered_By: 8\r\nEtag: \"1\"\r\ncache-control: public\r\nX-Kept: 1\r\n"
                        + "Content-Length: 2\r\n\r\n"
                        + (method == "HEAD" ? "" : "ok"))
                let answer = try await client.answer(toHead: method == "HEAD")
                #expect(answer.values("Server") == ["gate"])
                #expect(answer.values("Cache-Control") == ["max-age=5"])
                #expect(answer.values("X-Frame-Options") == ["DENY"])
                #expect(answer.values("ETag").isEmpty && !answer.names.contains { $0.contains("powered") })
                #expect(answer["X-Kept"] == "1")
                #expect(answer["X-App"] == nil, "what is for the other direction")
            }
        }
    }

    /// An interim answer reaches the client with its fields too.
    @Test("what is removed does not come with an interim answer either")
    func interim() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route("edited", "/edited", to: #"{ upstream: origin, path: "/x" }"#))
            let client = try await bed.connect()
            try await client.send("GET /edited HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nX-Powered-By: php\r\nServer: nginx\r\n\r\n"
                    + "HTTP/1.1 204 No Content\r\n\r\n")
            let hints = try await client.answer()
            #expect(hints.status == 103 && hints["Link"] == "</a.css>")
            #expect(hints["X-Powered-By"] == nil && hints["Server"] != "nginx")
            #expect(try await client.answer().status == 204)
        }
    }

    @Test("nor with the trailers of an answer")
    func trailers() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route("edited", "/edited", to: #"{ upstream: origin, path: "/x" }"#))
            let client = try await bed.connect()
            try await client.send("GET /edited HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\na\r\n0\r\nX-Powered-By: php\r\nX-Sum: 1\r\n\r\n"
            )
            let answer = try await client.answer()
            #expect(answer.text == "a")
            #expect(answer.trailers.map(\.name) == ["X-Sum"])
        }
    }

    /// One field twice is two answers: each reader takes the one it likes.
    @Test("answers that the gateway makes itself bear what is set, and each field once")
    func ownAnswers() async throws {
        try await Testbed.with { bed in
            let site = bed.directory.appending(path: "site")
            try FileManager.default.createDirectory(at: site, withIntermediateDirectories: true)
            try Data("a".utf8).write(to: site.appending(path: "a.txt"))
            try await bed.enforce(
                Self.route("fixed", "/fixed", to: #"{ answer: { status: 200, body: "x" } }"#)
                    + Self.route("moved", "/moved", to: #"{ redirect: "/fixed" }"#)
                    + Self.route("files", "/files/a.txt", to: "{ static: \"\(site.path)\", index: a.txt }")
                    + Self.route("keys", "/keys", to: "{ local: key-set }"))
            for (path, status) in [("/fixed", 200), ("/moved", 308), ("/files/a.txt", 200), ("/keys", 200)] {
                for method in ["GET", "HEAD"] {
                    let client = try await bed.connect()
                    try await client.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                    let answer = try await client.answer(toHead: method == "HEAD")
                    #expect(answer.status == status, "\(path)")
                    #expect(answer.values("X-Frame-Options") == ["DENY"], "\(path)")
                    #expect(answer.values("Server") == ["gate"], "\(path)")
                    #expect(answer.values("Cache-Control") == ["max-age=5"], "\(path)")
                    #expect(answer.values("ETag").isEmpty, "\(path)")
                    #expect(answer.repeatedNames.isEmpty, "\(path)")
                }
            }
        }
    }

    @Test("refusals bear what is set too, but what keeps them out of caches and names the way in stays the gateway's")
    func refusals() async throws {
        try await Testbed.with { bed in
            let more = #", WWW-Authenticate: "Basic", Retry-After: "9", Content-Type: "text/html""#
            let guarded =
                Self.route("fixed", "/fixed", to: #"{ answer: { status: 200, body: "x" } }"#, role: "member")
                + Self.route("down", "/down", to: #"{ upstream: nowhere, path: "/x" }"#)
            try await bed.enforce(guarded.replacingOccurrences(of: "\"gate\" }", with: "\"gate\"\(more) }"))
            for (path, token, status) in [
                ("/fixed", nil, 401), ("/fixed", try bed.token(.pending), 403), ("/down", nil, 503),
            ] as [(String, String?, Int)] {
                let answer = try await bed.answer(to: Call("GET", path, token: token))
                #expect(answer.status == status)
                #expect(answer.values("X-Frame-Options") == ["DENY"], "\(status)")
                #expect(answer.values("Cache-Control") == ["no-store"], "\(status)")
                #expect(answer.values("Content-Type") == ["application/problem+json"], "\(status)")
                if status == 401 { #expect(answer.values("WWW-Authenticate") == ["Bearer"]) }
                #expect(answer.repeatedNames.isEmpty, "\(status): \(answer.repeatedNames)")
            }
        }
    }

    @Test("what no route has taken bears none of it")
    func unknown() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route("fixed", "/fixed", to: #"{ answer: { status: 200, body: "x" } }"#))
            for path in ["/unknown", "/fixed/%zz"] {
                #expect(try await bed.answer(to: Call("GET", path))["X-Frame-Options"] == nil)
            }
        }
    }
}
