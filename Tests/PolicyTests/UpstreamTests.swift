import Domain
import Testing

@testable import Policy

@Suite("Upstreams")
struct UpstreamTests {
    @Test(
        "a URL is a scheme, a host, maybe a port and a path",
        arguments: [
            ("http://h", "h", 80, false, "", "h"),
            ("https://h.example/", "h.example", 443, true, "", "h.example"),
            ("http://127.0.0.1:9000/a/b/", "127.0.0.1", 9000, false, "/a/b", "127.0.0.1:9000"),
            ("https://[::1]:8443", "::1", 8443, true, "", "[::1]:8443"),
            ("https://[fe80::1]/x", "fe80::1", 443, true, "/x", "[fe80::1]"),
            ("http://h:443", "h", 443, false, "", "h:443"),
        ])
    func urls(_ url: String, _ host: String, _ port: Int, _ tls: Bool, _ base: String, _ authority: String) throws {
        let address = try UpstreamURL.parse(url)
        #expect(address == UpstreamSpec.Address(host: host, port: port, usesTLS: tls, basePath: base))
        #expect(address.authority == authority)
    }

    @Test(
        "anything else is no URL of an upstream",
        arguments: [
            "h", "ftp://h", "HTTP://h", "http://", "http:///a", "http://u:p@h", "http://u@h", "http://h?q",
            "http://h/#f",
            "http://h:", "http://h:0", "http://h:65536", "http://h:+80", "http://h:8 0", "http://h a",
            "http://h/a/../b",
            "http://h/a//b", "http://h/a%2Fb", "http://h/a;b", "http://[::1", "http://[x]", "http://[1.2.3.4]",
            "http://::1",
            "http://h/é", "http://h\r\nX: y",
        ])
    func badURLs(_ url: String) {
        #expect(throws: UpstreamURL.Fault.self) { try UpstreamURL.parse(url) }
    }

    @Test("credentials are the user and the password that the references give")
    func credentials() throws {
        var files = PolicyFiles()
        files.upstreams = files.upstreams.replacing("env:PASSWORD", with: "file:secrets/harbor")
        files.references["secrets/harbor"] = "p:w d\n"
        let upstream = try files.compile().upstreams[0]
        guard case .basic(let user, let password) = upstream.credentials else {
            Issue.record("no credentials")
            return
        }
        #expect(user == "gateway")
        #expect(password.reveal() == "p:w d")
        #expect(!"\(upstream)".contains("p:w d"))
    }

    @Test("an upstream whose URL is empty is off, and nothing more is asked of it")
    func off() throws {
        var files = PolicyFiles()
        files.upstreams = """
            version: 1
            upstreams:
              harbor:
                url: "env:URL:-"
                credentials: { kind: basic, user: "env:USER", password: "env:PASSWORD" }
            """
        files.variables = [:]
        let upstream = try files.compile().upstreams[0]
        #expect(upstream.isOff)
        #expect(!upstream.hasCredentials)
        files.variables = ["URL": "http://h", "USER": "u", "PASSWORD": "p"]
        #expect(try files.compile().upstreams[0].address?.host == "h")
    }

    @Test(
        "each mistake in an upstream is found at its place",
        arguments: [
            ("url: \"env:GONE\"", "4:10 the environment variable GONE is not set"),
            ("url: \"env:A B\"", "4:10 \"A B\" is no name of an environment variable"),
            ("url: \"env:URL:default\"", "4:10 \"URL:default\" is no name of an environment variable"),
            ("url: \"file:gone\"", "4:10 the file gone cannot be read as text"),
            ("url: \"harbor.test\"", "4:10 the URL begins with http:// or https://"),
            ("uri: x", "4:5 the upstream \"x\" needs \"url\""),
            ("uri: x", "4:5 unknown key \"uri\" in the upstream \"x\": did you mean \"url\"?"),
            ("url: http://h\n    health: {}", "5:5 \"health\" is not supported in this version"),
            (
                "url: http://h\n    credentials: { kind: basik, user: u, password: env:P }",
                "5:26 unknown kind of credentials \"basik\""
            ),
            ("url: http://h\n    credentials: { kind: basic, user: u }", "5:18 \"credentials\" needs \"password\""),
            (
                "url: http://h\n    credentials: { kind: basic, user: u, password: \"env:GONE\" }",
                "5:52 the environment variable GONE"
            ),
            (
                "url: http://h\n    credentials: { kind: basic, user: \"a:b\", password: \"env:PASSWORD\" }",
                "5:39 the user or the password"
            ),
            (
                "url: http://h\n    credentials: { kind: basic, user: \"env:EMPTY:-\", password: \"env:PASSWORD\" }",
                "5:39 the value is empty"
            ),
        ])
    func mistakes(_ upstream: String, _ finding: String) {
        var files = PolicyFiles()
        files.upstreams = "version: 1\nupstreams:\n  x:\n    \(upstream)"
        #expect(files.findings().contains { $0.hasPrefix("upstreams.yaml:" + finding) }, "\(files.findings())")
    }
}
