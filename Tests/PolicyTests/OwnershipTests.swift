import Domain
import Routing
import Testing

@testable import Policy

@Suite("Ownership of registry projects")
struct OwnershipTests {
    private static let owned = RegistryFacts.Projects(names: ["app", "1x"], numbers: [7])

    @Test(
        "a text is a project's name, or its number when it is written in digits; a number is its number",
        arguments: [
            ("app", 1, true), ("apps", 1, false), ("APP", 1, false), ("1x", 1, true), ("7", 1, true), ("007", 1, true),
            ("8", 1, false), ("other", 7, false),
        ])
    func names(_ project: String, _ id: Int, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.facts.projects = Self.owned
        trial.target = "/p/\(project)/\(id)/x"
        #expect(try trial.holds("owns(project)") == expected)
        #expect(try trial.holds("owns(id)") == (id == 7))
    }

    @Test(
        "of a repository's name the first part counts, and is a name though it be digits",
        arguments: [
            ("app/web", true), ("app/web/deep", true), ("app", true), ("7/web", false), ("7", false),
            ("apps/app", false),
            ("web/app", false),
        ])
    func repositories(_ name: String, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.facts.projects = Self.owned
        trial.restType = .ociRepository
        trial.target = "/p/x/1/\(name)"
        #expect(try trial.holds("owns(rest)") == expected)
        trial.facts.projects = .init(names: ["7"], numbers: [])
        #expect(try trial.holds("owns(rest)") == name.hasPrefix("7"))
    }

    @Test("of any other text with slashes too, but a text of digits alone is a number")
    func texts() throws {
        var trial = ConditionTrial()
        trial.facts.projects = Self.owned
        for (text, expected) in [("app/web", true), ("7", true), ("7/web", false), ("apps/app", false)] {
            trial.target = "/p/x/1/x?project=\(text)"
            #expect(try trial.holds("owns(query.project)") == expected, "\(text)")
        }
    }

    @Test("the project may be named in the query or in the body")
    func sources() throws {
        var trial = ConditionTrial()
        trial.facts.projects = Self.owned
        trial.target = "/p/x/1/x?project=app&number=7&other=web"
        trial.body = #"{"scope": "app/web", "count": 7}"#
        for text in ["query.project", "query.number", "body.scope", "body.count"] {
            #expect(try trial.holds("owns(\(text))"), "\(text)")
        }
        #expect(try !trial.holds("owns(query.other)"))
    }

    @Test(
        "what is absent is nobody's, and without an account everything is",
        arguments: ["query.none", "body.gone", "body.goneCount"])
    func absent(_ name: String) throws {
        var trial = ConditionTrial()
        trial.facts.projects = .init(names: ["", "app"], numbers: [0, 7])
        #expect(try !trial.holds("owns(\(name))"))
        #expect(try trial.holds("not owns(\(name))"))
        trial.facts = RegistryFacts()
        trial.facts.account = .none
        #expect(try !trial.holds("owns(project)"))
        #expect(try !trial.holds("owns(id)"))
    }

    @Test("a namespace without an account is told so, where only the account was missing")
    func accountMissing() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/p/{project}" }"#, params: "{ project: oci-project }",
            access: #"{ allow: [{ roles: [member], when: "owns(project)" }, { roles: [system-admin] }] }"#
        ).compile()
        #expect(rules.ask("GET /p/app", as: "member") == "deny (repository-account) by r")
        #expect(rules.ask("GET /p/app", as: "member", owning: []) == "deny (condition) by r")
        #expect(rules.ask("GET /p/app", as: "member", owning: ["web"]) == "deny (condition) by r")
        #expect(rules.ask("GET /p/app", as: "member", owning: ["web", "app"]) == "allow by r.allow[0]")
        #expect(rules.ask("GET /p/7", as: "member", owning: ["7"]) == "allow by r.allow[0]")
        #expect(rules.ask("GET /p/app", as: "system-admin") == "allow by r.allow[1]")
        #expect(rules.ask("GET /p/app", as: "pending") == "deny (role) by r")
        #expect(rules.ask("GET /p/app") == "deny (token-missing) by r")
    }

    @Test("a rule that is closed here and now says nothing about accounts")
    func closed() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/p/{project}" }"#, params: "{ project: oci-project }",
            access: #"{ allow: [{ roles: [member], addresses: [10.0.0.0/8], when: "owns(project)" }] }"#
        ).compile()
        #expect(rules.ask("GET /p/app", as: "member", from: "192.0.2.1") == "deny (condition) by r")
        #expect(rules.ask("GET /p/app", as: "member", from: "10.0.0.1") == "deny (repository-account) by r")
    }

    @Test("a denial of what is not the caller's own holds for everybody without an account")
    func denial() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/p/{project}" }"#, params: "{ project: oci-project }",
            access: #"{ allow: [{ roles: [member] }], deny: [{ roles: [member], when: "not owns(project)" }] }"#
        ).compile()
        #expect(rules.ask("GET /p/app", as: "member") == "deny (rule) by r.deny[0]")
        #expect(rules.ask("GET /p/app", as: "member", owning: ["app"]) == "allow by r.allow[0]")
    }
}
