import Domain
import Routing
import Testing

@testable import Policy

@Suite("Decisions that wait for the registry")
struct FactDecisionTests {
    private static func files(_ access: String, to: String = "{ local: whoami }") -> PolicyFiles {
        var files = PolicyFiles(
            match: #"{ methods: [POST], path: "/p/{project}/{id}" }"#, params: "{ project: oci-project, id: int64 }",
            to: to, access: access)
        files.upstreams = """
            version: 1
            upstreams:
              harbor:
                url: "http://harbor.test"
                kind: harbor
                credentials: { kind: basic, user: "gateway", password: "env:PASSWORD" }
              swr: { url: "http://swr.test", kind: swr }
              off: { url: "", kind: harbor }
              origin: { url: "http://127.0.0.1:9000" }
            registry: { kind: harbor, namespaces: { ns7: swr, ns8: "off" } }
            """
        files.upstreams = files.upstreams.replacing("url: \"\"", with: "url: \"env:NOTHING:-\"")
        return files
    }

    private static func facts(_ account: RegistryFacts.Account, owning names: Set<String>?) -> RegistryFacts {
        var facts = RegistryFacts()
        facts.account = account
        facts.projects = names.map { .init(names: $0, numbers: []) }
        return facts
    }

    private static let owned = facts(.known(id: 1, name: "x"), owning: ["app"])

    @Test("the registry is asked when a rule hangs on it, and whether there is an account in the same breath")
    func asks() throws {
        let rules = try Self.files(#"{ allow: [{ roles: [member], when: "owns(project)" }] }"#).compile()
        #expect(try rules.judge("POST", "/p/app/1", as: caller(.member)) == .asks([.projects, .account]))
        #expect(
            try rules.judge("POST", "/p/app/1", as: caller(.member), facts: Self.owned)
                == .permit(rule: "r.allow[0]", target: ""))
        #expect(
            try rules.judge("POST", "/p/web/1", as: caller(.member), facts: Self.owned)
                == .refuse(.conditionRefused, rule: "default"))
        #expect(
            try rules.judge("POST", "/p/app/1", as: caller(.member), facts: Self.facts(.none, owning: []))
                == .refuse(.accountMissing, rule: "default"))
    }

    @Test("another rule that lets the caller in is enough, and who may not ask is not asked about")
    func notAsked() throws {
        let rules = try Self.files(
            #"{ allow: [{ roles: [member], when: "owns(project)" }, { roles: [system-admin] }] }"#
        ).compile()
        #expect(
            try rules.judge("POST", "/p/app/1", as: caller(.systemAdmin)) == .permit(rule: "r.allow[1]", target: ""))
        #expect(try rules.judge("POST", "/p/app/1", as: caller(.pending)) == .refuse(.roleRefused, rule: "default"))
        #expect(try rules.judge("POST", "/p/app/1") == .refuse(.tokenMissing, rule: "default"))
    }

    @Test("a denial is asked about where something allows, or may, and nowhere else")
    func denials() throws {
        let rules = try Self.files(
            """
            { allow: [{ roles: [member], when: "query.x == 'y'" }],
                  deny: [{ roles: [member], when: "owns-label(id)" }] }
            """
        ).compile()
        #expect(
            try rules.judge("POST", "/p/app/1?x=y", as: caller(.member))
                == .asks([.label(1), .projects, .account]))
        #expect(
            try rules.judge("POST", "/p/app/1?x=z", as: caller(.member))
                == .refuse(.conditionRefused, rule: "default"))
        var facts = Self.owned
        facts.labels[1] = .global
        #expect(
            try rules.judge("POST", "/p/app/1?x=y", as: caller(.member), facts: facts)
                == .permit(rule: "r.allow[0]", target: ""))
    }

    @Test("the body is read before the registry is asked, since questions may come from it")
    func bodyFirst() throws {
        var files = Self.files(
            #"{ allow: [{ roles: [member], when: "is-gateway-account(body.name) and owns(project)" }] }"#)
        files.routes += "\n    body: { name: text }"
        let rules = try files.compile()
        #expect(try rules.judge("POST", "/p/app/1", as: caller(.member)) == .refuse(.internal, rule: "body"))
        var target = RequestTarget()
        try target.read(Array("/p/app/1".utf8).span)
        let body = try rules.routes[0].readBody(Array(#"{"name": "ann"}"#.utf8))
        switch rules.routes[0].judge(caller(.member), target, Circumstances(address: nil, now: 0, body: body)) {
        case .needsFacts(let questions): #expect(questions == [.gatewayAccount("ann"), .projects])
        default: Issue.record("nothing was asked")
        }
    }

    @Test(
        "the registry is the route's upstream where that is one, else that of the caller's namespace if most are on it",
        arguments: [
            ("{ local: whoami }", "ns1", "harbor"), ("{ local: whoami }", "ns7", "swr"),
            (#"{ upstream: origin, path: "/x" }"#, "ns1", "harbor"),
            // There may be a project of that name on the other registry.
            (#"{ upstream: origin, path: "/x" }"#, "ns7", nil),
            // Its account is not there, and the password of that goes nowhere else.
            (#"{ upstream: harbor, path: "/x" }"#, "ns7", nil),
            ("{ translate: image-list }", "ns7", "swr"), ("{ translate: image-list }", "", "harbor"),
        ])
    func place(_ to: String, _ namespace: String, _ expected: String?) throws {
        let rules = try Self.files(#"{ allow: [{ roles: [member], when: "owns(project)" }] }"#, to: to).compile()
        let principal = Principal(userID: 7, name: "ann", role: .member, namespace: namespace, session: "s")
        #expect(rules.factPlace(of: rules.routes[0], for: principal).map { rules.upstreams[$0].name } == expected)
        guard expected != nil else { return }
        // SWR knows no accounts of namespaces.
        let questions: [FactQuestion] = expected == "swr" ? [.projects] : [.projects, .account]
        #expect(try rules.judge("POST", "/p/app/1", as: principal) == .asks(questions))
    }

    @Test("a registry that is switched off is not asked, and without one no namespace has an account")
    func nobodyToAsk() throws {
        let rules = try Self.files(#"{ allow: [{ roles: [member], when: "owns(project)" }] }"#).compile()
        let principal = Principal(userID: 7, name: "ann", role: .member, namespace: "ns8", session: "s")
        #expect(try rules.judge("POST", "/p/app/1", as: principal) == .refuse(.upstreamOff, rule: "default"))
        var without = PolicyFiles(
            match: #"{ methods: [POST], path: "/p/{project}" }"#, params: "{ project: oci-project }")
        without.routes = without.routes.replacing("roles: [member]", with: "roles: [member], when: \"owns(project)\"")
        #expect(
            try without.compile().judge("POST", "/p/app", as: caller(.member))
                == .refuse(.accountMissing, rule: "default"))
    }
}
