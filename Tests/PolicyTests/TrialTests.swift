import Domain
import Routing
import Testing

@testable import Policy

@Suite("What a policy that is only tried would say")
struct TrialTests {
    private static func rules(
        _ access: String, to: String = "{ local: whoami }", body: String? = nil,
        registry: String? = "{ kind: harbor, namespaces: { ns7: swr } }"
    ) throws -> Ruleset {
        var files = PolicyFiles(
            match: #"{ methods: [POST], path: "/p/{project}" }"#, params: "{ project: oci-project }", to: to,
            access: access, more: body.map { "body: \($0)" })
        let credentials = #"credentials: { kind: basic, user: g, password: "env:PASSWORD" }"#
        files.upstreams = """
            version: 1
            upstreams:
              harbor: { url: "http://h", kind: harbor, \(credentials) }
              other: { url: "http://o", kind: harbor, \(credentials) }
              gone: { url: "env:NOTHING:-", kind: harbor, \(credentials) }
              plain: { url: "http://p", \(credentials) }
              swr: { url: "http://s", kind: swr }
            \(registry.map { "registry: \($0)" } ?? "")
            """
        return try files.compile()
    }

    private func word(
        _ rules: Ruleset, as role: RoleNumber? = .member, body: String? = nil, facts: RegistryFacts? = nil,
        of registry: String = "harbor", isTrial: Bool = false
    ) throws -> TrialWord {
        try word(
            rules, as: role,
            TrialEvidence(
                body: body.map { Array($0.utf8) }, facts: facts,
                registry: rules.upstreams.first { $0.name == registry }), isTrial: isTrial)
    }

    private func word(
        _ rules: Ruleset, as role: RoleNumber?, _ evidence: TrialEvidence, isTrial: Bool = false
    ) throws -> TrialWord {
        var target = RequestTarget()
        try target.read(Array("/p/app".utf8).span)
        return rules.tryOut(
            rules.routes[0], role.map { caller($0) }, target, Circumstances(address: nil, now: 0), evidence,
            isTrial: isTrial)
    }

    private static func facts(_ account: RegistryFacts.Account, owning names: Set<String>? = nil) -> RegistryFacts {
        var facts = RegistryFacts()
        facts.account = account
        facts.projects = names.map { .init(names: $0, numbers: []) }
        return facts
    }

    private static let account = RegistryFacts.Account.known(id: 12, name: "x")
    private static let scope = "{ scope: text }"

    @Test("what hangs on a body that was not read is unknown, and with the body it is as it would be in force")
    func body() throws {
        let rules = try Self.rules(
            #"{ allow: [{ roles: [member] }], deny: [{ roles: [member], when: "body.scope == 'g'", mode: shadow }] }"#,
            body: Self.scope)
        #expect(try word(rules, isTrial: true) == .unknown)
        #expect(try word(rules, isTrial: false) == .allow)
        #expect(try word(rules, body: #"{"scope":"g"}"#, isTrial: true) == .refuse(.ruleRefused))
        #expect(try word(rules, body: #"{"scope":"p"}"#, isTrial: true) == .allow)
        #expect(try word(rules, body: "{", isTrial: true) == .refuse(.fieldInvalid))
        #expect(try word(rules, as: nil, body: "{", isTrial: true) == .refuse(.tokenMissing))
    }

    @Test("a body that is not as declared refuses nobody whom another rule lets in")
    func unneededBody() throws {
        let rules = try Self.rules(
            #"{ allow: [{ roles: [member], when: "body.scope == 'p'" }, { roles: [system-admin] }] }"#,
            body: Self.scope)
        #expect(try word(rules, as: .systemAdmin, body: "{") == .allow)
        #expect(try word(rules, as: .systemAdmin) == .allow)
        #expect(try word(rules) == .unknown)
    }

    @Test("whether the account that would act is there counts, and is unknown as long as nobody asked")
    func account() throws {
        let rules = try Self.rules("{ allow: [{ roles: [member] }] }", to: "{ upstream: harbor, path: /x }")
        #expect(try word(rules) == .unknown)
        #expect(try word(rules, facts: Self.facts(Self.account)) == .allow)
        #expect(try word(rules, facts: Self.facts(.none)) == .refuse(.accountMissing))
        #expect(try word(rules, as: .systemAdmin) == .allow)
        #expect(try word(rules, as: .pending) == .refuse(.roleRefused))
        let plain = try Self.rules("{ allow: [{ roles: [member] }] }", to: "{ upstream: plain, path: /x }")
        #expect(try word(plain) == .refuse(.accountMissing))
        let gone = try Self.rules("{ allow: [{ roles: [member] }] }", to: "{ upstream: gone, path: /x }")
        #expect(try word(gone) == .refuse(.upstreamOff))
    }

    @Test("what hangs on the registry is unknown until it was asked just that")
    func facts() throws {
        let rules = try Self.rules(#"{ allow: [{ roles: [member], when: "owns(project)" }] }"#)
        #expect(try word(rules) == .unknown)
        #expect(try word(rules, facts: Self.facts(Self.account)) == .unknown)
        #expect(try word(rules, facts: Self.facts(Self.account, owning: ["app"])) == .allow)
        #expect(try word(rules, facts: Self.facts(Self.account, owning: ["web"])) == .refuse(.conditionRefused))
    }

    @Test("where no registry is asked nothing is the caller's own, as in force")
    func noRegistry() throws {
        let none = try Self.rules(#"{ allow: [{ roles: [member], when: "owns(project)" }] }"#, registry: nil)
        #expect(try word(none) == .refuse(.accountMissing))
        let not = try Self.rules(#"{ allow: [{ roles: [member], when: "not owns(project)" }] }"#, registry: nil)
        #expect(try word(not) == .allow)
        // Namespaces have their accounts on the registry, and on no other Harbor.
        let elsewhere = try Self.rules(
            #"{ allow: [{ roles: [member], when: "owns(project)" }] }"#, to: "{ upstream: other, path: /x }")
        #expect(try word(elsewhere) == .refuse(.accountMissing))
        let owned = Self.facts(Self.account, owning: ["app"])
        #expect(try word(elsewhere, facts: owned) == .refuse(.accountMissing), "on another one")
    }

    @Test("what another registry said is no answer")
    func otherRegistry() throws {
        let rules = try Self.rules(
            #"{ allow: [{ roles: [member], when: "owns(project)" }] }"#, registry: "{ kind: other }")
        let owned = Self.facts(Self.account, owning: ["app"])
        #expect(try word(rules, facts: owned, of: "harbor") == .unknown)
        #expect(try word(rules, facts: owned, of: "other") == .allow)
        let moved = UpstreamSpec(
            name: "other", address: .init(host: "elsewhere", port: 80, usesTLS: false, basePath: ""),
            credentials: .none, kind: .harbor)
        #expect(try word(rules, as: .member, TrialEvidence(facts: owned, registry: moved)) == .unknown)
    }

    @Test("a rule for anybody that is tried lets in without an account, as none would act any more")
    func anybody() throws {
        let rules = try Self.rules(
            "{ allow: [{ roles: [member] }, { roles: [anonymous], mode: shadow }] }",
            to: "{ upstream: harbor, path: /x }")
        #expect(try word(rules, as: nil, isTrial: true) == .allow)
        #expect(try word(rules, isTrial: true) == .allow)
        #expect(try word(rules, as: nil) == .refuse(.tokenMissing))
    }
}
