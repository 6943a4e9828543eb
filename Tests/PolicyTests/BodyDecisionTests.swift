import Domain
import Testing

@testable import Policy

@Suite("Decisions on a body")
struct BodyDecisionTests {
    @Test("who could be let in by no rule is refused before the body is read")
    func refusedAtOnce() throws {
        let rules = try rules(#"{ allow: [{ roles: [member], addresses: [10.0.0.0/8], when: "body.scope == 'g'" }] }"#)
        #expect(rules.routes[0].readsBody)
        #expect(try rules.firstWord("/a") == .refuse(.tokenMissing, by: "default"))
        #expect(try rules.firstWord("/a", as: "pending", from: "10.0.0.1") == .refuse(.roleRefused, by: "default"))
        #expect(try rules.firstWord("/a", as: "member", from: "192.0.2.1") == .refuse(.conditionRefused, by: "default"))
        #expect(try rules.firstWord("/a", as: "member", from: "10.0.0.1") == .waits)
    }

    @Test("what is wrong with a body is told to those only whose decision waits for it")
    func wrongBody() throws {
        let rules = try rules(#"{ allow: [{ roles: [member], when: "body.scope == 'g'" }] }"#)
        for body in ["not json", #"{"scope": 1}"#, #"{"Scope": "g"}"#, #"{"scope": "g", "scope": "g"}"#] {
            #expect(rules.ask("POST /a", as: "member", body: body) == "deny (field) by r")
            #expect(rules.ask("POST /a", as: "pending", body: body) == "deny (role) by r")
            #expect(rules.ask("POST /a", body: body) == "deny (token-missing) by r")
        }
    }

    @Test("a rule that does not look at the body lets in at once, whatever the others ask")
    func allowedAtOnce() throws {
        let rules = try rules(
            #"{ allow: [{ roles: [member], when: "body.scope == 'g'" }, { roles: [system-admin] }] }"#)
        #expect(try rules.firstWord("/a", as: "system-admin") == .allow("r.allow[1]"))
        #expect(rules.ask("POST /a", as: "system-admin", body: "not json") == "allow by r.allow[1]")
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "g"}"#) == "allow by r.allow[0]")
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "p"}"#) == "deny (condition) by r")
        #expect(rules.ask("POST /a", as: "member", body: "") == "deny (condition) by r")
    }

    @Test("a denial that does not look at the body refuses at once, though others look")
    func deniedAtOnce() throws {
        let rules = try rules(
            #"{ allow: [{ roles: [member], when: "body.scope == 'g'" }], deny: [{ roles: [member], "#
                + #"when: "body.scope == 'x'" }, { users: [bob] }] }"#
        )
        #expect(rules.ask("POST /a", as: "member", user: "bob", body: "not json") == "deny (rule) by r.deny[1]")
        #expect(rules.ask("POST /a", as: "member", user: "bob", body: #"{"scope": "x"}"#) == "deny (rule) by r.deny[1]")
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "x"}"#) == "deny (rule) by r.deny[0]")
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "g"}"#) == "allow by r.allow[0]")
    }

    @Test("a denial that looks at the body is waited for only where something would let the caller in")
    func denialWaits() throws {
        let rules = try rules(
            #"{ allow: [{ roles: [member] }], deny: [{ addresses: [10.0.0.0/8], when: "body.scope == 'x'" }] }"#)
        #expect(try rules.firstWord("/a", as: "member", from: "10.0.0.1") == .waits)
        // Closed, so it can deny nothing.
        #expect(try rules.firstWord("/a", as: "member", from: "192.0.2.1") == .allow("r.allow[0]"))
        #expect(try rules.firstWord("/a", as: "pending", from: "10.0.0.1") == .refuse(.roleRefused, by: "default"))
        #expect(try rules.firstWord("/a", from: "10.0.0.1") == .refuse(.tokenMissing, by: "default"))
        #expect(
            rules.ask("POST /a", as: "member", from: "10.0.0.1", body: #"{"scope": "x"}"#) == "deny (rule) by r.deny[0]"
        )
        #expect(rules.ask("POST /a", as: "member", from: "10.0.0.1", body: "{}") == "allow by r.allow[0]")
    }

    @Test("a denial about others is not waited for")
    func denialOfOthers() throws {
        let rules = try rules(
            #"{ allow: [{ roles: [member] }], deny: [{ roles: [business-admin], when: "body.scope == 'x'" }] }"#)
        #expect(try rules.firstWord("/a", as: "member") == .allow("r.allow[0]"))
        #expect(try rules.firstWord("/a", as: "business-admin") == .waits)
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "x"}"#) == "allow by r.allow[0]")
    }

    @Test("the body of somebody without a token is read where a rule for anybody looks at it")
    func anybody() throws {
        let rules = try rules(
            #"{ allow: [{ roles: [anonymous], when: "body.scope == 'g'" }, { roles: [member] }] }"#)
        #expect(try rules.firstWord("/a") == .waits)
        #expect(rules.ask("POST /a", body: #"{"scope": "g"}"#) == "allow by r.allow[0]")
        #expect(rules.ask("POST /a", body: #"{"scope": "p"}"#) == "deny (token-missing) by r")
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "p"}"#) == "allow by r.allow[1]")
        #expect(rules.ask("POST /a", as: "pending", body: #"{"scope": "p"}"#) == "deny (role) by r")
    }

    @Test("a body is never asked for on a route whose rules do not look at it")
    func noBody() throws {
        let rules = try PolicyFiles(match: #"{ methods: [POST], path: "/a" }"#).compile()
        #expect(!rules.routes[0].readsBody)
        #expect(rules.ask("POST /a", as: "member", body: "not json") == "allow by r.allow[0]")
    }

    @Test("a field that is not declared, not looked at or not bounded is a finding")
    func findings() {
        #expect(
            PolicyFiles(access: #"{ allow: [{ when: "body.scope == 'g'" }] }"#).findings() == [
                "6:32 \"body.scope\" is not declared: add it to the route's \"body\""
            ])
        #expect(
            PolicyFiles(more: #"body: { scope: text, "[].auth": int64 }"#).findings() == [
                "7:13 no rule looks at \"body.scope\"", "7:26 no rule looks at \"body[].auth\"",
            ])
        #expect(
            PolicyFiles(
                access: #"{ allow: [{ when: "body.scope == 'g'" }] }"#,
                more: "body: { scope: text }\n    limits: { body: unlimited }"
            ).findings() == ["7:5 a route that looks into the body has a bound for it: \"body\" under \"limits\""])
        #expect(PolicyFiles(more: "body: {}").findings() == ["7:11 \"body\" is a mapping of fields to their types"])
        #expect(
            PolicyFiles(more: "body: [scope]").findings() == ["7:11 \"body\" is a mapping of fields to their types"])
        #expect(
            PolicyFiles(more: "body: { scope: test }").findings() == [
                "7:20 unknown field type \"test\": did you mean \"text\"?"
            ])
        #expect(
            PolicyFiles(more: "body: { scope: number }").findings() == [
                "7:20 unknown field type \"number\": one of text, int64, boolean"
            ])
        #expect(
            PolicyFiles(more: #"body: { "a..b": text }"#).findings() == [
                "7:13 \"a..b\" is no path of a field such as scope, metadata.public or [].auth"
            ])
    }

    @Test("a bound that the file's defaults take away is missing all the same")
    func unlimitedByDefault() {
        var files = PolicyFiles(
            access: #"{ allow: [{ when: "body.scope == 'g'" }] }"#, more: "body: { scope: text }")
        files.routes = files.routes.replacing("routes:", with: "defaults: { limits: { body: unlimited } }\nroutes:")
        #expect(
            files.findings() == ["8:5 a route that looks into the body has a bound for it: \"body\" under \"limits\""])
    }

    @Test("a body that rules look at is held in memory: where nobody says how much, it is less than on other routes")
    func bound() throws {
        func bound(_ limits: String?, defaults: String? = nil) throws -> ByteCount? {
            var files = PolicyFiles(
                access: #"{ allow: [{ when: "body.scope == 'g'" }] }"#,
                more: "body: { scope: text }" + (limits.map { "\n    limits: \($0)" } ?? ""))
            if let defaults {
                files.routes = files.routes.replacing("routes:", with: "defaults: { limits: \(defaults) }\nroutes:")
            }
            return try files.compile().routes[0].limits.body
        }
        #expect(try bound(nil) == .kib(64))
        #expect(try bound("{ timeout: 5s }") == .kib(64))
        #expect(try bound("{ body: 2MiB }") == .mib(2))
        #expect(try bound(nil, defaults: "{ body: 3KiB }") == .kib(3))
        #expect(try bound("{ body: 2MiB }", defaults: "{ body: 3KiB }") == .mib(2))
        #expect(try bound(nil, defaults: "{ timeout: 5s }") == .kib(64))
        #expect(try PolicyFiles().compile().routes[0].limits.body == .mib(1))
    }

    @Test("a rule in shadow mode that looks at the body makes nobody wait")
    func shadow() throws {
        let rules = try rules(
            #"{ allow: [{ roles: [member] }], deny: [{ roles: [member], when: "body.scope == 'x'", mode: shadow }] }"#)
        #expect(!rules.routes[0].readsBody)
        #expect(rules.ask("POST /a", as: "member", body: #"{"scope": "x"}"#) == "allow by r.allow[0]")
    }

    private func rules(_ access: String) throws -> Ruleset {
        try PolicyFiles(
            match: #"{ methods: [POST], path: "/a" }"#, access: access, more: "body: { scope: text }"
        ).compile()
    }
}
