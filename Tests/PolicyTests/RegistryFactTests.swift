import Domain
import Testing

@testable import Policy

@Suite("What conditions ask of the registry")
struct RegistryFactTests {
    private static func known() -> RegistryFacts {
        var facts = RegistryFacts()
        facts.account = .known(id: 7, name: "ns1")
        facts.projects = .init(names: ["app"], numbers: [3])
        facts.labels = [7: .project(3), 8: .project(4), 9: .global, 10: .absent]
        facts.members = [.init(project: "app", number: 7): 7, .init(project: "app", number: 8): 12]
        facts.gatewayAccounts = ["g": true, "one": false]
        return facts
    }

    @Test(
        "what it says is compared like anything else",
        arguments: [
            ("account.id == 7", true), ("account.id == id", true), ("account.id != 7", false),
            ("account.id in [8]", false),
            ("account.name == principal.namespace", true), ("account.name == 'ns2'", false), ("has(account.id)", true),
            ("prefix(account.name, 'ns')", true), ("owns-label(id)", true), ("not owns-label(id)", false),
            ("is-own-membership(project, id)", true), ("is-gateway-account(body.scope)", true),
            ("is-gateway-account(query.q)", false), ("owns(project)", true), ("owns(account.name)", false),
        ])
    func values(_ text: String, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.facts = Self.known()
        let weighed = try trial.weigh(text)
        #expect(weighed.holds == expected, "\(text)")
        #expect(weighed.truth == (expected ? .yes : .no), "\(text)")
        #expect(weighed.questions.isEmpty, "\(text)")
    }

    @Test(
        "a label is one's own by its project, and a global or unknown one is nobody's",
        arguments: [(7, true), (8, false), (9, false), (10, false)])
    func labels(_ number: Int, _ isOwn: Bool) throws {
        var trial = ConditionTrial()
        trial.facts = Self.known()
        trial.target = "/p/app/\(number)/x"
        #expect(try trial.holds("owns-label(id)") == isOwn)
    }

    @Test("a member without a user is nobody's account, though the account had no number either")
    func groups() throws {
        var trial = ConditionTrial()
        trial.facts = Self.known()
        trial.facts.members = [.init(project: "app", number: 7): 0]
        #expect(try !trial.holds("is-own-membership(project, id)"))
        trial.facts.account = .known(id: 0, name: "ns1")
        #expect(try !trial.holds("is-own-membership(project, id)"))
    }

    @Test(
        "nothing is asked but what is open, and each question once",
        arguments: [
            ("owns(project)", [.projects]), ("owns(project, name)", [.projects]), ("account.id == id", [.account]),
            ("has(account.name)", [.account]), ("owns-label(id)", [.label(7), .projects]),
            ("is-own-membership(project, id)", [.account, .member(project: "app", number: 7)]),
            ("is-own-membership(id, id)", [.account, .member(project: "7", number: 7)]),
            ("is-gateway-account(body.scope)", [.gatewayAccount("g")]),
            ("owns(project) and owns(id)", [.projects]),
            ("owns(project) or account.id == 1", [.projects, .account]),
            ("not owns(project)", [.projects]),
            ("owns(project) and is-gateway-account(query.q)", [.projects, .gatewayAccount("one")]),
        ] as [(String, [FactQuestion])])
    func questions(_ text: String, _ expected: [FactQuestion]) throws {
        let weighed = try ConditionTrial().weigh(text)
        #expect(weighed.truth == .open, "\(text)")
        #expect(weighed.questions == expected, "\(text)")
    }

    @Test(
        "what makes no difference is not asked, wherever it stands",
        arguments: [
            ("owns(project) and query.q == 'two'", .no), ("query.q == 'two' and owns(project)", .no),
            ("owns(project) or query.q == 'one'", .yes), ("query.q == 'one' or owns(project)", .yes),
            ("not (owns(project) or query.q == 'one')", .no), ("not (owns(id) and query.q == 'two')", .yes),
            ("(owns(project) or account.id == 1) and query.q == 'two'", .no),
            ("owns(query.none)", .no), ("owns-label(body.goneCount)", .no), ("is-gateway-account(body.gone)", .no),
            ("is-own-membership(query.none, id)", .no), ("feature('privateProject') or owns(project)", .yes),
            ("feature('harborConfiguration') and owns(project)", .no),
        ] as [(String, ConditionTruth)])
    func unasked(_ text: String, _ expected: ConditionTruth) throws {
        let weighed = try ConditionTrial().weigh(text)
        #expect(weighed.truth == expected, "\(text)")
        #expect(weighed.questions.isEmpty, "\(text)")
    }

    @Test(
        "without an account nothing is one's own, and nothing more is asked",
        arguments: [
            "owns(project)", "owns(id)", "owns(project, name)", "account.id == 7", "has(account.id)", "owns-label(id)",
            "is-own-membership(project, id)",
        ])
    func accountless(_ text: String) throws {
        var trial = ConditionTrial()
        trial.facts.account = .none
        let weighed = try trial.weigh(text)
        #expect(!weighed.holds && weighed.truth == .no && weighed.questions.isEmpty)
        #expect(try trial.holds("not \(text)"))
    }

    @Test("where there are projects without an account, as on SWR, they are one's own all the same")
    func projectsAlone() throws {
        var trial = ConditionTrial()
        trial.facts.account = .none
        trial.facts.projects = .init(names: ["app"], numbers: [])
        #expect(try trial.weigh("owns(project)").truth == .yes)
    }

    @Test("a feature is as it was when the policy was compiled, unless a test says what is on")
    func features() throws {
        var trial = ConditionTrial()
        #expect(try trial.holds("feature('privateProject') and not feature('harborConfiguration')"))
        trial.features = ["harborConfiguration": true]
        #expect(try trial.holds("feature('harborConfiguration') and not feature('privateProject')"))
    }

    @Test("answers that come later add to those before, and win")
    func merging() {
        var first = RegistryFacts()
        first.account = .none
        first.labels = [1: .absent, 2: .global]
        var later = RegistryFacts()
        later.projects = .init(names: ["app"], numbers: [])
        later.labels = [1: .project(3)]
        later.members = [.init(project: "app", number: 1): 5]
        later.gatewayAccounts = ["ann": true]
        let merged = first.merged(with: later)
        #expect(merged.account == .none && merged.projects?.names == ["app"])
        #expect(merged.labels == [1: .project(3), 2: .global])
        #expect(merged.members.count == 1 && merged.gatewayAccounts == ["ann": true])
        later.account = .known(id: 1, name: "x")
        #expect(first.merged(with: later).account == .known(id: 1, name: "x"))
    }
}
