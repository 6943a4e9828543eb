import Testing

@testable import Policy

@Suite("Findings in destinations")
struct DestinationFindingTests {
    @Test(
        "each mistake in a redirect is found at its place",
        arguments: [
            ("{ redirect: \"b\" }", [nowhere]), ("{ redirect: \"https://a.test\" }", [nowhere]),
            ("{ redirect: \"https://u@a.test/\" }", [nowhere]), ("{ redirect: \"https://a.test:99999/\" }", [nowhere]),
            ("{ redirect: \"ftp://a.test/\" }", [nowhere]), ("{ redirect: \"javascript:x/\" }", [nowhere]),
            ("{ redirect: \"//evil.test/b\" }", ["5:23 an empty segment: two slashes in a row"]),
            ("{ redirect: \"https://a.test/b//c\" }", ["5:39 an empty segment: two slashes in a row"]),
            ("{ redirect: \"https://a.test/{x}\" }", ["5:38 the match has no parameter \"x\""]),
            ("{ redirect: \"/b?x=1\" }", ["5:24 \"?\" cannot stand in a path: write it plainly"]),
            ("{ redirect: [a] }", ["5:21 \"redirect\" is text, not a list"]),
            (
                "{ redirect: \"/b\", status: 300 }",
                ["5:35 the status of a redirect is one of 301, 302, 303, 307 and 308"]
            ),
            (
                "{ redirect: \"/b\", status: 304 }",
                ["5:35 the status of a redirect is one of 301, 302, 303, 307 and 308"]
            ),
            ("{ redirect: \"/b\", status: \"308\" }", ["5:35 \"status\" is a number"]),
            (
                "{ redirect: \"/b\", status: 1000 }",
                ["5:35 \"status\" is a decimal number from 100 to 599, not \"1000\""]
            ),
            ("{ redirect: \"/b\", query: all }", ["5:34 \"query\" is pass, none or a list of names, not \"all\""]),
            ("{ redirect: \"/b\", query: [] }", ["5:34 \"query\" is empty"]),
            ("{ redirect: \"/b\", upstream: harbor }", ["5:27 \"upstream\" has no meaning beside \"redirect\""]),
            ("{ redirect: \"/b\", credentials: pass }", ["5:27 \"credentials\" has no meaning beside \"redirect\""]),
        ])
    func redirects(_ to: String, _ findings: [String]) {
        #expect(PolicyFiles(to: to).findings() == findings)
    }

    private static let nowhere =
        "5:22 a redirect leads to a path that begins with \"/\" or to http:// or https:// with a host and a path"

    @Test(
        "each mistake in a fixed answer is found at its place",
        arguments: [
            ("{ answer: {} }", ["5:19 \"answer\" needs \"status\""]),
            ("{ answer: hello }", ["5:19 \"answer\" is a mapping, not a single value"]),
            ("{ answer: { status: 100 } }", ["5:29 \"status\" is a decimal number from 200 to 599, not \"100\""]),
            ("{ answer: { status: 600 } }", ["5:29 \"status\" is a decimal number from 200 to 599, not \"600\""]),
            ("{ answer: { status: \"200\" } }", ["5:29 \"status\" is a number"]),
            ("{ answer: { status: 204, body: x } }", ["5:34 an answer with status 204 has no body"]),
            ("{ answer: { status: 205, body: x } }", ["5:34 an answer with status 205 has no body"]),
            ("{ answer: { status: 304, body: x } }", ["5:34 an answer with status 304 has no body"]),
            ("{ answer: { status: 200, type: text } }", ["5:34 \"type\" is a media type such as application/json"]),
            (
                "{ answer: { status: 200, type: \"a/b\\r\\nX-Y: z\" } }",
                ["5:34 \"type\" is a media type such as application/json"]
            ),
            ("{ answer: { status: 200, body: {} } }", ["5:34 \"body\" of an answer is text"]),
            (
                "{ answer: { status: 200, stauts: 1 } }",
                ["5:34 unknown key \"stauts\" in \"answer\": did you mean \"status\"?"]
            ),
            ("{ answer: { status: 200 }, path: \"/\" }", ["5:36 \"path\" has no meaning beside \"answer\""]),
            ("{ answer: { message: gone } }", ["5:19 \"answer\" needs \"status\""]),
            (
                "{ answer: { status: 404, message: x, type: a/b } }",
                ["5:46 \"type\" has no meaning beside \"message\""]
            ),
            (
                "{ answer: { status: 404, body: y, message: x } }",
                ["5:34 \"body\" has no meaning beside \"message\""]
            ),
            ("{ answer: { status: 200, message: x } }", [unrefused]),
            ("{ answer: { status: 400, message: x } }", [unrefused]),
            (
                "{ answer: { status: 403, message: x } }",
                ["5:29 who may not do it is refused by a rule: write it under \"deny\", with a \"reason\""]
            ),
            ("{ answer: { status: 401, message: x } }", [headless("WWW-Authenticate", 401)]),
            ("{ answer: { status: 405, message: x } }", [headless("Allow", 405)]),
            ("{ answer: { status: 401 } }", [headless("WWW-Authenticate", 401)]),
            ("{ answer: { status: 401, type: a/b, body: x } }", [headless("WWW-Authenticate", 401)]),
            ("{ answer: { status: 405, body: x } }", [headless("Allow", 405)]),
            ("{ answer: { status: 403, body: x } }", [String]()),
            ("{ answer: { status: 404, message: \"\" } }", ["5:43 \"message\" has no value"]),
            ("{ answer: { status: 404, message: {} } }", ["5:43 \"message\" is text, not a mapping"]),
            (
                "{ answer: { status: 404, message: \"a\\nb\" } }",
                ["5:43 \"message\" is one line of at most 200 characters"]
            ),
            (longMessage, ["5:43 \"message\" is one line of at most 200 characters"]),
        ])
    func answers(_ to: String, _ findings: [String]) {
        #expect(PolicyFiles(to: to).findings() == findings)
    }

    private static let longMessage =
        "{ answer: { status: 404, message: \(String(repeating: "x", count: 201)) } }"
    private static let unrefused =
        "5:29 \"message\" goes with one of the statuses 404, 410, 501, 503: write \"type\" and \"body\" for another"

    private static func headless(_ field: String, _ status: Int) -> String {
        "5:29 a fixed answer has no \(field), which \(status) needs: the gateway gives this one by itself"
    }

    @Test(
        "each mistake in a folder is found at its place",
        arguments: [
            ("{ static: \"\" }", ["5:19 \"static\" has no value"]),
            ("{ static: site, index: a/b }", ["5:32 \"index\" is the name of a file directly in the folder"]),
            ("{ static: site, index: .hidden }", ["5:32 \"index\" is the name of a file directly in the folder"]),
            (
                "{ static: site, fallback: \"../x\" }",
                ["5:35 \"fallback\" is the name of a file directly in the folder"]
            ),
            ("{ static: site, cache: 5 minutes }", ["5:32 \"cache\" is a duration such as 1h"]),
            ("{ static: site, cache: -1s }", ["5:32 \"cache\" is a duration such as 1h"]),
            ("{ static: site, upstream: harbor }", ["5:25 \"upstream\" has no meaning beside \"static\""]),
            ("{ static: site, local: whoami }", ["5:11 \"static\" has no meaning beside \"local\""]),
        ])
    func folders(_ to: String, _ findings: [String]) {
        #expect(PolicyFiles(to: to).findings() == findings)
    }

    @Test(
        "the path of a folder names nothing but what is inside it, and its files are only read",
        arguments: [
            (
                "{ methods: [POST], path: \"/s/{r...}\" }", "{ r: any }",
                ["4:24 a static folder is only read: GET and HEAD"]
            ),
            (
                "{ methods: [GET, PUT, DELETE], path: \"/s/{r...}\" }", "{ r: any }",
                ["4:29 a static folder is only read: GET and HEAD", "4:34 a static folder is only read: GET and HEAD"]
            ),
            ("{ methods: [GET], path: \"/s/{r...}\" }", "{ r: oci-repository }", ["4:37 \(parameter)"]),
            ("{ methods: [GET], path: \"/s/{x}/{r...}\" }", "{ x: any, r: any }", ["4:37 \(parameter)"]),
            ("{ methods: [GET], path: \"/s/{x}\" }", "{ x: any }", ["4:37 \(parameter)"]),
        ])
    func folderPaths(_ match: String, _ params: String, _ findings: [String]) {
        #expect(PolicyFiles(match: match, params: params, to: "{ static: site }").findings() == findings)
    }

    private static let parameter =
        "the path of a static folder has no parameter but {name...} of type any: what it holds is looked up"

    @Test(
        "each mistake in what names an upstream is found at its place",
        arguments: [
            ("{ upstream: harbor, path: \"x\" }", ["5:36 a path begins with \"/\""]),
            ("{ upstream: harbor, path: \"/x\", credentials: [a] }", ["5:54 \"credentials\" is text, not a list"]),
            (
                "{ upstream: harbor, path: \"/x\", credentials: pas }",
                ["5:54 unknown credentials \"pas\": did you mean \"pass\"?"]
            ),
            (
                "{ upstream: harbor, path: \"/x\", query: [a, 1] }",
                ["5:52 an entry of \"query\" is text, but YAML reads 1 as a number: write \"1\" in quotes"]
            ),
            (
                "{ translate: image-list }",
                [
                    "5:22 \"translate\" goes to the registry, and upstreams.yaml does not say which that is: add "
                        + "\"registry\" there, or \"upstream\" here"
                ]
            ),
            (
                "{ translate: image-list, upstream: habor }",
                ["5:44 unknown upstream \"habor\": did you mean \"harbor\"?"]
            ),
            ("{ local: whoami, redirect: \"/x\" }", ["5:26 \"redirect\" has no meaning beside \"local\""]),
            (
                "{ upstrem: harbor, path: \"/x\" }",
                [none, "5:11 unknown key \"upstrem\" in \"to\": did you mean \"upstream\"?"]
            ),
            ("{ path: \"/x\" }", [none]), ("whoami", ["5:9 \"to\" is a mapping, not a single value"]),
        ])
    func upstreams(_ to: String, _ findings: [String]) {
        #expect(PolicyFiles(to: to).findings() == findings)
    }

    private static let none =
        "5:9 \"to\" needs one of \"local\", \"upstream\" with \"path\" or \"translate\", \"redirect\", "
        + "\"answer\" and \"static\""

    @Test("an account that no upstreams file has is named with the nearest that it has, used by another route or not")
    func unknownAccount() {
        var files = PolicyFiles(to: #"{ upstream: harbor, path: "/x", credentials: robbot }"#)
        files.upstreams += "\ncredentials:\n  robot: { kind: token, token: \"env:PASSWORD\" }"
        #expect(files.findings() == ["5:54 unknown credentials \"robbot\": did you mean \"robot\"?"])
    }

    /// The account stands on line 5 of a short `upstreams.yaml`.
    @Test(
        "each mistake in an account is found at its place",
        arguments: [
            (
                "robot: { kind: token, token: abc }",
                "5:32 a secret does not stand in the file: write \"env:NAME\" or \"file:PATH\""
            ),
            ("robot: { kind: token, token: \"env:GONE\" }", "5:32 the environment variable GONE is not set"),
            (
                "robot: { kind: token, token: \"env:PASSWORD:-x\" }",
                "5:32 a secret has no default: write \"env:NAME\" alone"
            ),
            (
                "robot: { kind: token, token: \"env:SPACED\" }",
                "5:32 the token holds a character that a field cannot carry"
            ),
            ("robot: { kind: token }", "5:10 \"credentials\" needs \"token\""),
            (
                "robot: { kind: basic, user: u, token: \"env:PASSWORD\" }",
                "5:34 \"token\" has no meaning for kind basic"
            ),
            ("robot: { kind: token, user: u, token: \"env:PASSWORD\" }", "5:25 \"user\" has no meaning for kind token"),
            (
                "robot: { kind: token, scheme: \"a b\", token: \"env:PASSWORD\" }",
                "5:33 a scheme is a word such as Bearer or Token"
            ),
            (
                "robot: { knd: token, token: \"env:PASSWORD\" }",
                "5:12 unknown key \"knd\" in \"credentials\": did you mean \"kind\"?"
            ),
            (
                "robot: { kind: bearer, token: \"env:PASSWORD\" }",
                "5:18 unknown kind of credentials \"bearer\": one of basic, token"
            ),
            (
                "pass: { kind: token, token: \"env:PASSWORD\" }",
                "5:3 \"pass\" has a meaning of its own: choose another name"
            ),
            ("Robot: { kind: token, token: \"env:PASSWORD\" }", "5:3 \"Robot\" is no name"),
            ("robot: x", "5:10 \"credentials\" is a mapping, not a single value"),
        ])
    func accounts(_ account: String, _ finding: String) {
        var files = PolicyFiles(to: #"{ upstream: origin, path: "/x", credentials: robot }"#)
        files.upstreams =
            "version: 1\nupstreams:\n  origin: { url: \"http://127.0.0.1:9000\" }\ncredentials:\n  \(account)"
        files.variables["SPACED"] = "a b"
        let findings = files.findings()
        #expect(findings.contains { $0.hasPrefix("upstreams.yaml:\(finding)") }, "\(findings)")
    }

    @Test("no finding about an account shows its line, where a secret could stand")
    func hidden() {
        var files = PolicyFiles(to: #"{ upstream: origin, path: "/x", credentials: robot }"#)
        files.upstreams =
            "version: 1\nupstreams:\n  origin: { url: \"http://127.0.0.1:9000\" }\ncredentials:\n"
            + "  robot: { kind: token, token: hunter2, pasword: hunter2 }"
        let findings = #expect(throws: PolicyFindings.self) { try files.compile() }
        #expect(findings?.findings.isEmpty == false)
        #expect(findings?.description.contains("hunter2") == false)
    }
}
