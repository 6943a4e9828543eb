import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("What the gateway records")
struct RecordTests {
    private static let accessMembers: Set<String> = [
        "time", "requestId", "client", "method", "path", "route", "status", "bytesIn", "bytesOut", "durationMs",
        "upstream", "upstreamMs", "user", "error",
    ]

    @Test("a relayed exchange is one access line with what was moved, and one decision line with who and why")
    func relayed() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send(
                "POST /guarded/a%20b?secret=1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: trace-1\r\nContent-Length: 5\r\n"
                    + "Authorization: \(try bed.token(.member, name: "m\"ia"))\r\n\r\nhello")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nabc")
            #expect(try await client.answer().status == 201)
            await bed.stopGateway()

            let access = try bed.log("access")
            try #require(access.count == 1)
            #expect(Set(access[0].keys) == Self.accessMembers)
            #expect(access[0]["requestId"] as? String == "trace-1")
            #expect(access[0]["method"] as? String == "POST")
            #expect(access[0]["path"] as? String == "/guarded/a%20b")
            #expect(access[0]["route"] as? String == "guarded")
            #expect(access[0]["status"] as? Int == 201)
            #expect(access[0]["bytesIn"] as? Int == 5)
            #expect(access[0]["bytesOut"] as? Int == 3)
            #expect(access[0]["upstream"] as? String == "origin")
            #expect(access[0]["upstreamMs"] is Double, "how long the upstream took")
            #expect(access[0]["user"] as? String == "m\"ia")
            #expect(access[0]["error"] is NSNull)
            #expect((access[0]["client"] as? String)?.hasPrefix("127.0.0.1:") == true)

            let decisions = try bed.log("decisions")
            try #require(decisions.count == 1)
            #expect(decisions[0]["decision"] as? String == "allow")
            #expect(decisions[0]["rule"] as? String == "guarded.allow[0]")
            #expect(decisions[0]["user"] as? String == "m\"ia")
            #expect(decisions[0]["userId"] as? Int == 7_000)
            #expect(decisions[0]["role"] as? Int == 2)
            #expect(decisions[0]["namespace"] as? String == "ns7")
            #expect(decisions[0]["path"] as? String == "/guarded/a%20b")
            #expect((decisions[0]["ruleset"] as? String)?.count == 64)
        }
    }

    @Test("refusals are decided and recorded too")
    func refused() async throws {
        try await Testbed.with { bed in
            let member = try bed.token(.member)
            _ = try await bed.ask("GET /v1/thing HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await bed.ask("GET /v1/thing HTTP/1.1\r\nHost: a\r\nAuthorization: \(member)\r\n\r\n")
            _ = try await bed.ask("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            await bed.stopGateway()
            let decisions = try bed.log("decisions")
            #expect(decisions.map { $0["decision"] as? String } == ["deny", "deny", "deny"])
            #expect(decisions.map { $0["reason"] as? String } == ["token-missing", "role", "route"])
            #expect(decisions.map { $0["status"] as? Int } == [401, 403, 404])
            #expect(decisions.map { $0["user"] as? String } == [nil, "mia", nil])
            #expect(try bed.log("access").map { $0["error"] as? String } == ["token-missing", "role", "route"])
        }
    }

    @Test("an answer that was cut is one access line with the status that went out and the reason")
    func cut() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = try await client.head()
            await upstream.close()
            _ = try await client.end()
            await bed.stopGateway()
            let access = try bed.log("access")
            #expect(access.map { $0["status"] as? Int } == [200])
            #expect(access.map { $0["error"] as? String } == ["upstream-closed"])
        }
    }

    @Test("whatever a client sends, a log line stays one line of JSON")
    func hostile() async throws {
        try await Testbed.with { bed in
            let targets = ["/relay/%22%0a", "/\u{e9}\"}", "/unknown?\"", "/a\"b", "/relay/%zz", "/relay/x#token=abc"]
            for target in targets {
                _ = try await bed.ask("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            _ = try await bed.ask("G\"ET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await bed.stopGateway()
            #expect(try bed.log("access").count == targets.count + 1)
            #expect(!(try bed.logText("access").contains("token=abc")))
        }
    }

    @Test("the metrics page has every promised name, counted by route")
    func metrics() async throws {
        try await Testbed.with { bed in
            let client = try await bed.connect()
            try await client.send("GET /relay/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            _ = try await client.answer()
            _ = try await bed.ask("GET /v1/thing HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await bed.ask("GET /bad path HTTP/1.1\r\nHost: a\r\n\r\n")
            let page = try await bed.askAdmin("/metrics")
            #expect(page["Content-Type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            for line in [
                "breakwater_requests_total{route=\"relay\",method=\"GET\",status=\"200\"} 1",
                "breakwater_requests_total{route=\"v1-thing\",method=\"GET\",status=\"401\"} 1",
                "breakwater_requests_total{route=\"none\",method=\"other\",status=\"400\"} 1",
                "breakwater_request_duration_seconds_count{route=\"relay\"} 1",
                "breakwater_request_duration_seconds_bucket{route=\"relay\",le=\"+Inf\"} 1",
                "breakwater_policy_decisions_total{route=\"relay\",decision=\"allow\",reason=\"\"} 1",
                "breakwater_policy_decisions_total{route=\"v1-thing\",decision=\"deny\",reason=\"token-missing\"} 1",
                "breakwater_upstream_connections{upstream=\"origin\",state=\"active\"} 0",
                "# TYPE breakwater_event_loop_lag_seconds gauge",
            ] { #expect(page.text.contains(line + "\n"), "\(line)") }
        }
    }
}
