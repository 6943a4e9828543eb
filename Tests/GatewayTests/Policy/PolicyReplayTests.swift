import Domain
import Foundation
import Testing

@testable import Gateway

/// A log that a gateway wrote, and the commands that read it back.
@Suite("policy replay and policy shadow-report")
struct PolicyReplayTests {
    private static let routes = """
        - id: docs
          match: { methods: [GET, DELETE], path: "/docs/{id}" }
          params: { id: int64 }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }] }
        - id: search
          match: { methods: [GET], path: "/search" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member], when: "query.q == 'x'" }] }
        - id: near
          match: { methods: [GET], path: "/near" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous], addresses: ["127.0.0.0/8"] }] }
        - id: limited
          match: { methods: [GET], path: "/limited" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous] }] }
          limits: { rate: { per: route, limit: 1/h } }
        - id: trial
          match: { methods: [GET], path: "/trial" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }], deny: [{ roles: [member], users: [mia], mode: shadow }] }
        """

    /// Files with these routes, and the log of a gateway that enforced them.
    private func withLog(_ body: (PolicyDirectory, _ log: String) async throws -> Void) async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let mia = try bed.token(.member, name: "mia")
            let admin = try bed.token(.systemAdmin, name: "root", id: 1)
            let calls = [
                Call("GET", "/docs/1", token: mia), Call("GET", "/docs/2", token: mia),
                Call("GET", "/docs/3", token: admin),
                Call("DELETE", "/docs/1", token: mia), Call("GET", "/docs/1"), Call("GET", "/docs/1", token: "junk"),
                Call("GET", "/docs/x", token: mia), Call("GET", "/search?q=x", token: mia), Call("GET", "/near"),
                Call("GET", "/limited"), Call("GET", "/limited"), Call("GET", "/nothing"),
                Call("GET", "/trial", token: mia), Call("GET", "/trial", token: admin),
            ]
            for call in calls { _ = try await bed.answer(to: call) }
            await bed.stopGateway()
            try await PolicyDirectory.with(routes: Self.routes) { files in
                try await body(files, bed.directory.appending(path: "decisions.jsonl").path)
            }
        }
    }

    private static let summary =
        "1 depend on a query, body, field, owner or token that is not recorded; 1 are not about policies"

    @Test("by the same policy nothing changes: 0")
    func same() async throws {
        try await withLog { files, log in
            let outcome = try await files.policy("replay", log)
            #expect(outcome.status == 0)
            #expect(outcome.output == "14 decisions, 0 would change; \(Self.summary)\n")
            #expect(outcome.errors == "", "a short log needs no word of how far it is")
            let setting = try await files.policy("replay", environment: ["BREAKWATER_DECISION_LOG": log])
            #expect(setting.output == outcome.output, "the log of the settings, where none is named")
        }
    }

    @Test("by another policy each kind of change is a row with an example that can be looked up: 1")
    func changed() async throws {
        try await withLog { files, log in
            let narrower = Self.routes.replacingOccurrences(of: "[GET, DELETE]", with: "[GET]")
                .replacingOccurrences(of: "127.0.0.0/8", with: "10.0.0.0/8")
                .replacingOccurrences(
                    of: "roles: [member] }] }\n- id: search", with: "roles: [system-admin] }] }\n- id: search")
            try files.write("version: 1\nroutes:\n\(narrower)\n", to: "routes/routes.yaml")
            let outcome = try await files.policy("replay", log)
            #expect(outcome.status == 1)
            #expect(outcome.lines.last.map(String.init) == "14 decisions, 4 would change; \(Self.summary)")
            let rows = outcome.lines.dropLast().map { $0.split(separator: " ").map(String.init).joined(separator: " ") }
            #expect(rows.count == 4 && rows.first == "COUNT METHOD ROUTE ROLE RECORDED WOULD BE EXAMPLE")
            #expect(rows.contains { $0.hasPrefix("2 GET docs member allow deny (role) /docs/2 (") }, "\(rows)")
            #expect(
                rows.contains { $0.hasPrefix("1 DELETE docs -> none member allow deny (method) /docs/1 (") },
                "\(rows)")
            #expect(rows.contains { $0.hasPrefix("1 GET near anonymous allow deny (condition) /near (") }, "\(rows)")

            let json = try await files.policy("replay", "--format", "json", log)
            let object = try json.document(as: [String: Any].self)
            #expect(json.status == 1 && object["lines"] as? Int == 14 && object["undecidable"] as? Int == 1)
            let changes = try #require(object["changes"] as? [[String: Any]])
            #expect(changes.map { $0["count"] as? Int } == [2, 1, 1])
            let example = try #require(changes.first?["example"] as? String)
            let request = try #require(example.firstMatch(of: /\(([0-9a-f]{16})\)$/)).1
            #expect(try String(contentsOfFile: log, encoding: .utf8).contains("\"requestId\":\"\(request)\""))
        }
    }

    private static let conditional = """
        - id: any-host
          match: { methods: [GET], path: "/x" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }] }
        - id: app-host
          match: { methods: [GET], path: "/x", host: app.example.org }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous] }] }
        - id: any-kind
          match: { methods: [GET], path: "/y" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous] }] }
        - id: web-kind
          match: { methods: [GET], path: "/y", headers: { X-Kind: web }, query: { q: true } }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }] }
        """

    /// By the same policy nothing may change, whatever the log does not tell.
    @Test("which of several routes a host, a field or a parameter chose is not guessed")
    func conditions() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.conditional)
            for request in [
                "GET /x HTTP/1.1\r\nHost: app.example.org\r\n\r\n", "GET /x HTTP/1.1\r\nHost: other\r\n\r\n",
                "GET /y?q=1 HTTP/1.1\r\nHost: a\r\nX-Kind: web\r\n\r\n", "GET /y HTTP/1.1\r\nHost: a\r\n\r\n",
            ] { _ = try await bed.ask(request) }
            await bed.stopGateway()
            try await PolicyDirectory.with(routes: Self.conditional) { files in
                let outcome = try await files.policy("replay", bed.directory.appending(path: "decisions.jsonl").path)
                #expect(outcome.status == 0, "\(outcome.output)")
                #expect(outcome.output.hasPrefix("4 decisions, 0 would change; "), "\(outcome.output)")
            }
        }
    }

    private static func line(
        _ decision: String, _ reason: String, _ path: String, role: Int? = nil, method: String = "GET"
    ) -> String {
        let number = role.map { "\($0)" } ?? "null"
        return """
            {"time":"2026-05-01T10:00:00.000Z","requestId":"0","route":null,"rule":null,"decision":"\(decision)",\
            "reason":"\(reason)","user":null,"userId":null,"role":\(number),"namespace":null,"method":"\(method)",\
            "path":"\(path)","client":"127.0.0.1:9","upstream":null,"status":null,"shadow":null}
            """
    }

    /// Of routes that let nobody in, so that whatever is judged and was allowed would change.
    private func replay(_ lines: [String]) async throws -> [String: Any] {
        let closed = """
            - id: closed
              match: { methods: [GET], path: "/closed" }
              to: { answer: { status: 200, body: ok } }
              access: { allow: [{ roles: [system-admin] }] }
            """
        var object: [String: Any] = [:]
        try await PolicyDirectory.with(routes: closed) { files in
            let log = files.url.appending(path: "log.jsonl")
            try Data(lines.joined(separator: "\n").utf8).write(to: log)
            object = try await files.policy("replay", "--format", "json", log.path).document(as: [String: Any].self)
        }
        return object
    }

    @Test("only what a policy decides is judged: every other reason, a known one or not, is none of its own")
    func foreignReasons() async throws {
        let own = ["role", "condition", "rule", "repository-account", "route", "method"]
        let tokens = ["token-missing", "token-invalid", "token-expired", "session-ended"]
        let foreign = GatewayError.Code.allCases.map(\.rawValue).filter { !(own + tokens).contains($0) }
        let lines = (foreign + ["some-day"]).map { Self.line("reject", $0, "/closed", role: 4) }
        let skipped = try await replay(lines)
        #expect(skipped["skipped"] as? Int == lines.count && (skipped["changes"] as? [Any])?.isEmpty == true)
        let judged = try await replay(own.map { Self.line("deny", $0, "/closed", role: 4) })
        #expect(judged["skipped"] as? Int == 0)
        let changes = try #require(judged["changes"] as? [[String: Any]])
        #expect(changes.count == own.count && changes.allSatisfy { $0["after"] as? String == "allow" })
        let unknown = try await replay(tokens.map { Self.line("deny", $0, "/closed") })
        #expect(unknown["skipped"] as? Int == 0 && (unknown["changes"] as? [Any])?.isEmpty == true)
    }

    @Test("a path that was cut, or that no gateway writes, is not judged")
    func cutPaths() async throws {
        let paths = ["/closed…", "/closed#x", "closed", "*"]
        let object = try await replay(paths.map { Self.line("allow", "", $0, role: 2) })
        #expect(object["skipped"] as? Int == paths.count && (object["changes"] as? [Any])?.isEmpty == true)
    }

    @Test("whoever was let in as anybody may have had a token: what asks for one is not judged by its absence")
    func anybody() async throws {
        let object = try await replay([
            Self.line("allow", "", "/closed"), Self.line("deny", "route", "/closed"), Self.line("allow", "", "/gone"),
        ])
        #expect(object["undecidable"] as? Int == 2)
        let changes = try #require(object["changes"] as? [[String: Any]])
        #expect(changes.map { $0["after"] as? String } == ["deny (route)"], "what is no route needs no token")
    }

    @Test("a line longer than any of a gateway is passed over and counted, and what follows it is read")
    func longLine() async throws {
        let long = String(repeating: "x", count: 3 << 20)
        let object = try await replay([
            Self.line("allow", "", "/closed", role: 4), long, Self.line("allow", "", "/closed", role: 4),
        ])
        #expect(object["lines"] as? Int == 3 && object["unreadable"] as? Int == 1)
    }

    @Test("the log of the settings is read with what was set aside of it, as far as that is kept")
    func rotated() async throws {
        try await withLog { files, log in
            let one = Self.line("allow", "", "/docs/1", role: 2) + "\n"
            for number in [1, 3, 4] { try Data(one.utf8).write(to: URL(fileURLWithPath: "\(log).\(number)")) }
            let environment = ["BREAKWATER_DECISION_LOG": log, "BREAKWATER_LOG_ROTATE_KEEP": "3"]
            let outcome = try await files.policy("replay", environment: environment)
            #expect(outcome.output.hasPrefix("16 decisions, 0 would change"), "\(outcome.output)\(outcome.errors)")
            #expect(try await files.policy("replay", log).output.hasPrefix("14 decisions, 0 would change"))
        }
    }

    @Test("a log without a single decision is 2: of nothing it cannot be said that nothing changes")
    func nothingReadable() async throws {
        try await PolicyDirectory.with(routes: Self.routes) { files in
            for text in ["", "nonsense\n{}\n"] {
                let log = files.path + "/some.log"
                try Data(text.utf8).write(to: URL(fileURLWithPath: log))
                for outcome in [try await files.policy("replay", log), try await files.bare("shadow-report", log)] {
                    #expect(outcome.status == 2 && outcome.output == "")
                    #expect(outcome.errors.contains("no line of \(log) is one of a decision log"))
                }
            }
            #expect(try await files.policy("replay", files.path).status == 2, "a directory is no log")
        }
    }

    @Test("a log that is not there, or that no setting names, is 2; lines that are none are counted")
    func usage() async throws {
        try await withLog { files, log in
            let missing = try await files.policy("replay", "/nonexistent/log")
            #expect(missing.status == 2 && missing.errors.contains("the decision log /nonexistent/log cannot be read"))
            let off = try await files.policy("replay", environment: ["BREAKWATER_DECISION_LOG": "off"])
            #expect(off.status == 2 && off.errors.contains("log.decisions is no file: name the log"))
            let other = files.path + "/other.jsonl"
            try Data("nonsense\n{\"a\":1}\n\n{\"decision\":\"allow\"}".utf8).write(to: URL(fileURLWithPath: other))
            let both = try await files.policy("replay", other, log)
            #expect(both.status == 0)
            #expect(
                both.output.contains("17 decisions, 0 would change")
                    && both.output.contains("3 lines are none of a decision log"))
        }
    }

    @Test("shadow-report shows where rules in shadow mode would have decided otherwise, and is 0")
    func shadowReport() async throws {
        try await withLog { files, log in
            let outcome = try await files.bare("shadow-report", log)
            #expect(outcome.status == 0)
            #expect(
                outcome.lines.last == """
                    14 decisions; 2 with a word of rules in shadow mode, 1 differ, 0 could not be told; \
                    0 with a word of a second policy, 0 differ, 0 could not be told
                    """)
            let row = outcome.lines.dropFirst().first.map { $0.split(separator: " ").map(String.init) } ?? []
            #expect(row.prefix(8) == ["1", "GET", "trial", "2", "allow", "deny", "rules", "/trial"], "\(row)")
            let json = try await files.bare("shadow-report", "--format", "json", log)
            let changes = try json.document(as: [String: Any].self)["changes"] as? [[String: Any]]
            #expect(json.status == 0 && changes?.count == 1 && changes?.first?["after"] as? String == "deny")
            #expect(try await files.bare("shadow-report", "/nonexistent/log").status == 2)
        }
    }
}
