import Foundation
import Testing

@testable import Gateway

@Suite("Bodies of the account API")
struct BodyTests {
    /// Every route that reads one.
    private static let routes = [
        ("POST", "/v1/authorization"), ("POST", "/v1/user"), ("PUT", "/v1/user"), ("POST", "/v1/admin/user"),
        ("PUT", "/v1/admin/user/1"), ("PUT", "/v1/admin/user/1/password"),
    ]

    private static let limit = 64 << 10

    /// Calls `body` for each route, with the administrator's token.
    private func onEachRoute(
        _ body: (Testbed, _ method: String, _ path: String, _ token: String) async throws -> Void
    ) async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            for (method, path) in Self.routes { try await body(bed, method, path, token) }
        }
    }

    @Test("JSON is all they take: anything else is 415")
    func mediaType() async throws {
        try await onEachRoute { bed, method, path, token async throws in
            let types = [
                nil, "text/plain", "text/json", "application/x-www-form-urlencoded", "application/json+x",
                "multipart/form-data; boundary=application/json",
            ]
            for type in types {
                var call = Call(method, path, token: token, body: "{}")
                call.contentType = type
                let answer = try await bed.answer(to: call)
                #expect(answer.status == 415, "\(method) \(path) \(type ?? "none")")
                #expect(answer.reason == "media-type")
            }
            for type in ["application/json; charset=utf-8", "Application/JSON", "application/json ;x=y"] {
                var call = Call(method, path, token: token, body: "{}")
                call.contentType = type
                #expect(try await bed.answer(to: call).status == 422, "\(method) \(path) \(type)")
            }
        }
    }

    @Test("64 KiB are read, one byte more is 413, declared or not")
    func bound() async throws {
        try await onEachRoute { bed, method, path, token async throws in
            let full = "{}" + String(repeating: " ", count: Self.limit - 2)
            #expect(try await bed.answer(to: Call(method, path, token: token, body: full)).status == 422)
            let more = try await bed.answer(to: Call(method, path, token: token, body: full + " "))
            #expect(more.status == 413, "\(method) \(path)")
            #expect(more.reason == "body-too-large")
            #expect(try more.json()["code"] as? Int == 413)

            let head =
                "\(method) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            let count = String(Self.limit, radix: 16)
            #expect(try await bed.ask("\(head)\(count)\r\n\(full)\r\n0\r\n\r\n").status == 422)
            #expect(try await bed.ask("\(head)\(count)\r\n\(full)\r\n1\r\n \r\n0\r\n\r\n").status == 413)
        }
    }

    @Test("what is not one JSON object with each member once is 422, in the envelope")
    func notAnObject() async throws {
        let deep = String(repeating: #"{"a":"#, count: 5_000) + "1" + String(repeating: "}", count: 5_000)
        let bodies = [
            "", "null", "[]", "[{}]", "\"{}\"", "{", "{} {}", "{},", "\u{feff}{}", #"{"a":1,}"#, "{'a':1}", "{a:1}",
            #"{"a":01}"#, #"{"a":NaN}"#, "{\"a\":\"\n\"}", #"{"a":"\ud800"}"#, #"{"x":1,"x":1}"#,
            #"{"x":1,"\u0078":2}"#, #"{"a":{"x":1,"x":2}}"#, deep, "{/**/}",
        ]
        try await onEachRoute { bed, method, path, token async throws in
            let client = try await bed.connect()
            for body in bodies {
                let answer = try await client.answer(to: Call(method, path, token: token, body: body))
                let told = "\(method) \(path) \(body.prefix(40)): \(answer.message)"
                #expect(answer.status == 422, "\(told)")
                #expect(answer.message.hasPrefix("the body "), "\(told)")
                #expect(answer["Content-Type"] == "application/json")
                let members = try answer.json()
                #expect(Set(members.keys) == ["code", "message", "reason", "requestId"])
                #expect(members["code"] as? Int == 422)
                #expect(members["requestId"] as? String == answer["X-Request-Id"])
            }
        }
    }

    @Test("bytes that are not UTF-8 are 422")
    func notText() async throws {
        try await onEachRoute { bed, method, path, token async throws in
            let client = try await bed.connect()
            let body = Array(#"{"user":""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8)
            let head =
                "\(method) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
            try await client.send(Array(head.utf8) + body)
            let answer = try await client.answer()
            #expect(answer.status == 422, "\(method) \(path)")
            #expect(answer.message.hasPrefix("the body "), "\(answer.message)")
        }
    }

    @Test("members that nobody asked for are passed over")
    func unknownMembers() async throws {
        try await Testbed.with { bed async throws in
            let token = try await bed.administratorToken()
            let status = try Call(
                "PUT", "/v1/admin/user/1", token: token, json: ["status": 1, "extra": ["a": [1, "x"]], "role": 0])
            #expect(try await bed.answer(to: status).status == 200)
            let login = try Call(
                "POST", "/v1/authorization",
                json: ["user": Testbed.administrator, "password": Testbed.password, "remember": true])
            #expect(try await bed.answer(to: login).status == 200)
        }
    }

    @Test("a logout needs no body, and takes one of any kind within the bound")
    func logout() async throws {
        try await Testbed.with { bed in
            for body in [nil, "", "{}", "not JSON"] {
                let call = Call("DELETE", "/v1/authorization", token: try await bed.administratorToken(), body: body)
                #expect(try await bed.answer(to: call).status == 200)
            }
            let token = try await bed.administratorToken()
            let long = String(repeating: " ", count: Self.limit + 1)
            let call = Call("DELETE", "/v1/authorization", token: token, body: long)
            #expect(try await bed.answer(to: call).status == 413)
            #expect(try await bed.status(of: token) == 200, "a request that was refused did nothing")
        }
    }
}
