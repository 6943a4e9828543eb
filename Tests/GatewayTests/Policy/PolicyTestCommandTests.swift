import Foundation
import Testing

@testable import Gateway

@Suite("policy test and policy audit")
struct PolicyTestCommandTests {
    private static let routes = """
        - id: docs
          match: { methods: [GET, DELETE], path: "/docs/{id}" }
          params: { id: int64 }
          to: { upstream: origin, path: "/x/{id}" }
          access: { allow: [{ roles: [member] }] }
        - id: open
          match: { methods: [POST], path: "/open" }
          to: { upstream: origin, path: "/x" }
          access: { allow: [{ roles: [anonymous] }] }
        """

    private static func docs(member: String = "allow") -> String {
        """
        - name: who reads documents
          request: GET /docs/7
          expect: { route: docs, upstream: /x/7 }
          roles: { anonymous: token-missing, pending: role, approved: role, member: \(member),
                   business-admin: allow, system-admin: allow }
        """
    }

    private static let open = """

        - name: who writes openly
          request: POST /open
          roles: { anonymous: allow, pending: allow, approved: allow, member: allow,
                   business-admin: allow, system-admin: allow }
        """

    @Test("all passed: 0, and --coverage shows each route and role that no test has tried")
    func passed() async throws {
        try await PolicyDirectory.with(routes: Self.routes, tests: Self.docs()) { files in
            let plain = try await files.policy("test")
            #expect(
                plain.status == 0
                    && plain.output == "6 tests, all passed; 6 of 12 cells of route × role covered (50 %)\n")
            let shown = try await files.policy("test", "--coverage")
            #expect(shown.status == 0)
            let rows = shown.lines.map { $0.split(separator: " ") }
            #expect(
                rows.contains(["ROUTE", "anonymous", "pending", "approved", "member", "business-admin", "system-admin"])
            )
            #expect(rows.contains(["docs", "yes", "yes", "yes", "yes", "yes", "yes"]))
            #expect(rows.contains(["open", "-", "-", "-", "-", "-", "-"]))
            let json = try await files.policy("test", "--format", "json")
            let object = try json.document(as: [String: Any].self)
            #expect(object["cells"] as? Int == 12 && object["covered"] as? Int == 6 && object["tests"] as? Int == 6)
            #expect((object["uncovered"] as? [[String: String]])?.allSatisfy { $0["route"] == "open" } == true)
        }
    }

    @Test("--require-coverage exits 1 until every role is tried on every route")
    func required() async throws {
        try await PolicyDirectory.with(routes: Self.routes, tests: Self.docs()) { files in
            #expect(try await files.policy("test", "--require-coverage").status == 1)
            try files.write("version: 1\ntests:\n\(Self.docs())\(Self.open)\n", to: "tests/tests.yaml")
            let full = try await files.policy("test", "--require-coverage")
            #expect(full.status == 0 && full.output.contains("12 of 12 cells of route × role covered (100 %)"))
        }
    }

    @Test("a failing test is 1, with its place, role, what was expected and what it is; check refuses it too")
    func failed() async throws {
        try await PolicyDirectory.with(routes: Self.routes, tests: Self.docs(member: "role")) { files in
            let says =
                /tests\.yaml:\d+:\d+: the test "who reads documents" fails as member: .*role expected.* allow/
            let test = try await files.policy("test")
            #expect(test.status == 1 && test.output.contains(says), "\(test.output)")
            #expect(test.output.contains("6 tests, 1 failed"))
            let json = try await files.policy("test", "--format", "json")
            let object = try json.document(as: [String: Any].self)
            let failure = try #require((object["failures"] as? [[String: Any]])?.first)
            #expect(json.status == 1 && (failure["file"] as? String)?.hasSuffix("tests.yaml") == true)
            #expect((failure["line"] as? Int ?? 0) > 0 && (failure["column"] as? Int ?? 0) > 0)
            #expect((failure["message"] as? String)?.contains("fails as member") == true)
            let check = try await files.policy("check")
            #expect(check.status == 1 && check.output.contains(says), "\(check.output)")
            #expect(check.output.contains("1 finding(s): these would be refused"))
            #expect(try await files.policy("explain", "GET", "/docs/7").status == 0, "who asks may look for the reason")
        }
    }

    @Test("audit: nothing is 0; each finding has a line with its id, and is 1 until the route says that it is meant")
    func audit() async throws {
        try await PolicyDirectory.with(routes: Self.routes, tests: Self.docs() + Self.open) { files in
            let found = try await files.policy("audit")
            #expect(found.status == 1)
            #expect(
                found.output.contains(
                    /routes\/routes\.yaml:\d+: \[anonymous-write\] open: anybody may change something/),
                "\(found.output)")
            #expect(
                found.output.contains("1 finding(s); a route that means one lists its id: accepts: [anonymous-write]"))
            let json = try await files.policy("audit", "--format", "json")
            let rows = try json.document(as: [[String: Any]].self)
            #expect(json.status == 1 && rows.map { $0["id"] as? String } == ["anonymous-write"])
            #expect(rows.first?["line"] as? Int == 7 + 1 && rows.first?["route"] as? String == "open")

            try files.write(
                "version: 1\nroutes:\n\(Self.routes)\n  accepts: [anonymous-write]\n", to: "routes/routes.yaml")
            let accepted = try await files.policy("audit")
            #expect(accepted.status == 0 && accepted.output.contains("2 routes, nothing found"), "\(accepted.output)")
            #expect(try await files.policy("audit", "--format", "json").document(as: [Any].self).isEmpty)
            try files.write(
                "version: 1\nroutes:\n\(Self.routes)\n  accepts: [anonymous-writ]\n", to: "routes/routes.yaml")
            let stale = try await files.policy("audit")
            #expect(stale.status == 1 && stale.output.contains("[stale-acceptance] open"), "\(stale.output)")
            #expect(stale.output.contains("did you mean \"anonymous-write\"?"))
            #expect(!stale.output.contains("accepts: [stale-acceptance]"), "what is stale is taken out")
        }
    }
}
