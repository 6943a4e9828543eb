import Testing

@testable import Policy

@Suite("Rules without effect")
struct ReachabilityTests {
    /// The first rule of `allow` stands from line 6, column 23 on.
    @Test(
        "a permission for callers who are let in, or refused, anyway is found",
        arguments: [
            ("{ roles: [anonymous] }, { roles: [member] }", "", "6:47 this has no effect: r.allow[0] lets anybody in"),
            ("{ roles: [member] }, { roles: [anonymous] }", "", "6:23 this has no effect: r.allow[1] lets anybody in"),
            (
                "{ roles: [anonymous] }, { roles: [anonymous], addresses: [10.0.0.0/8] }", "",
                "6:47 this has no effect: r.allow[0] lets anybody in"
            ),
            (
                "{ roles: [member] }, { roles: [member] }", "",
                "6:44 this has no effect: r.allow[0] lets these callers in already"
            ),
            (
                "{ roles: [member] }, { roles: [business-admin] }", "",
                "6:44 this has no effect: r.allow[0] lets these callers in already"
            ),
            (
                "{ roles: [business-admin] }, { roles: [member] }", "",
                "6:23 this has no effect: r.allow[1] lets these callers in already"
            ),
            (
                "{ roles: [member] }, { roles: [member], users: [bob] }", "",
                "6:44 this has no effect: r.allow[0] lets these callers in already"
            ),
            (
                "{ roles: [member], until: 2027-01-01 }, { roles: [member] }", "",
                "6:23 this has no effect: r.allow[1] lets these callers in already"
            ),
            (
                "{ roles: [member, pending] }, { roles: [pending], addresses: [10.0.0.0/8] }", "",
                "6:53 this has no effect: r.allow[0] lets these callers in already"
            ),
            (
                "{ roles: [business-admin] }", "{ roles: [member] }",
                "6:23 this has no effect: r.deny[0] refuses all these callers"
            ),
            (
                "{ roles: [business-admin], users: [bob] }", "{ roles: [member] }",
                "6:23 this has no effect: r.deny[0] refuses all these callers"
            ),
            (
                "{ roles: [member] }, { users: [bob] }", "{ roles: [member] }",
                "6:23 this has no effect: r.deny[0] refuses all these callers"
            ),
        ])
    func permissions(_ allow: String, _ deny: String, _ finding: String) {
        #expect(PolicyFiles(access: access(allow, deny)).findings() == [finding])
    }

    @Test(
        "a denial by name where nobody is asked for a name is found",
        arguments: [
            ("{ roles: [anonymous] }", "{ roles: [member] }", 55),
            ("{ roles: [anonymous] }", "{ when: \"principal.name == 'bob'\" }", 55),
            ("{ roles: [anonymous], addresses: [10.0.0.0/8] }", "{ users: [bob] }", 80),
            ("{ roles: [anonymous], addresses: [10.0.0.0/8] }", "{ namespaces: [ns1] }", 80),
        ])
    func denials(_ allow: String, _ deny: String, _ column: Int) {
        #expect(
            PolicyFiles(access: access(allow, deny)).findings() == [
                "6:\(column) this has no effect: the route allows \"anonymous\", "
                    + "so no token is looked at and nobody is known"
            ])
    }

    @Test(
        "a rule that decides something for somebody is none of these",
        arguments: [
            ("{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }", ""),
            ("{ roles: [member] }, { users: [bob] }", ""), ("{ roles: [member] }, { addresses: [10.0.0.0/8] }", ""),
            ("{ roles: [member], until: 2027-01-01 }, { roles: [member], users: [bob] }", ""),
            ("{ roles: [member], from: 2026-01-01 }, { roles: [business-admin] }", ""),
            ("{ roles: [member] }", "{ roles: [business-admin] }"),
            ("{ roles: [member] }", "{ roles: [member], until: 2027-01-01 }"),
            ("{ roles: [member] }", "{ roles: [member], users: [bob] }"),
            ("{ addresses: [10.0.0.0/8] }", "{ roles: [member, pending] }"),
            ("{ roles: [anonymous] }", "{ addresses: [10.0.0.0/8] }"),
            ("{ roles: [anonymous] }", "{ when: \"query.a == '1'\" }"),
            ("{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }", "{ users: [bob] }"),
            // Only looked at beside the others.
            ("{ roles: [member] }, { roles: [business-admin], mode: shadow }", ""),
            ("{ roles: [anonymous] }, { roles: [member], mode: shadow }", "{ users: [bob], mode: shadow }"),
        ])
    func effective(_ allow: String, _ deny: String) {
        #expect(PolicyFiles(access: access(allow, deny)).findings().isEmpty)
    }

    @Test(
        "where no permission could be read, nothing is said about what the denials do",
        arguments: [
            ("{ roles: [] }", ["6:32 \"roles\" is empty"]),
            (
                "{ roles: [member], addresses: [x] }",
                ["6:54 \"x\" is no address and no range such as 10.0.0.0/8 or 2001:db8::/32"]
            ),
            (
                "{ roles: [member], mode: shadow }",
                ["6:23 every rule of \"allow\" is in shadow mode: the route would let nobody in"]
            ),
        ])
    func unreadable(_ allow: String, _ findings: [String]) {
        #expect(PolicyFiles(access: access(allow, "{ users: [bob] }")).findings() == findings)
    }

    private func access(_ allow: String, _ deny: String) -> String {
        "{ allow: [\(allow)]" + (deny.isEmpty ? " }" : ", deny: [\(deny)] }")
    }
}
