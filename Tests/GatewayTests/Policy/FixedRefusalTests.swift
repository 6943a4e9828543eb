import Foundation
import Testing

@testable import Gateway

@Suite("Refusals that stand in the policy")
struct FixedRefusalTests {
    private static func route(_ id: String, _ path: String, _ answer: String) -> String {
        """
        - id: \(id)
          match: { methods: [GET, HEAD, POST], path: "\(path)" }
          to: { answer: \(answer) }
          access: { allow: [{ roles: [anonymous] }] }

        """
    }

    private static let routes =
        route("later", "/v1/later", #"{ status: 501, message: "not \"here\" yet" }"#)
        + route("nothing", "/api/v2.0/nothing", "{ status: 404, message: no such route }")
        + route("retired", "/retired", "{ status: 410, message: use /v1 }")

    private struct Row {
        let path: String
        let type: String
        let reason: String
        let status: Int
        let message: String
        /// Of the object that says it.
        let statusName: String
        let messageName: String
        let code: String?
    }

    private static let rows = [
        Row(
            path: "/v1/later", type: "application/json", reason: "not-offered", status: 501,
            message: "not \"here\" yet", statusName: "code", messageName: "message", code: nil),
        Row(
            path: "/api/v2.0/nothing", type: "application/json", reason: "route", status: 404,
            message: "no such route", statusName: "", messageName: "message", code: "NOT_FOUND"),
        Row(
            path: "/retired", type: "application/problem+json", reason: "gone", status: 410, message: "use /v1",
            statusName: "status", messageName: "title", code: nil),
    ]

    @Test("have the form of the path's family, a reason, the request id, and stay out of caches")
    func shapes() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            for row in Self.rows {
                let answer = try await bed.ask("GET \(row.path) HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-7\r\n\r\n")
                #expect(answer.status == row.status)
                #expect(answer["Content-Type"] == row.type)
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer["X-Request-Id"] == "r-7")
                #expect(answer.text.hasSuffix("}\n"))
                let whole = try answer.json()
                let body = (whole["errors"] as? [[String: Any]])?.first ?? whole
                #expect(body["reason"] as? String == row.reason)
                #expect(body["requestId"] as? String == "r-7")
                #expect(body[row.messageName] as? String == row.message)
                if let code = row.code {
                    #expect(body["code"] as? String == code)
                } else {
                    #expect(body[row.statusName] as? Int == row.status)
                }
            }
        }
    }

    @Test("go on with the connection, and answer HEAD without a body")
    func head() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let client = try await bed.connect()
            try await client.send("HEAD /v1/later HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await client.answer(toHead: true)
            #expect(head.status == 501 && head["Connection"] == nil)
            try await client.send("GET /v1/later HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.answer()
            #expect(head["Content-Length"] == "\(answer.body.count)" && !answer.body.isEmpty)
        }
    }

    @Test("are no failures: the process's own log does not warn of them, as it does of what went wrong")
    func warnings() async throws {
        let log = LogCollector()
        try await Testbed.with(logger: log.logger) { bed in
            try await bed.enforce(Self.route("closed", "/closed", "{ status: 503, message: closed for the summer }"))
            let closed = try await bed.ask("GET /closed HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(closed.status == 503)
            #expect(try await bed.ask("GET /nowhere/x HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
            await bed.stopGateway()
        }
        let failures = log.lines.filter { $0.contains("exchange failed") }
        #expect(failures == ["warning exchange failed upstream-off"])
    }

    @Test("are told in the access log by their reason, while the decision was to let the caller in")
    func logs() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            _ = try await bed.ask("GET /v1/later HTTP/1.1\r\nHost: a\r\n\r\n")
            await bed.stopGateway()
            let access = try String(contentsOf: bed.directory.appending(path: "access.jsonl"), encoding: .utf8)
            #expect(access.contains("\"error\":\"not-offered\""))
            let decisions = try String(contentsOf: bed.directory.appending(path: "decisions.jsonl"), encoding: .utf8)
            let line = decisions.split(separator: "\n").first { $0.contains("\"later\"") } ?? ""
            #expect(line.contains("\"allow\""))
        }
    }
}
