import Testing

@testable import Policy

@Suite("Places of findings")
struct FindingPlaceTests {
    @Test(
        "a mistake in a condition over several lines is shown in its own line",
        arguments: [
            ("when: >-\n            principal.name == 'a'\n            and projekt == 'b'", "10:17"),
            ("when: |\n            principal.name == 'a' and\n              projekt == 'b'", "10:15"),
            ("when: \"principal.name == 'a'\n            and projekt == 'b'\"", "9:17"),
            ("when: principal.name == 'a'\n            and projekt == 'b'", "9:17"),
            ("when: \"principal.name == 'a' and projekt == 'b'\"", "8:44"),
            ("when: 'principal.name == \"it''s\" and projekt == \"b\"'", "8:48"),
        ])
    func condition(_ text: String, _ place: String) {
        let files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: r
                    match: { methods: [GET], path: "/a" }
                    to: { local: whoami }
                    access:
                      allow:
                        - \(text)
                """)
        let found = files.findings()
        #expect(found.count == 1 && found[0].hasPrefix("\(place) unknown name \"projekt\""), "\(found)")
    }

    @Test("a file with more mistakes than anybody reads says how many there are")
    func many() {
        let routes = (0..<300).map { "  - id: a\($0)\n    nonsense: 1" }
        let found = PolicyFiles(routes: "version: 1\nroutes:\n" + routes.joined(separator: "\n")).findings()
        #expect(found.count == 201)
        #expect(found.last?.contains("more findings are not shown") == true, "\(found.last ?? "")")
    }

    @Test("what is wrong with a route is said together with what its other parts and the tests refer to")
    func together() {
        var files = PolicyFiles(
            match: #"{ methods: [GTE], path: "/a" }"#, to: "{ upstream: harbr, path: \"/a\" }",
            access: "{ allow: [{ roles: [membr] }] }", more: "limts: {}")
        files.routes += """

            tests:
              - { name: t, as: { role: memebr }, request: GET /a, expect: { decision: allow } }
              - { name: t, as: { role: member }, request: GET /a, expect: { route: s } }
            """
        let found = files.findings()
        for part in [
            "unknown method", "unknown upstream", "unknown role \"membr\"", "unknown key", "\"memebr\"",
            "unknown route",
        ] {
            #expect(found.contains { $0.contains(part) }, "\(part) in \(found)")
        }
    }

    @Test("a secret does not stand among the fields that a request is given, and is not shown")
    func secret() {
        for name in ["X-Api-Key", "X-Auth-Token", "X-Client-Secret", "X-Password"] {
            let files = PolicyFiles(more: "headers: { request: { set: { \(name): \"sk-live-1\" } } }")
            #expect(files.findings().contains { $0.contains("a secret does not stand in the file") }, "\(name)")
            #expect(!files.findings().joined().contains("sk-live"))
        }
        #expect(PolicyFiles(more: #"headers: { request: { set: { X-App: "1" } } }"#).findings().isEmpty)
    }

    @Test(
        "a rule that another one says already is found",
        arguments: [
            #"{ allow: [{ roles: [member], users: [bob] }, { roles: [member], users: [bob] }] }"#,
            #"{ allow: [{ when: "query.a == '1'" }, { when: "query.a == '1'" }] }"#,
            "{ allow: [{ roles: [member] }], deny: [{ users: [bob] }, { users: [bob] }] }",
        ])
    func repeated(_ access: String) {
        #expect(PolicyFiles(access: access).findings().contains { $0.contains("says the same") })
    }
}
