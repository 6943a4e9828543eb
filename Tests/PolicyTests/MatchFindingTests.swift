import Testing

@testable import Policy

@Suite("Findings in what a route matches")
struct MatchFindingTests {
    /// The condition stands from line 4, column 42 on.
    @Test(
        "each mistake is found at its place",
        arguments: [
            ("host: \"\"", "4:48 \"host\" has no value"), ("host: []", "4:48 \"host\" is empty"),
            ("host: 10", "4:48 \"host\" is text, but YAML reads 10 as a number: write \"10\" in quotes"),
            ("host: {}", "4:48 \"host\" is text, not a mapping"),
            ("host: \"*.test:80\"", "4:51 a host is written without a port: it matches every port"),
            ("host: \"*.*.test\"", "4:51 \"*.\" stands in front and for whole labels only: \"*.example.org\""),
            (
                "host: [a.test, A.test]",
                "4:57 a host is a name in lower case such as app.example.org or *.example.org"
            ),
            ("hosts: a.test", "4:42 unknown key \"hosts\" in \"match\": did you mean \"host\"?"),
            ("headers: {}", "4:51 \"headers\" \(mapping)"), ("headers: [x]", "4:51 \"headers\" \(mapping)"),
            ("query: {}", "4:49 \"query\" \(mapping)"), ("query: page", "4:49 \"query\" \(mapping)"),
            ("headers: { x_kind: web }", "4:53 \"x_kind\" is no name of a header field: letters, digits and \"-\""),
            ("headers: { \"\": web }", "4:53 \"\" is no name of a header field: letters, digits and \"-\""),
            (
                "headers: { X-Kind: 1 }",
                "4:61 the value of \"X-Kind\" is text, but YAML reads 1 as a number: write \"1\" in quotes"
            ),
            (
                "headers: { X-Kind: yes }",
                "4:61 the value of \"X-Kind\" is text, but YAML reads yes as a boolean: write \"yes\" in quotes"
            ),
            ("headers: { X-Kind: [a] }", "4:61 the value of \"X-Kind\" is text, not a list"),
            ("headers: { X-Kind: web, x-kind: cli }", "4:66 the name \"x-kind\" stands twice"),
            ("query: { a: ~ }", "4:54 the value of \"a\" is text, but YAML reads ~ as nothing: write \"~\" in quotes"),
            ("query: { a: \"\" }", "4:54 the value of \"a\" has no value"),
        ])
    func mistakes(_ condition: String, _ finding: String) {
        #expect(
            PolicyFiles(match: "{ methods: [GET], path: \"/a\", \(condition) }").findings() == [finding])
    }

    @Test(
        "no route is chosen by a field that an upstream does not get as the client sent it",
        arguments: [
            "Host", "content-length", "Authorization", "Cookie", "X-Forwarded-Proto", "X-Real-IP", "Via", "Remote-User",
        ])
    func ownFields(_ name: String) {
        #expect(
            PolicyFiles(match: "{ methods: [GET], path: \"/a\", headers: { \(name): true } }").findings() == [
                "4:53 the field \"\(name)\" does not reach an upstream as the client sent it: no route is chosen by it"
            ])
    }

    private static let mapping = "is a mapping of names to values, true (is there) or false (is not there)"

    @Test("true and false ask for presence, and mean themselves in quotes")
    func presence() throws {
        let rules = try PolicyFiles(
            match:
                #"{ methods: [GET], path: "/a", host: [app.test, "*.web.test"], "#
                + #"headers: { X-There: true, X-Gone: false, X-Word: "true" }, query: { page: "1" } }"#
        ).compile()
        let fields = ["host": ["app.test:8443"], "x-there": [""], "x-word": ["true"]]
        #expect(rules.ask("GET /a?page=1", as: "member", headers: fields) == "allow by r.allow[0]")
        #expect(
            rules.ask("GET /a?page=1", as: "member", headers: fields.merging(["host": ["x.WEB.test"]]) { $1 })
                == "allow by r.allow[0]")
        for (name, value) in [("host", "web.test"), ("host", "app.test.org"), ("x-gone", "1"), ("x-word", "false")] {
            #expect(
                rules.ask("GET /a?page=1", as: "member", headers: fields.merging([name: [value]]) { $1 })
                    == "deny (route)",
                "\(name): \(value)")
        }
        #expect(rules.ask("GET /a?page=2", as: "member", headers: fields) == "deny (route)")
        #expect(rules.ask("GET /a", as: "member", headers: fields) == "deny (route)")
        #expect(rules.ask("PUT /a?page=1", as: "member", headers: fields) == "deny (method)")
        #expect(rules.ask("GET /a?page=1&page=1", as: "member", headers: fields) == "deny (malformed-request)")
        #expect(
            rules.ask("GET /a?page=1", as: "member", headers: fields.merging(["x-word": ["true", "true"]]) { $1 })
                == "deny (malformed-request)")
    }

    @Test("two routes without a winner are refused, with the place of both and what is missing")
    func overlap() {
        let files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: by-header
                    match: { methods: [GET, PUT], path: "/a", headers: { X-Kind: web } }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                  - id: by-query
                    match: { methods: [GET], path: "/a", query: { kind: web } }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                """)
        #expect(
            files.findings() == [
                "8:37 the routes \"by-header\" and \"by-query\" overlap: both take GET on the same path, "
                    + "and neither asks for all "
                    + "that the other asks for; the other is at routes/r.yaml:3"
            ])
    }

    @Test("a route that asks for more goes first, however the file has them")
    func superset() throws {
        let narrow = """
              - id: narrow
                match: { methods: [GET], path: "/a", headers: { X-Kind: web } }
                to: { local: whoami }
                access: { allow: [{ roles: [system-admin] }] }
            """
        let wide = """
              - id: wide
                match: { methods: [GET], path: "/a", headers: { X-Kind: true } }
                to: { local: whoami }
                access: { allow: [{ roles: [member] }] }
            """
        for order in [[narrow, wide], [wide, narrow]] {
            let rules = try PolicyFiles(routes: (["version: 1", "routes:"] + order).joined(separator: "\n")).compile()
            #expect(rules.ask("GET /a", as: "member", headers: ["x-kind": ["web"]]) == "deny (role) by narrow")
            #expect(rules.ask("GET /a", as: "member", headers: ["x-kind": ["cli"]]) == "allow by wide.allow[0]")
            #expect(rules.ask("GET /a", as: "member") == "deny (route)")
        }
    }
}
