import Domain
import Testing

@testable import Policy

@Suite("Accounts on SWR that are users of the IAM")
struct UserBindingTests {
    private static let all = """
        { kind: huawei, auth: "env:AUTH:-aksk", access-key: ak, secret-key: "env:SK", iam: iam, user: u,
              password: "env:P", domain: "env:D", project: r }
        """

    private static let iam = UpstreamSpec.Site(
        name: "iam", address: UpstreamSpec.Address(host: "i", port: 80, usesTLS: false, basePath: ""))

    private static func files(
        accounts: String = "bind", kind: String = "swr", url: String = "http://s", credentials: String? = all,
        _ variables: [String: String] = [:]
    ) -> PolicyFiles {
        var files = PolicyFiles()
        files.upstreams = """
            version: 1
            upstreams:
              x:
                url: "\(url)"
                kind: \(kind)
                accounts: \(accounts)
                credentials: \(credentials ?? "")
              iam: { url: "env:IAM:-" }
            """
        if credentials == nil {
            files.upstreams = files.upstreams.replacing("    credentials: \n", with: "")
        }
        files.variables = variables
        return files
    }

    @Test(
        "they are bound where the policy or a variable says so, whichever way requests are authenticated",
        arguments: [
            ("bind", "aksk", UpstreamSpec.UserBinding(identityService: iam, domain: "acme", ownUser: nil)),
            ("bind", "token", .init(identityService: iam, domain: "acme", ownUser: "u")),
            ("\"env:ACCOUNTS:-none\"", "aksk", .init(identityService: iam, domain: "acme", ownUser: nil)),
            ("none", "aksk", nil), ("none", "token", nil), ("\"env:OTHER:-none\"", "aksk", nil),
        ] as [(String, String, UpstreamSpec.UserBinding?)])
    func bound(_ accounts: String, _ auth: String, _ expected: UpstreamSpec.UserBinding?) throws {
        let variables = [
            "ACCOUNTS": "bind", "AUTH": auth, "SK": "sk", "P": "p", "D": "acme", "IAM": "http://i",
        ]
        let upstream = try Self.files(accounts: accounts, variables).compile().upstreams[0]
        #expect(upstream.userBinding == expected)
    }

    @Test("nothing is looked up where none are bound, or the upstream is switched off")
    func unused() throws {
        #expect(try Self.files(accounts: "none", ["SK": "sk"]).compile().upstreams[0].userBinding == nil)
        let off = try Self.files(accounts: "\"env:NOTHING\"", url: "env:NOTHING:-").compile().upstreams[0]
        #expect(off.userBinding == nil)
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            (files(accounts: "bnd", ["SK": "sk"]), "6:15 unknown accounts \"bnd\": did you mean \"bind\"?"),
            (
                files(accounts: "\"env:A\"", ["A": "x", "SK": "sk"]),
                "6:15 \"accounts\" is none or bind, and the variable or file has something else"
            ),
            (
                files(kind: "harbor", credentials: nil),
                "6:5 \"accounts\" has a meaning for an upstream of kind swr alone"
            ),
            (files(["SK": "sk", "IAM": "http://i"]), "8:34 the environment variable D is not set"),
            (
                files(["SK": "sk", "D": "acme"]),
                "7:101 the upstream iam is switched off, and accounts are bound there"
            ),
            (
                files(credentials: nil),
                "6:15 \"accounts\" that are bound need \"credentials\" of kind huawei: they say at which IAM, and of "
                    + "which domain"
            ),
            (
                files(
                    credentials: "{ kind: huawei, auth: aksk, access-key: ak, secret-key: \"env:SK\", iam: iam }",
                    ["SK": "sk", "IAM": "http://i"]),
                "7:18 \"credentials\" beside accounts that are bound need \"domain\""
            ),
            (
                files(
                    credentials: "{ kind: huawei, auth: aksk, access-key: ak, secret-key: \"env:SK\", domain: d }",
                    ["SK": "sk"]),
                "7:18 \"credentials\" beside accounts that are bound need \"iam\""
            ),
        ])
    func mistakes(_ files: PolicyFiles, _ finding: String) {
        #expect(files.findings().map { $0.replacing("upstreams.yaml:", with: "") } == [finding])
    }

    @Test(
        "their passwords go to the IAM, so that the audit finds one in the clear even where requests are signed",
        arguments: [
            ("bind", "http://iam.test", ["cleartext-credential iam"]), ("none", "http://iam.test", []),
            ("bind", "http://127.0.0.1:5000", []),
        ] as [(String, String, [String])])
    func audit(_ accounts: String, _ url: String, _ expected: [String]) throws {
        let rules = try Self.files(accounts: accounts, ["SK": "sk", "D": "acme", "IAM": url]).compile()
        let found = PolicyAudit(rules, now: 0).issues.map { "\($0.rule.rawValue) \($0.route)" }
        #expect(found.filter { $0.hasSuffix(" iam") } == expected)
    }

    @Test("what one way of authenticating lacks is told once")
    func once() {
        let files = Self.files(["AUTH": "token", "P": "p", "IAM": "http://i"])
        #expect(
            files.findings().map { $0.replacing("upstreams.yaml:", with: "") } == [
                "8:34 the environment variable D is not set"
            ])
    }
}
