import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("The record of a decision")
struct DecisionRecordTests {
    private static let routes = """
        - id: docs
          match: { methods: [GET, POST], path: "/v1/docs/{id}" }
          params: { id: int64 }
          to: { upstream: origin, path: "/x" }
          access:
            allow: [{ roles: [member], namespaces: [ns7] }, { roles: [system-admin] }]
            deny: [{ roles: [member], users: [eve], addresses: ["127.0.0.0/8"], reason: "closed for the move" }]
          limits: { rate: { per: user, limit: 1/h, burst: 3 } }
        - id: search
          match: { methods: [GET], path: "/v1/search" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous], when: "query.q == 'x'" }] }
        """

    private static let members = [
        "time", "requestId", "ruleset", "route", "rule", "decision", "reason", "user", "userId", "role", "namespace",
        "method", "path", "client", "upstream", "status", "shadow",
    ]

    /// The names of a line's members in their order. Only the values of this test are told from names by it.
    private func names(_ line: Substring) -> [String] {
        line.matches(of: /[{,]"([a-zA-Z]+)":/).map { String($0.1) }
    }

    /// Texts of the values; numbers as digits.
    private func values(_ line: [String: Any], _ names: [String]) -> [String?] {
        names.map { name in
            switch line[name] {
            case let text as String: text
            case let number as Int: "\(number)"
            default: nil
            }
        }
    }

    @Test("has the same members in the same order, whatever was decided")
    func members() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let mia = try bed.token(.member, name: "mia")
            let eve = try bed.token(.member, name: "eve", id: 9)
            let client = try await bed.connect()
            try await client.send(
                "GET /v1/docs/7?token=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-1\r\nAuthorization: \(mia)\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 200)
            let others = [
                "GET /v1/docs/7?pass=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-2\r\nAuthorization: \(eve)\r\n\r\n",
                "POST /v1/docs/x?a=hidden#hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-3\r\n\r\n",
                "GET /v1/docs/x?a=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-4\r\nAuthorization: \(mia)\r\n\r\n",
                "PUT /v1/docs/7?a=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-5\r\n\r\n",
                "GET /v1/search?q=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-6\r\n\r\n",
                "GET /v1/search?q=x&q=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-7\r\n\r\n",
                "BREW /v1/docs/7?a=hidden HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-8\r\n\r\n",
            ]
            for request in others { _ = try await bed.ask(request) }
            await bed.stopGateway()

            let text = try bed.logText("decisions")
            #expect(!text.contains("hidden"), "a query is in no record")
            for line in text.split(separator: "\n") { #expect(names(line) == Self.members, "\(line)") }
            let lines = try bed.log("decisions")
            let shown = ["requestId", "route", "rule", "decision", "reason", "user", "userId", "role", "namespace"]
            let rows: [[String?]] = [
                ["r-1", "docs", "docs.allow[0]", "allow", "", "mia", "7000", "2", "ns7"],
                ["r-2", "docs", "docs.deny[0]", "deny", "rule", "eve", "9", "2", "ns7"],
                ["r-3", nil, nil, "reject", "malformed-target", nil, nil, nil, nil],
                ["r-4", nil, nil, "deny", "route", nil, nil, nil, nil],
                ["r-5", nil, nil, "deny", "method", nil, nil, nil, nil],
                ["r-6", "search", "default", "deny", "condition", nil, nil, nil, nil],
                ["r-7", "search", "default", "reject", "malformed-target", nil, nil, nil, nil],
                ["r-8", nil, nil, "reject", "method-unsupported", nil, nil, nil, nil],
            ]
            try #require(lines.count == rows.count)
            for (line, row) in zip(lines, rows) { #expect(values(line, shown) == row, "\(row[0] ?? "")") }
            let rest = ["method", "path", "upstream", "status", "shadow"]
            #expect(values(lines[0], rest) == ["GET", "/v1/docs/7", "origin", nil, nil])
            #expect(values(lines[1], rest) == ["GET", "/v1/docs/7", "origin", "403", nil])
            #expect(values(lines[2], rest) == ["POST", "/v1/docs/x", nil, "400", nil])
            #expect(values(lines[4], rest) == ["PUT", "/v1/docs/7", nil, "405", nil])
            #expect(lines.allSatisfy { ($0["ruleset"] as? String)?.count == 64 })
            #expect(lines.allSatisfy { ($0["client"] as? String)?.hasPrefix("127.0.0.1:") == true })
        }
    }

    @Test("a 403 names its reason and the request's id, and nothing of the rule but what the rule has to say")
    func forbidden() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let mallory = try bed.token(of: try await bed.account("mallory", namespace: "ns8"))
            let rows: [(call: Call, status: Int, reason: String, message: String)] = [
                (
                    Call("GET", "/v1/docs/7", token: try bed.token(.member, name: "eve", id: 9)), 403, "rule",
                    "a rule refuses this: closed for the move"
                ),
                (Call("GET", "/v1/docs/7", token: mallory), 403, "role", "your role may not do this"),
                (Call("GET", "/v1/docs/7", token: try bed.token(.pending)), 403, "role", "your role may not do this"),
                (
                    Call("GET", "/v1/search?q=y"), 403, "condition",
                    "you may do this under conditions that this request does not meet"
                ),
            ]
            for row in rows {
                let answer = try await bed.answer(to: row.call)
                #expect(answer.status == row.status)
                let members = try answer.json()
                #expect(Set(members.keys) == ["code", "message", "reason", "requestId"])
                #expect(members["reason"] as? String == row.reason)
                #expect(members["message"] as? String == row.message)
                #expect(members["requestId"] as? String == answer["X-Request-Id"])
                for word in ["allow[", "deny[", "docs", "ns7", "127.0.0", "query.q", "member"] {
                    #expect(!answer.text.contains(word), "\(word)")
                    #expect(!answer.fields.contains { $0.value.contains(word) }, "\(word)")
                }
            }
        }
    }

    @Test("whatever the path is, the line stays one line of JSON with these members")
    func hostile() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let paths = [
                #"/v1/docs/","decision":"allow"#, "/v1/docs/%22%0a%7b", "/v1/docs/\u{e9}\u{2028}", "/v1/docs/\u{7f}x",
                "/v1/docs/" + String(repeating: "%5c", count: 2_000), "/" + String(repeating: "a/", count: 3_000),
            ]
            for path in paths { _ = try await bed.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n") }
            await bed.stopGateway()
            let lines = try bed.log("decisions")
            #expect(lines.allSatisfy { Set($0.keys) == Set(Self.members) && $0["decision"] as? String != "allow" })
            #expect(lines.allSatisfy { (($0["path"] as? String)?.utf8.count ?? .max) < 4_096 })
        }
    }
}
