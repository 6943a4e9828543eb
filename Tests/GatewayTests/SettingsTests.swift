import Domain
import Foundation
import Logging
import Telemetry
import Testing

@testable import Gateway

@Suite("Settings")
struct SettingsTests {
    private static let key = String(repeating: "5a", count: 32)

    @Test("with nothing given, every setting has its documented default")
    func defaults() throws {
        let settings = try load()
        #expect(settings.listen.description == "127.0.0.1:8080")
        #expect(settings.adminListen.description == "127.0.0.1:8081")
        #expect(settings.externalURL == nil)
        #expect(settings.policies == "policies")
        #expect(settings.store == .sqlite(path: "var/breakwater.db"))
        #expect(settings.stateDirectory == "var")
        #expect(settings.eventLoops == 3)
        #expect(settings.token.algorithm == "ES256")
        #expect(settings.token.lifetime == .seconds(3_600))
        #expect(settings.session.lifetime == .seconds(18_000))
        #expect(settings.session.rotation == .overlap)
        #expect(settings.masterKey == nil)
        #expect(settings.keys.rotateEvery == .zero)
        #expect(settings.keys.publishAhead == .seconds(600))
        #expect(settings.throttle.failures == 5)
        #expect(settings.throttle.window == .seconds(900))
        #expect(settings.throttle.longestWait == .seconds(60))
        #expect(settings.throttle.address == 60)
        #expect(settings.throttle.total == 600)
        #expect(settings.throttle.registrations == 10)
        #expect(settings.phoneDigits == 11)
        #expect(settings.administrator.user == "admin")
        #expect(settings.administrator.password == nil)
        #expect(settings.registryAddress == nil)
        #expect(settings.logs.access == .standardOutput)
        #expect(settings.logs.decisions == .file("var/decisions.jsonl"))
        #expect(settings.logs.audit == .file("var/audit.jsonl"))
        #expect(settings.deadlines.requestHead == .seconds(10))
        #expect(settings.deadlines.bodyIdle == .seconds(60))
        #expect(settings.deadlines.upstreamConnect == .seconds(5))
        #expect(settings.deadlines.responseHead == .seconds(60))
        #expect(settings.deadlines.keepAlive == .seconds(75))
        #expect(settings.deadlines.drain == .seconds(30))
    }

    @Test("a flag beats the environment, which beats the file, which beats the default")
    func precedence() throws {
        let file = "listen: 127.0.0.1:1\nadminListen: 127.0.0.1:2\npolicies: from-file\n"
        let environment = ["BREAKWATER_LISTEN": "127.0.0.1:11", "BREAKWATER_ADMIN_LISTEN": "127.0.0.1:12"]
        let settings = try load(file: file, environment: environment, overrides: [.listen: "127.0.0.1:21"])
        #expect(settings.listen.port == 21)
        #expect(settings.adminListen.port == 12)
        #expect(settings.policies == "from-file")
        #expect(settings.stateDirectory == "var")
    }

    @Test("every key can be set in the file, nested or dotted")
    func everyKeyInFile() throws {
        let settings = try load(
            file: """
                listen: "[::1]:9000"
                externalURL: https://gateway.example.org/
                stateDirectory: /srv/breakwater
                eventLoops: 2
                token: { algorithm: RS256, lifetime: 10m }
                session: { lifetime: 2h, rotation: strict }
                masterKey: \(Self.key)
                keys: { rotateEvery: 90d, publishAhead: 5m }
                throttle: { failures: 3, window: 1m, longestWait: 30, address: 4, total: 5, registrations: 6 }
                accounts.phoneDigits: 15
                admin: { user: root, password: 0123 }
                registry.address: registry.example.org:8443
                log: { access: off, decisions: "-", audit: /var/log/audit.jsonl, level: debug }
                deadlines: { requestHead: 500ms, bodyIdle: 5, drain: 0 }
                limits: { connections: 100 }
                upstream: { connections: 7, waiting: 0 }
                """)
        #expect(settings.listen == ListenAddress(parsing: "[::1]:9000"))
        #expect(settings.externalURL?.description == "https://gateway.example.org")
        #expect(settings.store == .sqlite(path: "/srv/breakwater/breakwater.db"))
        #expect(settings.eventLoops == 2)
        #expect(settings.token.algorithm == "RS256")
        #expect(settings.token.lifetime == .seconds(600))
        #expect(settings.session.lifetime == .seconds(7_200))
        #expect(settings.session.rotation == .strict)
        #expect(settings.masterKey?.reveal() == Self.key)
        #expect(settings.keys.rotateEvery == .seconds(90 * 86_400))
        #expect(settings.keys.publishAhead == .seconds(300))
        #expect(settings.throttle.failures == 3)
        #expect(settings.throttle.window == .seconds(60))
        #expect(settings.throttle.longestWait == .seconds(30))
        #expect(settings.throttle.address == 4)
        #expect(settings.throttle.total == 5)
        #expect(settings.throttle.registrations == 6)
        #expect(settings.phoneDigits == 15)
        #expect(settings.administrator.password?.reveal() == "0123", "a number is the text that was written")
        #expect(settings.registryAddress?.description == "registry.example.org:8443")
        #expect(settings.logs.access == .off)
        #expect(settings.logs.decisions == .standardOutput)
        #expect(settings.logs.level == .debug)
        #expect(settings.deadlines.requestHead == .milliseconds(500))
        #expect(settings.deadlines.bodyIdle == .seconds(5))
        #expect(settings.deadlines.drain == .zero)
        #expect(settings.limits.upstreamConnections == 7)
        #expect(settings.limits.upstreamWaiting == 0)
    }

    @Test("every key has its environment variable", arguments: SettingsKey.allCases)
    func environmentName(key: SettingsKey) throws {
        #expect(key.environment.hasPrefix("BREAKWATER_"))
        // A value that no setting takes: the error shows that the variable was read, and for which key.
        let value =
            [.policies, .shadowPolicies, .stateDirectory].contains(key) ? "a\0b" : key == .adminUser ? "a\u{7}" : nil
        let free: Set<SettingsKey> = [.adminPassword, .logAccess, .logDecisions, .logAudit]
        guard !free.contains(key) else { return }
        let found = findings(environment: [key.environment: value ?? "not/a valid?value"])
        #expect(found.count == 1)
        #expect(found.first?.subject == key.rawValue)
        #expect(found.first?.problem.contains(key.environment) == true)
    }

    @Test("variables whose names differ from their keys are read")
    func olderNames() throws {
        let settings = try load(environment: [
            "BREAKWATER_ACCESS_LOG": "off", "BREAKWATER_DECISION_LOG": "-", "BREAKWATER_AUDIT_LOG": "a.jsonl",
            "BREAKWATER_STATE": "elsewhere", "BREAKWATER_ADMIN_PASSWORD": "s3cret",
            "BREAKWATER_DEADLINE_REQUEST_HEAD": "1s",
        ])
        #expect(settings.logs.access == .off)
        #expect(settings.logs.decisions == .standardOutput)
        #expect(settings.logs.audit == .file("a.jsonl"))
        #expect(settings.stateDirectory == "elsewhere")
        #expect(settings.administrator.password?.reveal() == "s3cret")
        #expect(settings.deadlines.requestHead == .seconds(1))
    }

    @Test("an empty variable is one that is not set")
    func emptyVariable() throws {
        let settings = try load(file: "listen: 127.0.0.1:1\n", environment: ["BREAKWATER_LISTEN": ""])
        #expect(settings.listen.port == 1)
    }

    @Test("an error names the key, where the value came from and what is allowed; all errors come at once")
    func allAtOnce() throws {
        let found = findings(
            file: "token:\n  algorithm: ES265\n", environment: ["BREAKWATER_EVENT_LOOPS": "0"],
            overrides: [.listen: ":8080"])
        #expect(found.map(\.subject) == ["listen", "eventLoops", "token.algorithm"])
        #expect(found[0].problem == #"":8080" from flag --listen cannot be used"#)
        #expect(found[0].remedy.contains("0.0.0.0:8080"))
        #expect(found[1].problem.contains("environment variable BREAKWATER_EVENT_LOOPS"))
        #expect(found[1].remedy == "allowed is a whole number from 1 to 1024")
        #expect(found[2].problem.hasSuffix("settings.yaml:2:14 cannot be used"))
        #expect(found[2].remedy == "allowed is ES256, HS256, RS256 (did you mean ES256?)")
    }

    @Test("a secret is shown neither in an error nor when settings are printed")
    func secretsStayHidden() throws {
        let secret = String(repeating: "hunter2", count: 200)
        let found = findings(environment: ["BREAKWATER_ADMIN_PASSWORD": secret])
        #expect(found.count == 1)
        #expect(!"\(found)".contains("hunter2"))
        let settings = try load(environment: ["BREAKWATER_ADMIN_PASSWORD": "hunter2"])
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test(
        "a key that means nothing is an error with its place and what was probably meant",
        arguments: [
            ("lisen: 127.0.0.1:1", "1:1", "lisen is not a setting", "did you mean listen?"),
            (
                "deadlines:\n  requestHaed: 1s", "2:3", "deadlines.requestHaed is not a setting",
                "deadlines.requestHead?"
            ),
            ("token: ES256", "1:1", "token is a group", "it holds token.algorithm, token.lifetime"),
            ("colour: blue", "1:1", "colour is not a setting", "settings are listen, "),
            ("listen: { port: 1 }", "1:9", "listen takes one value", "write listen: value"),
            ("log:\n  access: [a]", "2:11", "log.access takes one value", "write log.access: value"),
        ])
    func unknownKey(text: String, place: String, problem: String, remedy: String) throws {
        let found = try #require(findings(file: text).first)
        #expect(found.subject.hasSuffix("settings.yaml:\(place)"))
        #expect(found.problem == problem)
        #expect(found.remedy.contains(remedy))
    }

    @Test(
        "a file that is not a list of settings is refused",
        arguments: [
            "listen: [127.0.0.1:1]", "- listen", "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2", "listen: \"open",
            "listen: *nowhere", "--- {}\n--- {}", "listen:\n\t- x",
        ])
    func malformedFile(text: String) {
        #expect(!findings(file: text).isEmpty)
    }

    @Test(
        "an empty file, or one of comments and empty groups, is a file of defaults",
        arguments: ["", "# none\n", "log:\n"])
    func emptyFile(text: String) throws {
        #expect(try load(file: text).listen.port == 8_080)
    }

    @Test("a file that cannot be read is an error that says so")
    func missingFile() {
        #expect(throws: SettingsFindings.self) {
            try Settings.load(file: "/nonexistent/x.yaml", environment: [:], algorithms: ["ES256"], cores: 1)
        }
    }

    @Test("the two listeners cannot share an address")
    func sharedAddress() {
        #expect(findings(overrides: [.listen: "127.0.0.1:8081"]).map(\.subject) == ["adminListen"])
    }

    @Test("a flag is named as it is typed")
    func flagName() {
        #expect(findings(overrides: [.adminListen: "x"]).first?.problem.contains("flag --admin-listen") == true)
    }

    @Test(
        "an address to listen on is an IP address and a port",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1:8080"), ("0.0.0.0:0", "0.0.0.0:0"), ("[::]:80", "[::]:80"),
            ("localhost:1", "127.0.0.1:1"), (":8080", nil), ("8080", nil), ("127.0.0.1", nil), ("::1:80", nil),
            ("[::1]", nil), ("host.example:80", nil), ("127.0.0.1:65536", nil), ("127.0.0.1:-1", nil),
            ("127.0.0.1:+1", nil), ("256.0.0.1:1", nil), ("[127.0.0.1]:1", nil), ("", nil),
        ] as [(String, String?)])
    func listenAddress(text: String, expected: String?) {
        #expect(ListenAddress(parsing: text)?.description == expected)
    }

    @Test(
        "an external URL is a scheme and an authority",
        arguments: [
            ("http://a.example", "http://a.example"), ("https://a.example:8443/", "https://a.example:8443"),
            ("https://[::1]:1", "https://[::1]:1"), ("ftp://a", nil), ("a.example", nil), ("http://", nil),
            ("http://a/path", nil), ("http://user@a", nil), ("http://a?q", nil), ("http://a b", nil),
            ("http://a:x", nil), ("http://a_b", nil), ("http://[a:1", nil), ("http://[::1", nil), ("http://a..b", nil),
        ] as [(String, String?)])
    func externalURL(text: String, expected: String?) {
        #expect(ExternalURL(parsing: text)?.description == expected)
    }

    private func load(
        file: String? = nil, environment: [String: String] = [:], overrides: [SettingsKey: String] = [:]
    ) throws -> Settings {
        guard let file else {
            return try Settings.load(
                file: nil, environment: environment, overrides: overrides, algorithms: ["ES256", "HS256", "RS256"],
                cores: 3)
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("settings.yaml")
        try Data(file.utf8).write(to: path)
        return try Settings.load(
            file: path.path, environment: environment, overrides: overrides,
            algorithms: ["ES256", "HS256", "RS256"], cores: 3)
    }

    private func findings(
        file: String? = nil, environment: [String: String] = [:], overrides: [SettingsKey: String] = [:]
    ) -> [StartupError] {
        do {
            _ = try load(file: file, environment: environment, overrides: overrides)
            return []
        } catch let error as SettingsFindings {
            return error.findings
        } catch {
            Issue.record(error)
            return []
        }
    }
}
