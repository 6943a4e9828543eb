import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("The gateway's own credential")
struct UpstreamCredentialTests {
    private static let basic =
        "Basic " + Data("\(Testbed.upstreamUser):\(Testbed.upstreamPassword)".utf8).base64EncodedString()

    @Test(
        "it replaces the client's, and a repository name goes upstream encoded twice",
        arguments: [
            "team/web", "team%2Fweb", "team%252Fweb", "te%61m/web",
        ])
    func injected(repository: String) async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "GET /api/v2.0/projects/library/repositories/\(repository)/artifacts?page=2 HTTP/1.1\r\nHost: a\r\n"
                    + "Authorization: Bearer \(try bed.token())\r\nCookie: sid=1\r\n\r\n")
            let upstream = try await bed.origin.accept()
            let request = try await upstream.request()
            #expect(request.target == "/api/v2.0/projects/library/repositories/team%252Fweb/artifacts?page=2")
            #expect(request.values("Authorization") == [Self.basic])
            #expect(request.values("Cookie").isEmpty)
        }
    }

    @Test("sessions and challenges that the upstream gives it stay here")
    func hidden() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "GET /locked/x HTTP/1.1\r\nHost: a\r\nAuthorization: \(try bed.token())\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(
                "HTTP/1.1 103 Early\r\nSet-Cookie: sid=0\r\n\r\nHTTP/1.1 403 Forbidden\r\nSet-Cookie: sid=1\r\n"
                    + "WWW-Authenticate: Basic\r\nX-Kept: 1\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().values("Set-Cookie").isEmpty)
            let answer = try await client.answer()
            #expect(answer.status == 403)
            #expect(answer.values("Set-Cookie").isEmpty)
            #expect(answer.values("WWW-Authenticate").isEmpty)
            #expect(answer["X-Kept"] == "1")
        }
    }

    @Test("its refusal is the gateway's fault, not the client's: 502 without the upstream's words")
    func refused() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "GET /locked/x HTTP/1.1\r\nHost: a\r\nAuthorization: \(try bed.token())\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send(
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 6\r\n\r\nsecret")
            let answer = try await client.answer()
            #expect(answer.status == 502)
            #expect(answer.values("WWW-Authenticate").isEmpty)
            #expect(!answer.text.contains("secret"))
            #expect(try answer.json()["reason"] as? String == "upstream-credential")
        }
    }

    @Test("a member has no account there: 403 with nothing sent upstream")
    func member() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.ask(
                "GET /api/v2.0/projects/library/repositories/web/artifacts HTTP/1.1\r\nHost: a\r\n"
                    + "Authorization: Bearer \(try bed.token(.member))\r\n\r\n")
            #expect(answer.status == 403)
            let errors = try #require(try answer.json()["errors"] as? [[String: Any]])
            #expect(errors.first?["reason"] as? String == "repository-account")
            #expect(errors.first?["code"] as? String == "FORBIDDEN")
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("a 401 of an upstream without one is the client's to read")
    func foreignChallenge() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 401 No\r\nWWW-Authenticate: Digest\r\nContent-Length: 0\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 401)
            #expect(answer["WWW-Authenticate"] == "Digest")
        }
    }
}
