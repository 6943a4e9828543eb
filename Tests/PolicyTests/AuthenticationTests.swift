import Testing

@testable import Policy

@Suite("How callers say who they are")
struct AuthenticationTests {
    @Test(
        "with a token, unless the route or its file says otherwise",
        arguments: [
            (nil, .bearer), ("[bearer]", .bearer), ("[basic]", .basic), ("[bearer, basic]", [.bearer, .basic]),
        ] as [(String?, AuthenticationSchemes)])
    func schemes(_ words: String?, _ expected: AuthenticationSchemes) throws {
        let files = PolicyFiles(more: words.map { "authenticate: \($0)" })
        #expect(try files.compile().routes.map(\.authentication) == [expected])
    }

    @Test("a route goes before its file")
    func defaults() throws {
        let files = PolicyFiles(
            routes: """
                version: 1
                defaults: { authenticate: [bearer, basic] }
                routes:
                  - id: a
                    match: { methods: [GET], path: "/a" }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                  - id: b
                    match: { methods: [GET], path: "/b" }
                    to: { local: whoami }
                    authenticate: [bearer]
                    access: { allow: [{ roles: [member] }] }
                """)
        #expect(try files.compile().routes.map(\.authentication) == [[.bearer, .basic], .bearer])
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            ("[]", "7:19 \"authenticate\" is empty"),
            ("basic", "7:19 \"authenticate\" is a list, not a single value: write [ … ]"),
            ("[digest]", "7:20 unknown scheme \"digest\": one of bearer, basic"),
            ("[bearer, basik]", "7:28 unknown scheme \"basik\": did you mean \"basic\"?"),
            ("[basic, basic]", "7:27 basic stands twice"),
        ])
    func mistakes(_ words: String, _ finding: String) {
        #expect(PolicyFiles(more: "authenticate: \(words)").findings() == [finding])
    }

    @Test("a change of it is told")
    func difference() throws {
        let old = try PolicyFiles().compile()
        let new = try PolicyFiles(more: "authenticate: [bearer, basic]").compile()
        let properties = PolicyDifference(from: old, to: new).rows.flatMap(\.properties)
        #expect(
            properties.map { "\($0.name): \($0.new), before \($0.old)" } == [
                "authenticate: bearer, basic, before bearer"
            ])
    }
}
