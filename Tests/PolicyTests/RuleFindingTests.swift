import Testing

@testable import Policy

@Suite("Findings in rules")
struct RuleFindingTests {
    /// The rule stands from line 6, column 23 on.
    @Test(
        "each mistake in a part of a rule is found at its place",
        arguments: [
            ("{ users: [] }", ["6:32 \"users\" is empty"]),
            (
                "{ users: [123] }",
                ["6:33 an entry of \"users\" is text, but YAML reads 123 as a number: write \"123\" in quotes"]
            ),
            ("{ namespaces: ns1 }", ["6:37 \"namespaces\" is a list, not a single value: write [ … ]"]),
            (
                "{ namespaces: [ns1, ~] }",
                ["6:43 an entry of \"namespaces\" is text, but YAML reads ~ as nothing: write \"~\" in quotes"]
            ),
            ("{ roles: member }", ["6:32 \"roles\" is a list, not a single value: write [ … ]"]),
            ("{ roles: [membr] }", ["6:33 unknown role \"membr\": did you mean \"member\"?"]),
            ("{ roles: [auditor] }", ["6:33 unknown role \"auditor\""]),
            ("{ addresses: [] }", ["6:36 \"addresses\" is empty"]),
            ("{ addresses: 10.0.0.1 }", ["6:36 \"addresses\" is a list, not a single value: write [ … ]"]),
            (
                "{ addresses: [10.0.0.1/8] }",
                ["6:37 \"10.0.0.1/8\" has bits behind its prefix: write the first address of the range"]
            ),
            (
                "{ addresses: [10.0.0.0/33] }",
                ["6:37 \"10.0.0.0/33\" is no address and no range such as 10.0.0.0/8 or 2001:db8::/32"]
            ),
            (
                "{ addresses: [\"::1\", localhost] }",
                ["6:44 \"localhost\" is no address and no range such as 10.0.0.0/8 or 2001:db8::/32"]
            ),
            ("{ roles: [member], from: 2026-1-1 }", ["6:48 \"from\" is a day such as 2027-01-31"]),
            ("{ roles: [member], until: \"2026-01-01T00:00:00Z\" }", ["6:49 \"until\" is a day such as 2027-01-31"]),
            (
                "{ roles: [member], from: 2026-01-01, until: 2026-01-01 }",
                ["6:60 \"from\" is not before \"until\": the rule would never hold"]
            ),
            (
                "{ roles: [member], from: 2027-01-01, until: 2026-01-01 }",
                ["6:60 \"from\" is not before \"until\": the rule would never hold"]
            ),
            ("{ roles: [member], when: [a] }", ["6:48 \"when\" is text, not a list"]),
            (
                "{ roles: [member], when: 5 }",
                ["6:48 \"when\" is text, but YAML reads 5 as a number: write \"5\" in quotes"]
            ),
            ("{ roles: [member], reason: [a] }", ["6:50 \"reason\" is text, not a list"]),
            ("{ roles: [member], mode: shaddow }", ["6:48 unknown mode \"shaddow\": did you mean \"shadow\"?"]),
            ("{ roles: [member], rate: 5/s }", ["6:42 \"rate\" is not supported in this version"]),
            (
                "{ roles: [member], until : 2027-01-01, untl: 1 }",
                ["6:62 unknown key \"untl\" in a rule of \"allow\": did you mean \"until\"?"]
            ),
            ("member", ["6:23 a rule of \"allow\" is a mapping, not a single value"]),
            ("{ hours: { days: [mon] } }", [nobody]), ("{ from: 2026-01-01 }", [nobody]), ("{ reason: x }", [nobody]),
            ("{ mode: enforce }", [nobody]), ("{}", [nobody]),
        ])
    func parts(_ rule: String, _ findings: [String]) {
        #expect(PolicyFiles(access: "{ allow: [\(rule)] }").findings() == findings)
    }

    private static let nobody =
        "6:23 a rule of \"allow\" needs \"roles\", \"users\", \"namespaces\", \"addresses\" or \"when\""

    @Test(
        "each mistake in hours is found at its place",
        arguments: [
            ("{}", ["6:49 \"hours\" needs \"days\" or \"time\""]),
            ("{ zone: Z }", ["6:49 \"hours\" needs \"days\" or \"time\""]),
            ("always", ["6:49 \"hours\" is a mapping, not a single value"]),
            ("{ days: [mon], tme: \"1\" }", ["6:64 unknown key \"tme\" in \"hours\": did you mean \"time\"?"]),
            ("{ days: [monday] }", ["6:58 a day is one of mon, tue, wed, thu, fri, sat and sun, not \"monday\""]),
            ("{ days: [mon, Tue] }", ["6:63 a day is one of mon, tue, wed, thu, fri, sat and sun, not \"Tue\""]),
            ("{ time: \"8:00-18:00\" }", ["6:57 \"time\" is written \"08:00-18:00\", not \"8:00-18:00\""]),
            ("{ time: \"08:00\" }", ["6:57 \"time\" is written \"08:00-18:00\", not \"08:00\""]),
            ("{ time: \"08:00-08:00\" }", ["6:57 \"time\" is written \"08:00-18:00\", not \"08:00-08:00\""]),
            ("{ time: \"24:00-08:00\" }", ["6:57 \"time\" is written \"08:00-18:00\", not \"24:00-08:00\""]),
            ("{ time: \"08:00-24:01\" }", ["6:57 \"time\" is written \"08:00-18:00\", not \"08:00-24:01\""]),
            ("{ time: \"08:60-18:00\" }", ["6:57 \"time\" is written \"08:00-18:00\", not \"08:60-18:00\""]),
            ("{ days: [mon], zone: Europe/Berlin }", [zone("Europe/Berlin")]),
            ("{ days: [mon], zone: \"+1:00\" }", [zone("+1:00")]),
            ("{ days: [mon], zone: \"01:00\" }", [zone("01:00")]),
            ("{ days: [mon], zone: \"+14:01\" }", [zone("+14:01")]), ("{ days: [mon], zone: UTC }", [zone("UTC")]),
        ])
    func hours(_ hours: String, _ findings: [String]) {
        #expect(PolicyFiles(access: "{ allow: [{ roles: [member], hours: \(hours) }] }").findings() == findings)
    }

    private static func zone(_ text: String) -> String {
        "6:70 \"zone\" is \"Z\" or a distance from UTC such as \"+01:00\", not \"\(text)\""
    }

    @Test(
        "anybody has no name, so that no rule for anybody can ask for one",
        arguments: [
            (
                "{ roles: [anonymous, member] }",
                "6:33 \"anonymous\" is anybody: the other roles of this rule are among them"
            ),
            (
                "{ roles: [member, anonymous] }",
                "6:41 \"anonymous\" is anybody: the other roles of this rule are among them"
            ),
            (
                "{ roles: [anonymous], namespaces: [ns1] }",
                "6:33 \"anonymous\" is anybody, and nobody is asked for a name: it goes with neither \"users\" "
                    + "nor \"namespaces\""
            ),
            (
                "{ roles: [anonymous], when: \"principal.id == 7\" }",
                "6:52 \"anonymous\" is anybody: \"when\" cannot ask who is calling"
            ),
            (
                "{ roles: [anonymous], when: \"not has(principal.namespace)\" }",
                "6:52 \"anonymous\" is anybody: \"when\" cannot ask who is calling"
            ),
            (
                "{ roles: [anonymous], when: \"principal.role == 'member'\" }",
                "6:52 \"anonymous\" is anybody: \"when\" cannot ask who is calling"
            ),
            (
                "{ roles: [anonymous], when: \"owns(query.p)\" }",
                "6:52 \"anonymous\" is anybody: \"when\" cannot ask who is calling"
            ),
        ])
    func anybody(_ rule: String, _ finding: String) {
        #expect(PolicyFiles(access: "{ allow: [\(rule)] }").findings() == [finding])
    }

    @Test(
        "a rule for anybody may look at everything else",
        arguments: [
            "addresses: [\"::1\"]", "from: 2026-01-01", "until: 2027-01-01", "hours: { days: [mon] }",
            "when: \"query.a == '1'\"",
        ])
    func anybodyWithConditions(_ part: String) throws {
        #expect(
            try PolicyFiles(access: "{ allow: [{ roles: [anonymous], \(part) }] }").compile().routes[0].admitsAnybody)
    }
}
