import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Refusals over HTTP")
struct RefusalTests {
    private struct Row {
        let name: String
        let request: String
        let status: Int
        let reason: String
        /// `nil`: any.
        var message: String?
    }

    private static func get(_ path: String, _ authorization: String? = nil, method: String = "GET") -> String {
        let line = authorization.map { "Authorization: \($0)\r\n" } ?? ""
        return "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(line)\r\n"
    }

    /// The token with another first letter of its signature.
    private static func changed(_ token: String) -> String {
        let parts = token.split(separator: ".")
        guard parts.count == 3 else { return "" }
        return "\(parts[0]).\(parts[1]).\(parts[2].first == "A" ? "B" : "A")\(parts[2].dropFirst())"
    }

    @Test("each refusal has its status, its reason, the request id, and sends nothing upstream")
    func refusals() async throws {
        try await Testbed.with { bed in
            let member = try bed.token(.member)
            let expired = try bed.token(expired: true)
            let rows = [
                Row(name: "no token", request: Self.get("/v1/thing"), status: 401, reason: "token-missing"),
                Row(name: "nonsense", request: Self.get("/v1/thing", "nonsense"), status: 401, reason: "token-invalid"),
                Row(
                    name: "another scheme", request: Self.get("/v1/thing", "Basic YTpi"), status: 401,
                    reason: "token-invalid",
                    message: "this route takes a token, not a user and a password: "
                        + "send Authorization with the token of a login"),
                Row(
                    name: "nothing behind Basic", request: Self.get("/v1/thing", "Basic"), status: 401,
                    reason: "token-invalid",
                    message: "this route takes a token, not a user and a password: "
                        + "send Authorization with the token of a login"),
                Row(
                    name: "nothing behind Bearer", request: Self.get("/v1/thing", "Bearer"), status: 401,
                    reason: "token-invalid"),
                Row(name: "expired", request: Self.get("/v1/thing", expired), status: 401, reason: "token-expired"),
                Row(
                    name: "changed", request: Self.get("/v1/thing", Self.changed(member)), status: 401,
                    reason: "token-invalid"),
                Row(
                    name: "a token in the query only",
                    request: Self.get("/v1/thing?token=\(member)&access_token=\(member)"),
                    status: 401, reason: "token-missing"),
                Row(name: "another role", request: Self.get("/v1/thing", member), status: 403, reason: "role"),
                Row(
                    name: "another method", request: Self.get("/v1/thing", member, method: "PUT"), status: 405,
                    reason: "method"),
                Row(
                    name: "one that no route takes", request: Self.get("/v1/thing", member, method: "TRACE"),
                    status: 405, reason: "method"),
                Row(name: "an unknown route", request: Self.get("/v1/nothing"), status: 404, reason: "route"),
                Row(
                    name: "an unknown route, with a token", request: Self.get("/v1/nothing", member), status: 404,
                    reason: "route"),
                Row(
                    name: "an unknown route, with a bad token", request: Self.get("/v1/nothing", "x"), status: 404,
                    reason: "route"),
                Row(
                    name: "two tokens",
                    request: "GET /v1/thing HTTP/1.1\r\nHost: a\r\nAuthorization: \(member)\r\n"
                        + "Authorization: \(member)\r\n\r\n", status: 401, reason: "token-invalid"),
            ]
            for row in rows {
                let answer = try await bed.ask(row.request)
                #expect(answer.status == row.status, "\(row.name)")
                #expect(answer["Content-Type"] == "application/json")
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer["Connection"] == nil, "\(row.name): the connection goes on")
                let body = try answer.json()
                #expect(body["code"] as? Int == row.status, "\(row.name)")
                #expect(body["reason"] as? String == row.reason, "\(row.name)")
                #expect((body["message"] as? String)?.isEmpty == false)
                #expect(row.message.map { $0 == body["message"] as? String } ?? true, "\(row.name)")
                #expect(body["requestId"] as? String == answer["X-Request-Id"])
                #expect(Set(body.keys) == ["code", "message", "reason", "requestId"])
                #expect(answer["WWW-Authenticate"] == (row.status == 401 ? "Bearer" : nil), "\(row.name)")
            }
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("a known path with another method says which ones it takes")
    func allow() async throws {
        try await Testbed.with { bed in
            for method in ["POST", "TRACE", "QUERY"] {
                let answer = try await bed.ask(Self.get("/v1/thing", method: method))
                #expect(answer.status == 405, "\(method)")
                let methods = try #require(answer["Allow"]).split(separator: ",").map { $0.drop { $0 == " " } }
                #expect(Set(methods).isSuperset(of: ["GET", "DELETE"]))
                #expect(!methods.contains { $0 == method })
                #expect(answer["Connection"] == nil, "\(method): the connection goes on")
            }
        }
    }

    @Test("a method that nobody knows is 501 on a known path, and says nothing about the path")
    func unknownMethod() async throws {
        try await Testbed.with { bed in
            let known = try await bed.ask(Self.get("/v1/thing", method: "BREW"))
            #expect(known.status == 501)
            #expect(try known.json()["reason"] as? String == "method-unsupported")
            #expect(known["Allow"] == nil)
            #expect(try await bed.ask(Self.get("/v1/nothing", method: "BREW")).status == 404)
        }
    }

    @Test("errors have the shape that the clients of their path parse")
    func shapes() async throws {
        try await Testbed.with { bed in
            let registry = try await bed.ask(Self.get("/api/v2.0/projects/a/repositories/b/artifacts"))
            #expect(registry.status == 401)
            let errors = try #require(try registry.json()["errors"] as? [[String: Any]])
            #expect(errors.count == 1)
            #expect(errors[0]["code"] as? String == "UNAUTHORIZED")
            #expect(errors[0]["reason"] as? String == "token-missing")
            #expect(errors[0]["requestId"] as? String == registry["X-Request-Id"])
            let problem = try await bed.ask(Self.get("/guarded/x"))
            #expect(problem["Content-Type"] == "application/problem+json")
            let body = try problem.json()
            #expect(body["status"] as? Int == 401)
            #expect(body["type"] as? String == "about:blank")
            #expect((body["title"] as? String)?.isEmpty == false)
            for path in ["/v2/a/manifests/b", "/api/v2.0/unknown"] {
                let unknown = try await bed.ask(Self.get(path))
                #expect(unknown.status == 404)
                #expect(try unknown.json()["errors"] != nil, "\(path)")
            }
        }
    }

    @Test("the answer to HEAD has the error's length and no body")
    func head() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(Self.get("/unknown", method: "HEAD"))
            let answer = try await client.answer(toHead: true)
            #expect(answer.status == 404)
            #expect(Int(answer["Content-Length"] ?? "") ?? 0 > 0)
            try await client.send(Self.get("/unknown"))
            #expect(try await client.answer().status == 404, "no body came in between")
        }
    }

    @Test("a token opens what its role may, and the origin gets neither it nor a name for it")
    func admitted() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(Self.get("/guarded/x", "Bearer \(try bed.token(.member))"))
            let request = try await bed.origin.accept().request()
            #expect(request.target == "/x")
            #expect(request.values("Authorization").isEmpty)
        }
    }

    @Test("on a route for anybody a token is not looked at, be it nonsense or two")
    func anonymous() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "GET /relay/x HTTP/1.1\r\nHost: a\r\nAuthorization: nonsense\r\nAuthorization: more\r\n\r\n")
            #expect(try await bed.origin.accept().request().target == "/x")
        }
    }
}
