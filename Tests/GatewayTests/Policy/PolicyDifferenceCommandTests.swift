import Foundation
import Testing

@testable import Gateway

@Suite("policy diff and policy fmt")
struct PolicyDifferenceCommandTests {
    private static let routes = """
        - id: docs
          match: { methods: [GET], path: "/docs/{id}" }
          params: { id: int64 }
          to: { upstream: origin, path: "/x/{id}" }
          access: { allow: [{ roles: [member] }] }
        - id: create
          match: { methods: [POST], path: "/docs" }
          body: { scope: text }
          to: { upstream: origin, path: "/x" }
          access: { allow: [{ roles: [member], when: "body.scope == 'p'" }] }
        """

    @Test("the same meaning, however it is written, is 0; more, less and other than before is 1, both ways")
    func differences() async throws {
        try await PolicyDirectory.with(routes: Self.routes) { files in
            let same = try await files.bare("diff", files.path, files.path)
            #expect(same.status == 0 && same.output == "nothing changes\n")
            try await files.withCopy(replacing: "[member], when", by: "[ member ] , when") { copy async throws in
                #expect(try await files.bare("diff", files.path, copy.path).status == 0)
            }
            try await files.withCopy(replacing: "roles: [member] }", by: "roles: [approved] }") { copy in
                let outcome = try await files.bare("diff", files.path, copy.path)
                #expect(outcome.status == 1)
                #expect(
                    outcome.output == """
                        GET /docs/{id} [docs]
                          + approved: no -> yes
                          - member: yes -> no
                          - business-admin: yes -> no
                          - system-admin: yes -> no
                        1 kind(s) of request change: 1 cell(s) wider (+), 3 narrower (-), 0 different (~)

                        """)
                let back = try await files.bare("diff", copy.path, files.path)
                #expect(back.status == 1 && back.output.contains("3 cell(s) wider (+), 1 narrower (-)"))
            }
            try await files.withCopy(replacing: "== 'p'", by: "in ['p', 'g']") { copy in
                let outcome = try await files.bare("diff", files.path, copy.path)
                #expect(outcome.status == 1)
                #expect(
                    outcome.output.contains("  ~ member: if body.scope == 'p' -> if body.scope in ['p', 'g']")
                )
            }
            try await files.withCopy(replacing: "path: \"/x/{id}\"", by: "path: \"/y/{id}\"") { copy in
                let outcome = try await files.bare("diff", files.path, copy.path)
                #expect(outcome.status == 1)
                #expect(outcome.output.contains("    leads to origin /y/{id}, before to origin /x/{id}"))
            }
            try await files.withCopy(replacing: "methods: [GET]", by: "methods: [GET, DELETE]") { copy in
                let json = try await files.bare("diff", "--format", "json", files.path, copy.path)
                let rows = try json.document(as: [[String: Any]].self)
                #expect(json.status == 1 && rows.map { $0["request"] as? String } == ["DELETE /docs/{id}"])
                #expect(rows.first?["oldRoute"] == nil && rows.first?["newRoute"] as? String == "docs")
            }
        }
    }

    @Test("a directory that cannot be read is a wrong question: it says which, and is 2")
    func broken() async throws {
        try await PolicyDirectory.with(routes: Self.routes) { files in
            for pair in [[files.path, "/nonexistent/policies"], ["/nonexistent/policies", files.path]] {
                let outcome = try await files.bare("diff", pair[0], pair[1])
                #expect(outcome.status == 2 && outcome.output == "")
                #expect(outcome.errors.contains("the policy directory /nonexistent/policies cannot be read"))
            }
            for command in [["test"], ["audit"], ["routes"], ["fmt"], ["who-can", "GET", "/x"]] {
                let outcome = try await GatewayProcess.run(
                    ["policy", command[0], "--policies", "/nonexistent/policies"] + command.dropFirst(),
                    environment: [:])
                #expect(outcome.status == 2 && outcome.output == "", "\(command)")
                #expect(outcome.errors.contains("the policy directory /nonexistent/policies cannot be read"))
            }
        }
    }

    private static let untidy = """
        version: 1
        routes:
        # stays
        - id:   docs
          match: {methods: [GET],   path: "/docs/{id}"}
          params: {id: int64}
          to: {upstream: origin, path: "/x/{id}"}
          access: {allow: [{roles: [member]}]}   # stays too
        """

    @Test("fmt --check tells untidy files and changes none; fmt mends them, and they mean the same")
    func format() async throws {
        try await PolicyDirectory.with(routes: Self.routes) { files in
            try files.write(Self.untidy, to: "routes/routes.yaml")
            let before = try await files.policy("check")
            let check = try await files.policy("fmt", "--check")
            #expect(check.status == 1 && check.lines.contains("\(files.path)/routes/routes.yaml"))
            #expect(check.lines.last?.hasSuffix("files would change") == true)
            #expect(try files.text(of: "routes/routes.yaml") == Self.untidy)
            let json = try await files.policy("fmt", "--check", "--format", "json")
            let changed = try json.document(as: [String: [String]].self)["changed"] ?? []
            #expect(json.status == 1 && changed.contains("\(files.path)/routes/routes.yaml"))

            let done = try await files.policy("fmt")
            #expect(done.status == 0 && done.lines.last?.hasSuffix("files changed") == true)
            let text = try files.text(of: "routes/routes.yaml")
            #expect(text.contains("  # stays\n") && text.contains("# stays too"))
            #expect(text.contains("match: { methods: [GET], path: \"/docs/{id}\" }"), "\(text)")
            let again = try await files.policy("fmt", "--check")
            #expect(again.status == 0 && again.output.hasSuffix("files are as they should be\n"))
            let after = try await files.policy("check")
            #expect(before.status == 0 && after.status == 0)
        }
    }

    @Test("a file keeps its mode, and one that is a link stays one")
    func formatInPlace() async throws {
        try await PolicyDirectory.with(routes: Self.routes) { files in
            let manager = FileManager.default
            try files.write(Self.untidy, to: "behind.txt")
            let (file, link) = (
                files.url.appending(path: "behind.txt"), files.url.appending(path: "routes/routes.yaml")
            )
            try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            try manager.removeItem(at: link)
            try manager.createSymbolicLink(atPath: link.path, withDestinationPath: "../behind.txt")
            #expect(try await files.policy("fmt").status == 0)
            #expect(try manager.destinationOfSymbolicLink(atPath: link.path) == "../behind.txt")
            #expect(try files.text(of: "behind.txt") != Self.untidy)
            #expect(try manager.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("a file of another owner and group stays theirs")
    func formatOwned() async throws {
        // Only the superuser can give a file away.
        guard geteuid() == 0 else { return }
        try await PolicyDirectory.with(routes: Self.routes) { files in
            let path = files.path + "/routes/routes.yaml"
            try files.write(Self.untidy, to: "routes/routes.yaml")
            try #require(chown(path, 1_234, 2_345) == 0 && chmod(path, 0o640) == 0)
            #expect(try await files.policy("fmt").status == 0)
            var facts = stat()
            try #require(stat(path, &facts) == 0)
            #expect(facts.st_uid == 1_234 && facts.st_gid == 2_345 && facts.st_mode & 0o7777 == 0o640)
            #expect(try files.text(of: "routes/routes.yaml") != Self.untidy)
            let names = try FileManager.default.contentsOfDirectory(atPath: files.path + "/routes")
            #expect(names == ["routes.yaml"], "nothing is left beside it")
        }
    }

    @Test("fmt writes nothing at all while one of the files cannot be read as a policy")
    func formatBroken() async throws {
        try await PolicyDirectory.with(routes: Self.routes) { files in
            try files.write(Self.untidy, to: "routes/a.yaml")
            try files.write("version: 1\nroutes: [\n", to: "routes/b.yaml")
            for arguments in [["fmt"], ["fmt", "--check"]] {
                let outcome = try await files.run(arguments[0], Array(arguments.dropFirst()))
                #expect(outcome.status == 1 && outcome.output == "")
                #expect(outcome.errors.contains("routes/b.yaml:"), "\(outcome.errors)")
            }
            #expect(try files.text(of: "routes/a.yaml") == Self.untidy)
        }
    }
}
