import Domain
import Routing
import Testing

@testable import Policy

@Suite("Who acts upstream")
struct ActingTests {
    private static func files(_ to: String, role: String = "member") -> PolicyFiles {
        var files = PolicyFiles(to: to, access: "{ allow: [{ roles: [\(role)] }] }")
        files.upstreams = """
            version: 1
            upstreams:
              harbor: { url: "http://h", kind: harbor, credentials: { kind: basic, user: g, password: "env:PASSWORD" } }
              swr:
                url: "http://s"
                kind: swr
                credentials: { kind: huawei, auth: aksk, access-key: ak, secret-key: "env:PASSWORD" }
              cvat: { url: "http://c", kind: cvat, credentials: { kind: token, token: "env:PASSWORD" } }
              plain: { url: "http://p", credentials: { kind: basic, user: g, password: "env:PASSWORD" } }
              bare: { url: "http://b", kind: harbor }
            credentials:
              desk: { kind: basic, user: d, password: "env:PASSWORD" }
            registry: { kind: harbor, namespaces: { ns7: swr } }
            """
        return files
    }

    /// In the words of a case: `namespace(ns1)`, `asks`, `refused`.
    private func acting(
        _ rules: Ruleset, _ role: RoleNumber, _ namespace: String, _ account: RegistryFacts.Account
    ) throws -> String {
        var target = RequestTarget()
        try target.read(Array("/a".utf8).span)
        var facts = RegistryFacts()
        facts.account = account
        let principal = Principal(userID: 7, name: "ann", role: role, namespace: namespace, session: "s")
        switch rules.decide(
            rules.routes[0], principal: principal, target: target, Circumstances(address: nil, now: 0, facts: facts))
        {
        case .permit(let permit):
            let place = permit.upstream.map { " on \(rules.upstreams[$0].name)" } ?? ""
            return switch permit.acting {
            case .none: "none\(place)"
            case .client: "client\(place)"
            case .upstream: "upstream\(place)"
            case .namespace(let namespace): "namespace \(namespace)\(place)"
            case .named(let credential): "\(rules.credentials[credential].name)\(place)"
            }
        case .needsFacts(let questions): return "asks \(questions)"
        case .needsBody: return "body"
        case .refuse(let refusal): return refusal.code.rawValue
        }
    }

    private static let account = RegistryFacts.Account.known(id: 12, name: "x")

    @Test("on Harbor the account of the namespace acts, and the upstream's own for system administrators")
    func harbor() throws {
        let rules = try Self.files(#"{ upstream: harbor, path: "/x" }"#).compile()
        #expect(try acting(rules, .systemAdmin, "", .unknown) == "upstream on harbor")
        for role in [RoleNumber.member, .businessAdmin] {
            #expect(try acting(rules, role, "ns1", .unknown) == "asks [Policy.FactQuestion.account]")
            #expect(try acting(rules, role, "ns1", Self.account) == "namespace ns1 on harbor")
            #expect(try acting(rules, role, "ns1", .none) == "repository-account")
            #expect(try acting(rules, role, "", Self.account) == "repository-account")
        }
    }

    @Test(
        "on SWR and CVAT there is one account for all, and elsewhere one for system administrators",
        arguments: ["swr", "cvat"])
    func oneForAll(_ name: String) throws {
        let rules = try Self.files("{ upstream: \(name), path: \"/x\" }").compile()
        #expect(try acting(rules, .member, "", .none) == "upstream on \(name)")
        #expect(try acting(rules, .systemAdmin, "", .unknown) == "upstream on \(name)")
        let plain = try Self.files(#"{ upstream: plain, path: "/x" }"#).compile()
        #expect(try acting(plain, .member, "ns1", Self.account) == "repository-account")
        #expect(try acting(plain, .systemAdmin, "", .unknown) == "upstream on plain")
    }

    @Test(
        "what the route says of credentials needs no account",
        arguments: [
            (#"{ upstream: harbor, path: "/x", credentials: strip }"#, "none on harbor"),
            (#"{ upstream: harbor, path: "/x", credentials: pass }"#, "client on harbor"),
            (#"{ upstream: harbor, path: "/x", credentials: desk }"#, "desk on harbor"),
            (#"{ upstream: bare, path: "/x" }"#, "none on bare"), ("{ local: whoami }", "none"),
        ])
    func said(_ to: String, _ expected: String) throws {
        #expect(try acting(try Self.files(to).compile(), .member, "ns1", .unknown) == expected)
    }

    @Test("a call without an upstream goes to the registry of the caller's namespace, and so does its account")
    func registry() throws {
        let rules = try Self.files("{ translate: image-list }").compile()
        #expect(rules.routes[0].goesByRegistry && rules.routes[0].upstream == nil)
        #expect(try acting(rules, .member, "ns1", Self.account) == "namespace ns1 on harbor")
        #expect(try acting(rules, .member, "ns7", .unknown) == "upstream on swr")
        #expect(try acting(rules, .systemAdmin, "ns7", .unknown) == "upstream on swr")
        #expect(try acting(rules, .systemAdmin, "", .unknown) == "upstream on harbor")
        let named = try Self.files("{ translate: image-list, upstream: harbor }").compile()
        #expect(try acting(named, .member, "ns1", Self.account) == "namespace ns1 on harbor")
        // The account of a namespace is on its registry, and its password goes nowhere else.
        #expect(try acting(named, .member, "ns7", Self.account) == "repository-account")
    }

    @Test("on a route for anybody nobody's account goes along")
    func anybody() throws {
        let rules = try Self.files(#"{ upstream: swr, path: "/x" }"#, role: "anonymous").compile()
        #expect(rules.routes[0].credentialUse == .none)
    }

    @Test("an upstream that is switched off is told before anybody is asked for an account")
    func off() throws {
        var files = Self.files(#"{ upstream: harbor, path: "/x" }"#)
        files.upstreams = files.upstreams.replacing("\"http://h\"", with: "\"env:NOTHING:-\"")
        #expect(try acting(try files.compile(), .member, "ns1", .unknown) == "upstream-off")
    }
}
