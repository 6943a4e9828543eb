import Testing

@testable import Policy

@Suite("What changes of the accounts of namespaces on SWR from one policy to another")
struct AccountDifferenceTests {
    private static func files(
        _ accounts: String = "bind", domain: String = "acme", iam: String = "http://i"
    ) -> PolicyFiles {
        var files = PolicyFiles(
            to: "{ upstream: swr, path: /x }", access: "{ allow: [{ roles: [system-admin] }] }")
        files.upstreams = """
            version: 1
            upstreams:
              swr:
                url: "http://s"
                kind: swr
                accounts: \(accounts)
                credentials:
                  kind: huawei
                  auth: aksk
                  access-key: ak
                  secret-key: "env:PASSWORD"
                  iam: iam
                  domain: \(domain)
              iam: { url: "\(iam)" }
            """
        return files
    }

    @Test(
        "whether users become accounts, and where their passwords go, is told",
        arguments: [
            (files("none"), files(), "none at http://i", "bind at http://i"),
            (files(), files("none"), "bind at http://i", "none at http://i"),
            (files(), files(iam: "http://j:8080"), "bind at http://i", "bind at http://j:8080"),
            (files(), files(domain: "beyond"), "bind at http://i", "bind at http://i (another)"),
        ])
    func accounts(_ old: PolicyFiles, _ new: PolicyFiles, _ before: String, _ after: String) throws {
        let rows = PolicyDifference(from: try old.compile(), to: try new.compile()).rows
        #expect(rows.count == 1)
        let properties = rows.first?.properties ?? []
        #expect(properties.map(\.name) == ["accounts"])
        #expect(properties.map(\.old) == [before])
        #expect(properties.map(\.new) == [after])
        #expect(
            !"\(rows)".contains("acme") && !"\(rows)".contains("beyond"), "whose domain it is, is nobody's business")
    }

    @Test("the same is no difference")
    func same() throws {
        #expect(PolicyDifference(from: try Self.files().compile(), to: try Self.files().compile()).rows.isEmpty)
    }
}
