import Domain
import Testing

@testable import Policy

/// `body: { "[].auth": { int64: [1, 3, 7] } }`: what a body has to have whoever sends it.
@Suite("Values that a field of a body has to have")
struct BodyFieldValueTests {
    private static let levels = "[].auth: 1, 3 or 7 is required, in each of one or more elements"

    @Test(
        "one of the values is read as any other",
        arguments: [
            (#""[].auth": { int64: [1, 3, 7] }"#, #"[{"auth": 7}, {"auth": 1}]"#, .list([.number(7), .number(1)])),
            (#"level: { int64: [0] }"#, #"{"level": 0}"#, .number(0)),
            (#"scope: { text: [g, "1"] }"#, #"{"scope": "1"}"#, .text("1")),
            (#"open: { boolean: [true] }"#, #"{"open": true}"#, .flag(true)),
        ] as [(String, String, BodyValue)])
    func kept(_ field: String, _ body: String, _ value: BodyValue) throws {
        let rules = try rules(field)
        #expect(try rules.routes[0].readBody(Array(body.utf8)) == [value])
        #expect(rules.ask("POST /a", as: "member", body: body) == "allow by r.allow[0]")
    }

    @Test(
        "another value, null and nothing are refused by the name of the field",
        arguments: [
            (#""[].auth": { int64: [1, 3, 7] }"#, #"[{"auth": 5}]"#, levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, #"[{"auth": 1}, {"auth": 5}]"#, levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, #"[{"auth": 1}, {}]"#, levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, #"[{"auth": 1}, null]"#, levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, #"[{"auth": null}]"#, levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, "[]", levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, "null", levels),
            (#""[].auth": { int64: [1, 3, 7] }"#, "", levels),
            (#"scope: { text: [g, p] }"#, #"{"scope": "G"}"#, #"scope: "g" or "p" is required"#),
            (#"scope: { text: [g, p] }"#, #"{"scope": ""}"#, #"scope: "g" or "p" is required"#),
            // The Kelvin sign, which is a K to Swift.
            (#"scope: { text: [K] }"#, #"{"scope": "\u212a"}"#, #"scope: "K" is required"#),
            (#"scope: { text: [g] }"#, "{}", #"scope: "g" is required"#),
            (#"scope: { text: [g] }"#, "", #"scope: "g" is required"#),
            (#"open: { boolean: [true] }"#, #"{"open": false}"#, "open: true is required"),
            (#"metadata.level: { int64: [1, 2] }"#, #"{"metadata": null}"#, "metadata.level: 1 or 2 is required"),
        ])
    func refused(_ field: String, _ body: String, _ message: String) throws {
        let rules = try rules(field)
        let error = #expect(throws: GatewayError.self) { try rules.routes[0].readBody(Array(body.utf8)) }
        #expect(error?.code == .fieldInvalid)
        #expect(error?.message == message)
        #expect(rules.ask("POST /a", as: "member", body: body) == "deny (field) by r")
    }

    @Test("another type is told as such")
    func types() throws {
        let route = try rules(#"level: { int64: [1] }"#).routes[0]
        let error = #expect(throws: GatewayError.self) { try route.readBody(Array(#"{"level": "1"}"#.utf8)) }
        #expect(error?.message == "level: a whole number is required")
    }

    @Test("the body is read before anybody is let in, and for nobody else")
    func order() throws {
        let rules = try rules(
            "scope: { text: [g] }",
            "{ allow: [{ roles: [member] }, { users: [bob] }], deny: [{ users: [eve] }] }")
        #expect(rules.routes[0].readsBody)
        #expect(try rules.firstWord("/a", as: "member") == .waits)
        #expect(try rules.firstWord("/a", as: "pending") == .refuse(.roleRefused, by: "default"))
        #expect(try rules.firstWord("/a") == .refuse(.tokenMissing, by: "default"))
        #expect(rules.ask("POST /a", as: "member", user: "eve", body: "{}") == "deny (rule) by r.deny[0]")
        #expect(rules.ask("POST /a", as: "pending", user: "bob", body: "{}") == "deny (field) by r")
        #expect(rules.ask("POST /a", as: "pending", user: "bob", body: #"{"scope": "g"}"#) == "allow by r.allow[1]")
    }

    @Test("whom a rule for anybody lets in sends one of the values as well")
    func anybody() throws {
        let rules = try rules("scope: { text: [g] }", "{ allow: [{ roles: [anonymous] }] }")
        #expect(try rules.firstWord("/a") == .waits)
        #expect(rules.ask("POST /a", body: #"{"scope": "p"}"#) == "deny (field) by r")
        #expect(rules.ask("POST /a", body: #"{"scope": "g"}"#) == "allow by r.allow[0]")
    }

    @Test("rules may look at such a field, and the registry is asked after it was read")
    func rulesLook() throws {
        let rules = try rules(
            "scope: { text: [g, p] }", #"{ allow: [{ roles: [member], when: "body.scope == 'g' and owns(query.p)" }] }"#
        )
        #expect(
            rules.ask("POST /a?p=1", as: "member", owning: ["1"], body: #"{"scope": "g"}"#) == "allow by r.allow[0]")
        #expect(
            rules.ask("POST /a?p=1", as: "member", owning: ["1"], body: #"{"scope": "p"}"#) == "deny (condition) by r")
        #expect(rules.ask("POST /a?p=1", as: "member", owning: ["1"], body: #"{"scope": "x"}"#) == "deny (field) by r")
        let asking = try self.rules("scope: { text: [g] }", #"{ allow: [{ roles: [member], when: "owns(query.p)" }] }"#)
        #expect(try asking.firstWord("/a?p=1", as: "member") == .waits)
    }

    @Test("a route with such a field has a bound for bodies")
    func bound() throws {
        #expect(try rules("scope: { text: [g] }").routes[0].limits.body == .kib(64))
        #expect(
            files("scope: { text: [g] }", limits: "limits: { body: unlimited }").findings() == [
                "7:5 a route that looks into the body has a bound for it: \"body\" under \"limits\""
            ])
    }

    @Test(
        "values are of the type, and there are some",
        arguments: [
            ("scope: { text: [] }", "7:28 \"text\" is empty"),
            ("scope: { text: g }", "7:28 \"text\" is a list, not a single value: write [ … ]"),
            ("scope: {}", "7:20 a field has one type: write { int64: [1, 2] }"),
            ("scope: { text: [g], int64: [1] }", "7:20 a field has one type: write { int64: [1, 2] }"),
            ("scope: { test: [g] }", "7:22 unknown field type \"test\": did you mean \"text\"?"),
            (
                "scope: { text: [1] }",
                "7:29 a value is text, but YAML reads 1 as a number: write \"1\" in quotes"
            ),
            ("scope: { int64: [g] }", "7:30 a value is a decimal number from 0 to \(Int.max), not \"g\""),
            ("scope: { boolean: [yes] }", "7:32 a value is true or false"),
        ])
    func findings(_ field: String, _ finding: String) {
        #expect(files(field).findings() == [finding])
    }

    @Test("other values are told as a difference")
    func difference() throws {
        let rows = PolicyDifference(from: try rules("level: { int64: [1] }"), to: try rules("level: { int64: [1, 3] }"))
            .rows
        #expect(rows.flatMap { $0.properties.map(\.name) } == ["body fields"])
        #expect(rows.first?.properties.first?.old == "body.level int64 [1]")
        #expect(rows.first?.properties.first?.new == "body.level int64 [1, 3]")
    }

    private func rules(_ field: String, _ access: String = "{ allow: [{ roles: [member] }] }") throws -> Ruleset {
        try files(field, access).compile()
    }

    private func files(
        _ field: String, _ access: String = "{ allow: [{ roles: [member] }] }", limits: String? = nil
    ) -> PolicyFiles {
        PolicyFiles(
            match: #"{ methods: [POST], path: "/a" }"#, access: access,
            more: "body: { \(field) }" + (limits.map { "\n    \($0)" } ?? ""))
    }
}
