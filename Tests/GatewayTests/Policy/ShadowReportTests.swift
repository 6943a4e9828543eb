import Foundation
import Testing

@testable import Gateway

@Suite("policy shadow-report on what both had to say")
struct ShadowReportTests {
    private static func line(_ decision: String, shadow: String?) -> String {
        let shadow = shadow.map { "\"\($0)\"" } ?? "null"
        return """
            {"time":"2026-05-01T10:00:00.000Z","requestId":"0","route":"docs","rule":null,"decision":"\(decision)",\
            "reason":"","user":null,"userId":null,"role":2,"namespace":null,"method":"GET","path":"/docs",\
            "client":"127.0.0.1:9","upstream":null,"status":null,"shadow":\(shadow)}
            """
    }

    @Test("the words of rules in shadow mode and those of a second policy are told apart and counted each")
    func apart() async throws {
        let lines = [
            Self.line("allow", shadow: "deny policy:allow"), Self.line("allow", shadow: "deny policy:reject"),
            Self.line("allow", shadow: "policy:reject"), Self.line("allow", shadow: "allow"),
            Self.line("allow", shadow: nil), Self.line("allow", shadow: "unknown policy:allow"),
            Self.line("deny", shadow: "unknown policy:unknown"),
        ]
        let log = FileManager.default.temporaryDirectory.appending(path: "shadow-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: log) }
        try Data(lines.joined(separator: "\n").utf8).write(to: log)
        let text = try await GatewayProcess.run(["policy", "shadow-report", log.path], environment: [:])
        #expect(text.status == 0, "\(text.errors)")
        let rows = text.lines.map { $0.split(separator: " ").map(String.init) }
        #expect(rows.first == ["COUNT", "METHOD", "ROUTE", "ROLE", "DECIDED", "SHADOW", "OF", "EXAMPLE"])
        #expect(
            rows.dropFirst().dropLast().map { Array($0.prefix(7)) } == [
                ["2", "GET", "docs", "2", "allow", "reject", "policy"],
                ["2", "GET", "docs", "2", "allow", "deny", "rules"],
            ])
        #expect(
            text.lines.last == """
                7 decisions; 5 with a word of rules in shadow mode, 2 differ, 2 could not be told; \
                5 with a word of a second policy, 2 differ, 1 could not be told
                """)
        let json = try await GatewayProcess.run(
            ["policy", "shadow-report", "--format", "json", log.path], environment: [:])
        let document = try json.document(as: [String: Any].self)
        #expect(document["undecidable"] as? Int == 3)
        let changes = document["changes"] as? [[String: Any]]
        #expect(changes?.map { $0["source"] as? String } == ["policy", "rules"])
    }
}
