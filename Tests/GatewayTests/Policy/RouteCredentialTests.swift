import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Credentials that a route chooses")
struct RouteCredentialTests {
    private static func route(_ id: String, upstream: String, credentials: String, role: String = "member") -> String {
        """
        - id: \(id)
          match: { methods: [GET, POST], path: "/\(id)/{rest...}" }
          params: { rest: any }
          to: { upstream: \(upstream), path: "/{rest}", credentials: \(credentials) }
          access: { allow: [{ roles: [\(role)] }] }

        """
    }

    private static let routes =
        route("pass", upstream: "origin", credentials: "pass")
        + route("pass-open", upstream: "locked", credentials: "pass", role: "anonymous")
        + route("strip", upstream: "locked", credentials: "strip")
        + route("bot", upstream: "origin", credentials: "bot")
        + route("token", upstream: "locked", credentials: "tasks", role: "anonymous")

    private static let named = [
        #"bot: { kind: basic, user: "label-bot", password: "env:BOT_PASSWORD" }"#,
        #"tasks: { kind: token, scheme: Token, token: "env:TASKS_TOKEN" }"#,
        #"idle: { kind: token, token: "env:NOBODY_SETS_THIS" }"#,
    ]

    private func withRoutes(_ body: (Testbed, _ token: String) async throws -> Void) async throws {
        let variables = ["BOT_PASSWORD": "s3:cret", "TASKS_TOKEN": "t-0.k_e~n"]
        try await Testbed.with(environment: variables) { bed in
            try await bed.enforce(Self.routes, credentials: Self.named)
            try await body(bed, "Bearer \(try bed.token(.member))")
        }
    }

    private func request(_ path: String, _ token: String, method: String = "GET") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\nCookie: sid=1\r\ncookie: b=2\r\n"
            + "Proxy-Authorization: Basic eDp5\r\n\r\n"
    }

    /// Sends a request to the route, has it answered, and gives back both as the other side got them.
    private func exchange(
        _ bed: Testbed, _ path: String, _ token: String, answer: String
    ) async throws -> (request: PlainMessage, answer: PlainMessage) {
        let client = try await bed.connect()
        try await client.send(request(path, token))
        let upstream = try await bed.origin.accept()
        let received = try await upstream.request()
        try await upstream.send("HTTP/1.1 \(answer)\r\nConnection: close\r\nContent-Length: 6\r\n\r\ntheirs")
        return (received, try await client.answer())
    }

    private static let granted = "200 OK\r\nSet-Cookie: sid=2\r\nset-cookie: c=3"
    private static let refused = "401 Unauthorized\r\nSet-Cookie: sid=2\r\nWWW-Authenticate: Basic realm=\"theirs\""

    @Test(
        "pass: Authorization and Cookie of the client go along, and nothing for this hop does",
        arguments: ["/pass/x", "/pass-open/x"])
    func pass(path: String) async throws {
        try await withRoutes { bed, token in
            let (request, answer) = try await exchange(bed, path, token, answer: Self.granted)
            #expect(request.values("Authorization") == [token], "not the upstream's own either")
            #expect(request.values("Cookie") == ["sid=1", "b=2"])
            #expect(request.values("Proxy-Authorization").isEmpty)
            #expect(answer.values("Set-Cookie") == ["sid=2", "c=3"])
        }
    }

    @Test("pass: a 401 of the upstream is the client's to read")
    func passRefused() async throws {
        try await withRoutes { bed, token in
            for path in ["/pass/x", "/pass-open/x"] {
                let (_, answer) = try await exchange(bed, path, token, answer: Self.refused)
                #expect(answer.status == 401 && answer.text == "theirs")
                #expect(answer["WWW-Authenticate"] == "Basic realm=\"theirs\"")
                #expect(answer.values("Set-Cookie") == ["sid=2"])
            }
        }
    }

    @Test("strip: neither the client's nor the upstream's own go along, and what comes back is the client's to read")
    func strip() async throws {
        try await withRoutes { bed, token in
            let (request, answer) = try await exchange(bed, "/strip/x", token, answer: Self.granted)
            #expect(request.values("Authorization").isEmpty && request.values("Cookie").isEmpty)
            #expect(answer.values("Set-Cookie") == ["sid=2", "c=3"])
            let (_, refused) = try await exchange(bed, "/strip/x", token, answer: Self.refused)
            #expect(refused.status == 401 && refused["WWW-Authenticate"] == "Basic realm=\"theirs\"")
        }
    }

    @Test("a named account goes instead of the client's credentials, for everybody whom the route allows")
    func named() async throws {
        try await withRoutes { bed, token in
            let basic = "Basic " + Data("label-bot:s3:cret".utf8).base64EncodedString()
            for (path, credential) in [("/bot/x", basic), ("/token/x", "Token t-0.k_e~n")] {
                let (request, answer) = try await exchange(bed, path, token, answer: Self.granted)
                #expect(request.values("Authorization") == [credential])
                #expect(request.values("Cookie").isEmpty)
                #expect(answer.status == 200)
                #expect(answer.values("Set-Cookie").isEmpty, "a session of the gateway's account")
            }
            let client = try await bed.connect()
            try await client.send("GET /token/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await bed.origin.accept().request()["Authorization"] == "Token t-0.k_e~n")
        }
    }

    @Test("a 401 for a named account is 502 without the upstream's words; a 403 is the client's to read")
    func namedRefused() async throws {
        try await withRoutes { bed, token in
            for path in ["/bot/x", "/token/x"] {
                let (_, answer) = try await exchange(bed, path, token, answer: Self.refused)
                #expect(answer.status == 502)
                #expect(answer.reason == "upstream-credential")
                #expect(!answer.text.contains("theirs"))
                #expect(answer.values("WWW-Authenticate").isEmpty && answer.values("Set-Cookie").isEmpty)
                let (_, forbidden) = try await exchange(bed, path, token, answer: "403 Forbidden\r\nSet-Cookie: a=b")
                #expect(forbidden.status == 403 && forbidden.text == "theirs")
                #expect(forbidden.values("Set-Cookie").isEmpty)
            }
        }
    }

    @Test("no secret shows in an answer, a log or a page of the gateway")
    func secrets() async throws {
        try await withRoutes { bed, token in
            _ = try await exchange(bed, "/bot/x", token, answer: Self.refused)
            var texts = [try await bed.askAdmin("/metrics").text, try await bed.askAdmin("/readyz").text]
            await bed.stopGateway()
            for log in ["access", "decisions", "audit"] { texts.append(try bed.logText(log)) }
            let basic = Data("label-bot:s3:cret".utf8).base64EncodedString()
            for text in texts {
                #expect(!text.contains("s3:cret") && !text.contains("t-0.k_e~n") && !text.contains(basic))
            }
        }
    }
}
