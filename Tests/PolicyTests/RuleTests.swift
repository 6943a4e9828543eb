import Domain
import Testing

@testable import Policy

@Suite("Rules")
struct RuleTests {
    @Test("a rule for users holds for them alone, whatever their role")
    func users() throws {
        let rules = try PolicyFiles(access: "{ allow: [{ users: [bob, carol] }] }").compile()
        #expect(rules.ask("GET /a", as: "pending", user: "bob") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "system-admin", user: "carol") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "system-admin", user: "ann") == "deny (role) by r")
        #expect(rules.ask("GET /a", as: "system-admin", user: "Bob") == "deny (role) by r")
        #expect(rules.ask("GET /a", user: "bob") == "deny (token-missing) by r")
    }

    @Test("names of users and namespaces are compared as bytes: two spellings of one letter are two names")
    func spelling() throws {
        let rules = try PolicyFiles(
            access: "{ allow: [{ users: [\"Jos\u{E9}\", \"Kim\"] }, { namespaces: [\"n\u{E9}\"] }] }"
        ).compile()
        #expect(rules.ask("GET /a", as: "pending", user: "Jos\u{E9}") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending", user: "Jose\u{301}") == "deny (role) by r")
        #expect(rules.ask("GET /a", as: "pending", user: "\u{212A}im") == "deny (role) by r")
        #expect(rules.ask("GET /a", as: "pending", namespace: "n\u{E9}") == "allow by r.allow[1]")
        #expect(rules.ask("GET /a", as: "pending", namespace: "ne\u{301}") == "deny (role) by r")
    }

    @Test("a rule for namespaces holds for whoever belongs to one of them")
    func namespaces() throws {
        let rules = try PolicyFiles(access: "{ allow: [{ namespaces: [ns1, ns2] }, { roles: [system-admin] }] }")
            .compile()
        #expect(rules.ask("GET /a", as: "pending", namespace: "ns2") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", namespace: "ns3") == "deny (role) by r")
        #expect(rules.ask("GET /a", as: "member", namespace: "ns") == "deny (role) by r")
        #expect(rules.ask("GET /a", as: "member", namespace: "") == "deny (role) by r")
        #expect(rules.ask("GET /a", as: "system-admin", namespace: "ns3") == "allow by r.allow[1]")
    }

    @Test("all parts of a rule have to hold; who is not meant is refused for his role, who is for the condition")
    func parts() throws {
        let rules = try PolicyFiles(
            access:
                #"{ allow: [{ roles: [member], users: [ann], namespaces: [ns1], addresses: [10.0.0.0/8], "#
                + #"from: 2026-01-01, until: 2027-01-01, when: "query.a == '1'" }] }"#
        ).compile()
        #expect(rules.ask("GET /a?a=1", as: "member", from: "10.0.0.1", at: "2026-06-01") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a?a=1", as: "pending", from: "10.0.0.1", at: "2026-06-01") == "deny (role) by r")
        #expect(
            rules.ask("GET /a?a=1", as: "member", user: "bob", from: "10.0.0.1", at: "2026-06-01") == "deny (role) by r"
        )
        #expect(
            rules.ask("GET /a?a=1", as: "member", namespace: "ns2", from: "10.0.0.1", at: "2026-06-01")
                == "deny (role) by r")
        #expect(rules.ask("GET /a?a=1", as: "member", from: "11.0.0.1", at: "2026-06-01") == "deny (condition) by r")
        #expect(rules.ask("GET /a?a=1", as: "member", at: "2026-06-01") == "deny (condition) by r")
        #expect(rules.ask("GET /a?a=1", as: "member", from: "10.0.0.1", at: "2025-12-31") == "deny (condition) by r")
        #expect(rules.ask("GET /a?a=1", as: "member", from: "10.0.0.1", at: "2027-01-01") == "deny (condition) by r")
        #expect(rules.ask("GET /a?a=2", as: "member", from: "10.0.0.1", at: "2026-06-01") == "deny (condition) by r")
        #expect(rules.ask("GET /a?a=1", from: "10.0.0.1", at: "2026-06-01") == "deny (token-missing) by r")
    }

    @Test("addresses are single ones and ranges of either family; a mapped address is the IPv4 address that it maps")
    func addresses() throws {
        let rules = try PolicyFiles(
            access:
                #"{ allow: [{ addresses: [10.0.0.0/8, 192.0.2.7, "2001:db8::/32", "::1", "#
                + #""::ffff:198.51.100.0/120"] }] }"#
        ).compile()
        #expect(rules.ask("GET /a", as: "pending", from: "10.255.255.255") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending", from: "::ffff:10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending", from: "11.0.0.0") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "pending", from: "192.0.2.7") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending", from: "192.0.2.8") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "pending", from: "2001:db8:ffff::1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending", from: "2001:db9::1") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "pending", from: "::1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending", from: "0.0.0.1") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "pending", from: "198.51.100.9") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "pending") == "deny (condition) by r")
    }

    @Test("a rule holds from the beginning of its first day to the beginning of its last, in UTC")
    func days() throws {
        let rules = try PolicyFiles(
            access: "{ allow: [{ roles: [member], from: 2028-02-29, until: 2028-03-01 }, { roles: [system-admin] }] }"
        ).compile()
        #expect(rules.ask("GET /a", as: "member", at: "2028-02-28T23:59:59Z") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "member", at: "2028-02-29T00:00:00Z") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", at: "2028-02-29T23:59:59Z") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", at: "2028-03-01T00:00:00Z") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "system-admin", at: "2028-03-01T00:00:00Z") == "allow by r.allow[1]")
    }

    @Test("hours are those of the days on which they begin, at the distance from UTC that the rule gives")
    func hours() throws {
        let rules = try PolicyFiles(
            access:
                #"{ allow: [{ roles: [member], hours: { days: [mon, fri], time: "22:00-06:00", zone: "+01:00" } }] }"#
        ).compile()
        // 3 August 2026 is a Monday.
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-03T20:59:59Z") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-03T21:00:00Z") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-04T04:59:59Z") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-04T05:00:00Z") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-04T21:00:00Z") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-03T04:00:00Z") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "member", at: "2026-08-08T04:00:00Z") == "allow by r.allow[0]")
    }

    @Test("the rules for anybody are asked first, and of a caller with a token the others too")
    func anybody() throws {
        let rules = try PolicyFiles(
            access:
                #"{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8], "#
                + #"when: "query.a == '1'" }, { roles: [member] }], deny: [{ users: [bob] }] }"#
        ).compile()
        #expect(rules.routes.map(\.admitsAnybody) == [true])
        #expect(rules.routes.map(\.admitsPrincipals) == [true])
        #expect(rules.ask("GET /a?a=1", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a?a=2", from: "10.0.0.1") == "deny (token-missing) by r")
        #expect(rules.ask("GET /a?a=1", from: "192.0.2.1") == "deny (token-missing) by r")
        #expect(rules.ask("GET /a?a=1", as: "pending", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", from: "192.0.2.1") == "allow by r.allow[1]")
        #expect(rules.ask("GET /a", as: "pending", from: "192.0.2.1") == "deny (role) by r")
        // Whom the rule for anybody lets in is not asked for a name, so that no denial by name meets him.
        #expect(rules.ask("GET /a?a=1", as: "member", user: "bob", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", user: "bob", from: "192.0.2.1") == "deny (rule) by r.deny[0]")
    }

    @Test("where only anybody is allowed, the conditions alone decide")
    func anybodyAlone() throws {
        let rules = try PolicyFiles(access: "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }] }").compile()
        #expect(rules.routes.map(\.admitsPrincipals) == [false])
        #expect(rules.ask("GET /a", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", from: "192.0.2.1") == "deny (condition) by r")
        #expect(rules.ask("GET /a", as: "system-admin", from: "192.0.2.1") == "deny (condition) by r")
    }

    @Test("a denial that asks for no name meets everybody, with a token or without")
    func denialOfAnybody() throws {
        let rules = try PolicyFiles(
            access:
                "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }], "
                + "deny: [{ addresses: [10.9.0.0/16] }] }"
        ).compile()
        #expect(rules.ask("GET /a", from: "10.9.0.1") == "deny (rule) by r.deny[0]")
        #expect(rules.ask("GET /a", as: "member", from: "10.9.0.1") == "deny (rule) by r.deny[0]")
        #expect(rules.ask("GET /a", as: "member", from: "10.8.0.1") == "allow by r.allow[0]")
    }

    @Test("the first rule that holds is named, and deny beats allow wherever it stands")
    func labels() throws {
        let rules = try PolicyFiles(
            access:
                "{ deny: [{ users: [eve] }, { users: [eve, bob] }], allow: [{ users: [ann], "
                + "addresses: [10.0.0.0/8] }, { roles: [member] }, { users: [ann, eve] }] }"
        ).compile()
        #expect(rules.ask("GET /a", as: "member", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member") == "allow by r.allow[1]")
        #expect(rules.ask("GET /a", as: "pending") == "allow by r.allow[2]")
        #expect(rules.ask("GET /a", as: "member", user: "eve") == "deny (rule) by r.deny[0]")
        #expect(rules.ask("GET /a", as: "member", user: "bob") == "deny (rule) by r.deny[1]")
        #expect(rules.ask("GET /a", as: "pending", user: "bob") == "deny (rule) by r.deny[1]")
    }

    @Test("a parameter of the query that a rule looks at and that is unclear is refused before anything else")
    func unclearQuery() throws {
        let rules = try PolicyFiles(
            access: #"{ allow: [{ roles: [member], when: "query.a == '1'" }], deny: [{ users: [bob] }] }"#
        ).compile()
        #expect(rules.ask("GET /a?a=1&a=1", as: "member") == "deny (malformed-target) by r")
        #expect(rules.ask("GET /a?a=1;b=2", as: "member", user: "bob") == "deny (malformed-target) by r")
        #expect(rules.ask("GET /a?a=1&a=2") == "deny (malformed-target) by r")
        #expect(rules.ask("GET /a?a=1&b=2&b=3", as: "member") == "allow by r.allow[0]")
    }
}
