import Foundation
import Testing

@testable import Gateway

@Suite("Policies that are broken, and routes that are only tried, as the commands show them")
struct PolicyListingTests {
    @Test("files that cannot be used answer no question: 1, with what is wrong with them")
    func broken() async throws {
        try await PolicyDirectory.with(routes: PolicyQuestionTests.routes) { files in
            try files.write("version: 1\nroutes: [", to: "routes/broken.yaml")
            for arguments in [
                ["explain", "GET", "/labels/7"], ["who-can", "GET", "/labels/7"], ["audit"], ["test"], ["routes"],
            ] {
                let outcome = try await files.run(arguments[0], Array(arguments.dropFirst()))
                #expect(outcome.status == 1, "\(arguments)")
                #expect(outcome.errors.contains("routes/broken.yaml:"), "\(arguments): \(outcome.errors)")
                #expect(outcome.output == "")
            }
            let log = files.path + "/log.jsonl"
            try Data(#"{"decision":"allow","method":"GET","path":"/"}"#.utf8).write(to: URL(fileURLWithPath: log))
            for arguments in [
                ["explain", "GET", "/labels/7"], ["who-can", "GET", "/labels/7"], ["audit"], ["test"], ["routes"],
                ["check"], ["fmt"], ["replay", log], ["diff", files.path, files.path],
            ] {
                let place = arguments[0] == "diff" ? [] : ["--policies", files.path]
                let outcome = try await GatewayProcess.run(
                    ["policy", arguments[0], "--format", "json"] + place + arguments.dropFirst(), environment: [:])
                #expect(outcome.status == 1, "\(arguments)")
                let findings = try outcome.document(as: [String: Any].self)["findings"] as? [[String: Any]] ?? []
                #expect(!findings.isEmpty, "\(arguments)")
                for finding in findings {
                    #expect(finding["file"] is String && finding["message"] is String, "\(arguments)")
                    #expect(finding["line"] is Int && finding["column"] is Int, "\(arguments)")
                }
            }
        }
    }

    private static let tried = """
        - id: live
          match: { methods: [GET], path: "/x" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [member] }] }
        - id: tried
          match: { methods: [GET], path: "/x" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [system-admin] }] }
          mode: shadow
        """

    @Test("routes in shadow mode are listed by routes and check, and marked")
    func shadowRoutes() async throws {
        try await PolicyDirectory.with(routes: Self.tried) { files in
            let list = try await files.policy("routes")
            #expect(list.lines.map { $0.split(separator: " ").first } == ["ROUTE", "live", "tried"], "\(list.output)")
            #expect(list.lines.last?.hasPrefix("tried (shadow) ") == true)
            let json = try await files.policy("routes", "--format", "json").document(as: [[String: Any]].self)
            #expect(json.map { $0["mode"] as? String } == ["enforce", "shadow"])
            let check = try await files.policy("check")
            #expect(check.output.contains(": 1 routes, ") && check.output.contains(", beside them tried (shadow), "))
            let document = try await files.policy("check", "--format", "json").document(as: [String: Any].self)
            #expect(document["routes"] as? Int == 1 && document["shadow"] as? [String] == ["tried"])
        }
    }
}
