import Testing

@testable import Policy

@Suite("Secrets in findings")
struct SecretMaskTests {
    @Test(
        "no mistake in an upstream shows a secret that stands in the file",
        arguments: [
            "credentials: { kind: basic, user: u, password: hunter2 }",
            "credentials: { kind: basik, user: u, password: hunter2 }",
            "credentials: { kind: basic, user: u, passwrd: hunter2 }",
            "credentials: { kind: basic, user: u, pw: hunter2 }",
            "credentials: { kind: basic, user: u, password: \"env:X:-hunter2\" }",
            "credentials: { kind: basic, user: u, password: { value: hunter2 } }",
            "credentials:\n      kind: basic\n      user: u\n      password: hunter2",
            "credentials:\n      kind: basic\n      user: u\n      password:\n        hunter2",
            "credentials:\n      kind: basic\n      user: u\n      pw: hunter2",
            "credentials:\n      kind: basic\n      password: hunter2\n     broken",
            "password: hunter2",
            "credentials: [ { password: hunter2",
            "credentials: { kind: basic, user: u, password: hunter2, password: hunter2 }",
        ])
    func nothingShown(_ lines: String) {
        var files = PolicyFiles()
        files.upstreams = "version: 1\nupstreams:\n  x:\n    url: http://h\n    \(lines)"
        let findings = #expect(throws: PolicyFindings.self) { try files.compile() }
        #expect(findings?.description.contains("upstreams.yaml") == true)
        #expect(findings?.description.contains("hunter2") == false, "\(String(describing: findings))")
    }

    @Test("user information in a URL is not shown")
    func url() {
        var files = PolicyFiles()
        files.upstreams = "version: 1\nupstreams:\n  x: { url: \"http://admin:hunter2@h\" }"
        #expect(files.findings().contains { $0.contains("no user or password in the URL") })
        #expect(
            (#expect(throws: PolicyFindings.self) { try files.compile() })?.description.contains("hunter2") == false)
    }

    @Test("a password in the file is refused with what to write instead")
    func inlineSecret() {
        var files = PolicyFiles()
        files.upstreams =
            "version: 1\nupstreams:\n  x:\n    url: http://h\n    credentials: { kind: basic, user: u, password: p }"
        #expect(
            files.findings().contains(
                "upstreams.yaml:5:52 a secret does not stand in the file: write \"env:NAME\" or \"file:PATH\""))
    }

    @Test(
        "lines without a secret are shown whole",
        arguments: [
            "  - { roles: [membr] }", "password: \"env:HARBOR_PASSWORD\"",
            "    to: { upstream: x, path: \"/\", query: pass }",
            "credentials:", "credentials: # its own account", "url: http://h:80/a", "  - id: token-list",
        ])
    func shown(_ line: String) {
        #expect(SecretMask.masked(line[...]) == line)
    }
}
