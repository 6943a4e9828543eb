import Domain
import Testing

@testable import Policy

@Suite("What a role may do on a route")
struct RoleAccessTests {
    @Test("a role has what it, or a role that it includes, is allowed, under the conditions that are left")
    func conditions() throws {
        let route = try PolicyFiles(
            access:
                "{ allow: [{ roles: [member], addresses: [10.0.0.0/8] }, { users: [bob], "
                + "until: 2027-01-01 }, { roles: [system-admin] }] }"
        ).compile().routes[0]
        #expect(route.access(of: nil) == .never)
        #expect(route.access(of: .pending) == .may(conditions: ["users bob; until 2027-01-01"], exceptions: []))
        #expect(
            route.access(of: .member)
                == .may(conditions: ["addresses 10.0.0.0/8", "users bob; until 2027-01-01"], exceptions: []))
        #expect(route.access(of: .businessAdmin) == route.access(of: .member))
        #expect(route.access(of: .systemAdmin) == .may(conditions: [], exceptions: []))
        // No role of this policy, and so in no rule by role.
        #expect(
            route.access(of: RoleNumber(rawValue: 9))
                == .may(conditions: ["users bob; until 2027-01-01"], exceptions: []))
        #expect(route.access(of: RoleNumber(rawValue: 63)) == .never)
    }

    @Test("a denial of the role takes everything, one with conditions is an exception")
    func exceptions() throws {
        let route = try PolicyFiles(
            access:
                "{ allow: [{ roles: [member] }], deny: [{ roles: [system-admin] }, { roles: [business-admin], "
                + "users: [bob] }, { addresses: [10.0.0.0/8] }] }"
        ).compile().routes[0]
        #expect(route.access(of: .pending) == .never)
        #expect(route.access(of: .member) == .may(conditions: [], exceptions: ["addresses 10.0.0.0/8"]))
        #expect(
            route.access(of: .businessAdmin) == .may(conditions: [], exceptions: ["addresses 10.0.0.0/8", "users bob"]))
        #expect(route.access(of: .systemAdmin) == .never)
    }

    @Test("what anybody may, every role may")
    func anybody() throws {
        let open = try PolicyFiles(access: "{ allow: [{ roles: [anonymous] }] }").compile().routes[0]
        let conditional = try PolicyFiles(
            access:
                "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }], "
                + "deny: [{ when: \"query.a == '1'\" }] }"
        ).compile().routes[0]
        for role in [nil, RoleNumber.pending, .systemAdmin, RoleNumber(rawValue: 9)] {
            #expect(open.access(of: role) == .may(conditions: [], exceptions: []))
        }
        for role in [nil, RoleNumber.pending] {
            #expect(
                conditional.access(of: role)
                    == .may(conditions: ["addresses 10.0.0.0/8"], exceptions: ["when query.a == '1'"]))
        }
        #expect(conditional.access(of: .member) == .may(conditions: [], exceptions: ["when query.a == '1'"]))
    }

    @Test("a denial by role does not meet whom a rule for anybody lets in, since nobody asks him for a name")
    func denialBesideAnybody() throws {
        let rules = try PolicyFiles(
            access:
                "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [pending] }], "
                + "deny: [{ roles: [member] }] }"
        ).compile()
        #expect(rules.ask("GET /a", as: "member", from: "10.0.0.1") == "allow by r.allow[0]")
        #expect(rules.ask("GET /a", as: "member", from: "192.0.2.1") == "deny (rule) by r.deny[0]")
        #expect(
            rules.routes[0].access(of: .member) == .may(conditions: ["addresses 10.0.0.0/8"], exceptions: []))
    }

    @Test("a denial that asks who is an exception from the rules that ask who")
    func exceptionOfOneStep() throws {
        let route = try PolicyFiles(
            access:
                "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }], "
                + "deny: [{ users: [eve] }] }"
        ).compile().routes[0]
        #expect(
            route.access(of: .member)
                == .may(conditions: ["addresses 10.0.0.0/8", "not (users eve)"], exceptions: []))
        #expect(route.access(of: nil) == .may(conditions: ["addresses 10.0.0.0/8"], exceptions: []))
    }

    @Test("a condition on the role is judged for each role, and what is left of it is told")
    func ownRole() throws {
        let route = try PolicyFiles(
            access:
                "{ allow: [{ roles: [member], when: \"principal.role == 'member' or "
                + "(principal.role != 'system-admin' and query.a != '1')\" }] }"
        ).compile().routes[0]
        #expect(route.access(of: .member) == .may(conditions: [], exceptions: []))
        #expect(route.access(of: .businessAdmin) == .may(conditions: ["when query.a != '1'"], exceptions: []))
        #expect(route.access(of: .systemAdmin) == .never)
    }

    @Test(
        "what settings have decided is told of only where they may be others",
        arguments: [
            ("feature('privateProject')", "yes"), ("not feature('privateProject')", "no"),
            ("feature('harborConfiguration')", "no"), ("not feature('harborConfiguration')", "yes"),
            ("has(query.a) and (feature('privateProject') or query.b == '1')", "if has(query.a)"),
            ("has(query.a) and feature('harborConfiguration') or query.b == '1'", "if query.b == '1'"),
            (
                "has(query.a) and (feature('harborConfiguration') or query.b == '1' or query.c == '1')",
                "if has(query.a) and (query.b == '1' or query.c == '1')"
            ),
        ])
    func features(_ condition: String, _ text: String) throws {
        let rules = try PolicyFiles(access: "{ allow: [{ roles: [member], when: \"\(condition)\" }] }").compile()
        #expect(rules.routes[0].access(of: .member, isSettled: true).text == text)
        #expect(rules.routes[0].access(of: .member).text.contains("feature('"))
    }

    @Test("two conditions that differ are told apart, whatever their texts hold")
    func texts() throws {
        func access(_ text: String) throws -> RoleAccess {
            try PolicyFiles(access: "{ allow: [{ roles: [member], when: \"query.a == '\(text)'\" }] }").compile()
                .routes[0]
                .access(of: .member)
        }
        #expect(try access("1; roles x") != access("1; roles y"))
        #expect(try access("1; roles x") == .may(conditions: ["when query.a == '1; roles x'"], exceptions: []))
    }

    @Test("a rule is told in one line, part by part")
    func line() throws {
        let route = try PolicyFiles(
            access:
                #"{ allow: [{ roles: [member, pending], users: [ann], namespaces: [ns1, ns2], "#
                + #"addresses: [10.0.0.0/8, "::1"], from: 2026-01-01, until: 2027-01-01, hours: { days: [mon, "#
                + #"fri], time: "22:00-06:00", zone: "+01:00" }, when: "query.a == '1'" }] }"#
        ).compile().routes[0]
        #expect(
            route.allow[0].text
                == "roles member, pending; users ann; namespaces ns1, ns2; addresses 10.0.0.0/8, ::1; "
                + "hours mon fri 22:00-06:00 +01:00; from 2026-01-01; until 2027-01-01; when query.a == '1'")
    }

    @Test("rules in shadow mode give nothing")
    func shadow() throws {
        let route = try PolicyFiles(
            access:
                "{ allow: [{ roles: [system-admin] }, { roles: [member], mode: shadow }], "
                + "deny: [{ roles: [system-admin], mode: shadow }] }"
        ).compile().routes[0]
        #expect(route.access(of: .member) == .never)
        #expect(route.access(of: .systemAdmin) == .may(conditions: [], exceptions: []))
    }

    @Test(
        "an access is wider, narrower, or something else",
        arguments: [
            (RoleAccess.never, RoleAccess.may(conditions: [], exceptions: []), RoleAccess.Change.wider),
            (.never, .may(conditions: ["a"], exceptions: []), .wider),
            (.may(conditions: ["a"], exceptions: []), .may(conditions: [], exceptions: []), .wider),
            (.may(conditions: [], exceptions: ["a"]), .may(conditions: [], exceptions: []), .wider),
            (.may(conditions: [], exceptions: []), .never, .narrower),
            (.may(conditions: [], exceptions: []), .may(conditions: [], exceptions: ["a"]), .narrower),
            (.may(conditions: ["a"], exceptions: ["b"]), .never, .narrower),
            (.may(conditions: ["a"], exceptions: []), .may(conditions: ["b"], exceptions: []), .different),
            (.may(conditions: ["a"], exceptions: []), .may(conditions: [], exceptions: ["a"]), .different),
            (.may(conditions: ["a"], exceptions: []), .may(conditions: ["a", "b"], exceptions: []), .wider),
            (.may(conditions: ["a"], exceptions: ["c", "d"]), .may(conditions: ["a"], exceptions: ["c"]), .wider),
            (.may(conditions: ["a", "b"], exceptions: []), .may(conditions: ["a"], exceptions: ["c"]), .narrower),
        ])
    func changes(_ old: RoleAccess, _ new: RoleAccess, _ change: RoleAccess.Change) {
        #expect(old.change(to: new) == change)
        #expect(old.change(to: old) == nil)
    }

    @Test("an access is told in words")
    func words() {
        #expect(RoleAccess.never.text == "no")
        #expect(RoleAccess.may(conditions: [], exceptions: []).text == "yes")
        #expect(RoleAccess.may(conditions: ["a", "b"], exceptions: []).text == "if a | b")
        #expect(RoleAccess.may(conditions: [], exceptions: ["c", "d"]).text == "yes, but not if c | d")
        #expect(RoleAccess.may(conditions: ["a"], exceptions: ["c"]).text == "if a, but not if c")
        #expect(
            RoleAccess.may(conditions: ["users bob; when a", "when b"], exceptions: ["when c", "when d"]).text
                == "if users bob; when a | b, but not if c | d")
    }
}
