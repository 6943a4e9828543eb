import Foundation
import Testing

@testable import Gateway

@Suite("Asking policy files on one registry or another")
struct PolicyRegistryQuestionTests {
    private static let routes = """
        - id: images
          match: { methods: [GET], path: "/images/{project}" }
          params: { project: oci-project }
          to: { translate: image-list }
          access: { allow: [{ roles: [member], when: "owns(project)" }] }
        """

    private static let upstreams = """
        version: 1
        upstreams:
          origin: { url: "env:ORIGIN_URL" }
          harbor: { url: "env:ORIGIN_URL", kind: harbor }
          swr: { url: "env:ORIGIN_URL", kind: swr }

        """

    private func with(
        registry: String? = #"{ kind: "env:WHICH:-harbor", namespaces: { ns7: swr } }"#,
        _ body: (PolicyDirectory) async throws -> Void
    ) async throws {
        let routes =
            registry == nil ? Self.routes.replacing("translate: image-list", with: "local: whoami") : Self.routes
        try await PolicyDirectory.with(routes: routes) { files in
            try files.write(Self.upstreams + (registry.map { "registry: \($0)\n" } ?? ""), to: "upstreams.yaml")
            try await body(files)
        }
    }

    @Test("explain takes it from the policy, the environment and the caller's namespace, or as --registry has it")
    func explain() async throws {
        try await with { files in
            let rows: [(caller: String, options: [String], environment: [String: String], name: String, code: String)] =
                [
                    ("ns=ns1", [], [:], "harbor", "403 repository-account"),
                    ("ns=ns7", [], [:], "swr", "403 condition"),
                    ("ns=ns1", [], ["WHICH": "swr"], "swr", "403 condition"),
                    ("ns=ns1", ["--registry", "swr"], [:], "swr", "403 condition"),
                    ("ns=ns7", ["--registry", "harbor"], ["WHICH": "swr"], "harbor", "403 repository-account"),
                ]
            for row in rows {
                let outcome = try await files.run(
                    "explain", row.options + ["--as", "role=member,\(row.caller)", "GET", "/images/app"],
                    row.environment)
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.output.contains("\nregistry   \(row.name)\n"), "\(row) \(outcome.output)")
                #expect(outcome.output.contains("decision   \(row.code)"), "\(row) \(outcome.output)")
            }
            let json = try await files.policy(
                "explain", "--format", "json", "--registry", "swr", "--as", "role=member,owns=app", "GET",
                "/images/app")
            let object = try json.document(as: [String: Any].self)
            #expect(object["registry"] as? String == "swr" && object["decision"] as? String == "allow")
            #expect(object["upstream"] as? String == "image-list, by calls to swr")
        }
    }

    @Test("who-can names it, and says of accounts only where there are some")
    func whoCan() async throws {
        try await with { files in
            let harbor = try await files.policy("who-can", "GET", "/images/app")
            #expect(harbor.lines.contains("the registry is harbor, of ns7 swr"), "\(harbor.output)")
            #expect(harbor.output.contains("a namespace without an account there gets 403 repository-account"))
            for swr in [
                try await files.policy("who-can", "--registry", "swr", "GET", "/images/app"),
                try await files.policy("who-can", "GET", "/images/app", environment: ["WHICH": "swr"]),
            ] {
                #expect(swr.output.contains("\nthe registry is swr"), "\(swr.output)")
                #expect(swr.lines.last == "what is the caller's own is asked of the registry", "\(swr.output)")
            }
        }
    }

    @Test("a registry that there is not exits 2 and says which there are")
    func usage() async throws {
        try await with { files in
            for name in ["origin", "hrbor"] {
                for command in ["explain", "who-can"] {
                    let outcome = try await files.policy(command, "--registry", name, "GET", "/images/app")
                    #expect(outcome.status == 2 && outcome.output == "")
                    #expect(
                        outcome.errors.contains("one of harbor, swr, not \"\(name)\""), "\(outcome.errors)")
                }
            }
        }
        try await with(registry: nil) { files in
            let outcome = try await files.policy("explain", "--registry", "swr", "GET", "/images/app")
            #expect(outcome.status == 2 && outcome.errors.contains("upstreams.yaml has no \"registry\""))
        }
    }
}
