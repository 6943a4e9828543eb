import Domain
import Testing

@testable import Policy

@Suite("Accounts at Harbor and at Huawei")
struct CredentialKindTests {
    private static let huawei = """
        kind: huawei, auth: "env:AUTH", access-key: "env:AK", secret-key: "env:SK", iam: iam, user: "env:U",
              password: "env:P", domain: d, project: "env:REGION"
        """

    private static func files(
        _ credentials: String, kind: String? = "swr", url: String = "http://s", _ variables: [String: String] = [:]
    ) -> PolicyFiles {
        var files = PolicyFiles()
        files.upstreams = """
            version: 1
            upstreams:
              x:
                url: "\(url)"
                kind: \(kind ?? "harbor")
                credentials: { \(credentials) }
              iam: { url: "env:IAM:-" }
            """
        if kind == nil { files.upstreams = files.upstreams.replacing("    kind: harbor\n", with: "") }
        files.variables = variables
        return files
    }

    private func findings(_ files: PolicyFiles) -> [String] {
        files.findings().map { $0.replacing("upstreams.yaml:", with: "") }
    }

    @Test(
        "Harbor is shown a session or Basic, as a word or a variable says",
        arguments: [
            ("session", UpstreamSpec.Credentials.session(user: "u", password: Secret("p"))),
            ("basic", .basic(user: "u", password: Secret("p"))),
            ("env:AUTH:-session", .session(user: "u", password: Secret("p"))),
            ("env:OTHER:-session", .basic(user: "u", password: Secret("p"))),
        ])
    func harbor(_ auth: String, _ expected: UpstreamSpec.Credentials) throws {
        let upstream = try Self.files(
            "kind: harbor, auth: \"\(auth)\", user: u, password: \"env:P\"", kind: "harbor",
            ["P": "p", "OTHER": "basic"]
        ).compile().upstreams[0]
        #expect(upstream.credentials == expected)
        #expect(upstream.kind == .harbor && upstream.hasCredentials)
    }

    @Test("Huawei is shown a signature or a token, and what the other way needs is not looked up")
    func huawei() throws {
        let signing = try Self.files(Self.huawei, ["AUTH": "aksk", "AK": "ak", "SK": "sk"]).compile().upstreams[0]
        #expect(signing.credentials == .signature(accessKey: "ak", secretKey: Secret("sk")))
        #expect(signing.identityService == "iam")
        let asking = try Self.files(
            Self.huawei, ["AUTH": "token", "U": "u", "P": "p", "REGION": "r", "IAM": "http://i"]
        ).compile().upstreams[0]
        let iam = UpstreamSpec.Site(
            name: "iam", address: UpstreamSpec.Address(host: "i", port: 80, usesTLS: false, basePath: ""))
        #expect(
            asking.credentials
                == .iam(.init(upstream: iam, user: "u", password: Secret("p"), domain: "d", project: "r")))
    }

    @Test("nothing is looked up of an upstream that is switched off")
    func off() throws {
        let upstream = try Self.files(Self.huawei, url: "env:NOTHING:-").compile().upstreams[0]
        #expect(upstream.isOff && upstream.declaresCredentials && !upstream.hasCredentials)
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            (
                Self.files("kind: harbor, auth: sesion, user: u, password: \"env:P\"", kind: "harbor"),
                "6:40 unknown auth \"sesion\": did you mean \"session\"?"
            ),
            (
                Self.files(
                    "kind: harbor, auth: \"env:A\", user: u, password: \"env:P\"", kind: "harbor",
                    ["A": "x", "P": "p"]),
                "6:40 \"auth\" is session or basic, and the variable or file has something else"
            ),
            (
                Self.files("kind: harbor, user: u, password: \"env:P\"", kind: "harbor"),
                "6:18 \"credentials\" needs \"auth\""
            ),
            (
                Self.files("kind: harbor, auth: basic, user: u, password: \"env:P\"", kind: nil, ["P": "p"]),
                "5:5 these credentials are for an upstream of kind harbor: add \"kind\""
            ),
            (
                Self.files("kind: harbor, auth: basic, user: u, password: \"env:P\"", kind: "swr", ["P": "p"]),
                "6:5 these credentials are for an upstream of kind harbor: this one is of kind swr"
            ),
            (
                Self.files("kind: huawei, auth: aksk, access-key: ak", ["SK": "sk"]),
                "6:18 \"credentials\" with auth aksk needs \"secret-key\""
            ),
            (
                Self.files("kind: huawei, auth: aksk, access-key: ak, secret-key: sk"),
                "6:74 a secret does not stand in the file: write \"env:NAME\" or \"file:PATH\""
            ),
            (
                Self.files("kind: huawei, auth: aksk, access-key: \"a k\", secret-key: \"env:SK\"", ["SK": "sk"]),
                "6:58 the access key holds a character that a field cannot carry"
            ),
            (
                Self.files("kind: huawei, auth: aksk, access-key: ak, secret-key: \"env:SK\", iam: ian", ["SK": "sk"]),
                "6:89 unknown upstream \"ian\": did you mean \"iam\"?"
            ),
            (
                Self.files(
                    "kind: huawei, auth: token, iam: iam, user: u, password: \"env:P\", domain: d, project: r",
                    ["P": "p"]),
                "6:52 the upstream iam is switched off, and this account's tokens come from there"
            ),
            (
                Self.files("kind: basic, auth: session, user: u, password: \"env:P\"", ["P": "p"]),
                "6:33 \"auth\" has no meaning for kind basic"
            ),
            (
                Self.files("kind: token, token: \"env:P\"", kind: "hrbor", ["P": "p"]),
                "5:11 unknown kind of upstream \"hrbor\": did you mean \"harbor\"?"
            ),
        ])
    func mistakes(_ files: PolicyFiles, _ finding: String) {
        #expect(findings(files) == [finding])
    }

    @Test("what a secret is, no finding shows")
    func hidden() {
        let files = Self.files("kind: huawei, auth: aksk, access-key: ak, secret-key: hunter2, project: hunter2")
        let error = #expect(throws: PolicyFindings.self) { try files.compile() }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("an account that routes name is neither of these")
    func named() {
        var files = PolicyFiles(to: #"{ upstream: origin, path: "/x", credentials: robot }"#)
        files.upstreams += "\ncredentials:\n  robot: { kind: harbor, auth: basic, user: u, password: \"env:PASSWORD\" }"
        #expect(
            files.findings().contains {
                $0.contains("credentials of kind harbor are those of one upstream: write them there")
            })
    }

    @Test("a password that goes to the IAM without encryption is found by the audit")
    func audit() throws {
        let files = Self.files(
            "kind: huawei, auth: token, iam: iam, user: u, password: \"env:P\", domain: d, project: r",
            url: "http://127.0.0.1:1", ["P": "p", "IAM": "http://iam.test"])
        let issues = PolicyAudit(try files.compile(), now: 0).issues.filter { $0.rule == .cleartextCredential }
        #expect(issues.map(\.route) == ["iam"])
    }
}
