import Domain
import Testing

@testable import Policy

@Suite("Explanations of what goes by the registry")
struct RegistryExplanationTests {
    private static func files(_ registry: String = #"{ kind: "env:KIND:-harbor", namespaces: { ns7: swr } }"#)
        -> PolicyFiles
    {
        var files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: images
                    match: { methods: [GET], path: "/images/{project}" }
                    params: { project: oci-project }
                    to: { translate: image-list }
                    access:
                      allow:
                        - { roles: [member], when: "owns(project)" }
                        - { roles: [business-admin], when: "is-gateway-account(project)" }
                  - id: pull
                    match: { methods: [GET], path: "/pull/{project}" }
                    params: { project: oci-project }
                    to: { upstream: origin, path: "/{project}" }
                    access: { allow: [{ roles: [member], when: "owns(project)" }] }
                """)
        files.upstreams = """
            version: 1
            upstreams:
              harbor: { url: "http://h", kind: harbor, credentials: { kind: basic, user: u, password: "env:PASSWORD" } }
              swr: { url: "http://s", kind: swr, credentials: { kind: huawei, auth: aksk, access-key: a, \
            secret-key: "env:PASSWORD" } }
              origin: { url: "http://o" }
            registry: \(registry)
            """
        return files
    }

    private func explain(
        _ rules: Ruleset, _ target: String = "/images/app", as role: String = "member", namespace: String = "ns1",
        owning projects: [String]? = ["app"]
    ) throws -> Explanation {
        var request = TestRequest(method: .get, target: target)
        request.caller.namespace = namespace
        if let projects { request.caller.own(projects) }
        let principal = try #require(rules.principal(role, request.caller))
        return rules.explain(request, as: principal)
    }

    @Test("the registry is that of the caller's namespace, as the policy has it in this environment")
    func chosen() throws {
        var files = Self.files()
        let harbor = try files.compile()
        #expect(try explain(harbor).registry == "harbor")
        #expect(try explain(harbor, namespace: "ns7").registry == "swr")
        #expect(try explain(harbor).destination == "image-list, by calls to harbor")
        #expect(try explain(harbor, namespace: "ns7").destination == "image-list, by calls to swr")
        files.variables["KIND"] = "swr"
        let swr = try files.compile()
        #expect(try explain(swr).registry == "swr")
        #expect(try explain(swr).destination == "image-list, by calls to swr")
    }

    /// SWR knows no accounts of namespaces: nobody is refused there for want of one, and every user is good.
    @Test("it says what that registry would: on SWR nobody is refused for want of an account")
    func accounts() throws {
        let rules = try Self.files().compile()
        let onHarbor = try explain(rules, owning: nil)
        let onSWR = try explain(rules, namespace: "ns7", owning: nil)
        #expect(onHarbor.reason == .accountMissing && onSWR.reason == .conditionRefused)
        #expect(
            onHarbor.rules.first?.comparisons == [
                "owns(project): false (\"app\", the namespace has no registry account)"
            ])
        #expect(onSWR.rules.first?.comparisons == ["owns(project): false (\"app\", owned: nothing)"])
        #expect(try explain(rules, namespace: "ns7").isAllowed)
        let admin = try explain(rules, as: "business-admin", namespace: "ns7", owning: nil)
        #expect(admin.isAllowed && admin.outcome.rule == "images.allow[1]")
        #expect(admin.rules.last?.comparisons == ["is-gateway-account(project): true (\"app\")"])
        #expect(try !explain(rules, as: "business-admin", owning: nil).isAllowed)
    }

    @Test("where a namespace on another registry owns nothing, whatever is said of it, that is told")
    func elsewhere() throws {
        let rules = try Self.files().compile()
        let home = try explain(rules, "/pull/app")
        #expect(home.isAllowed && home.registry == "harbor")
        let other = try explain(rules, "/pull/app", namespace: "ns7")
        #expect(!other.outcome.isAllowed && other.registry == nil)
        #expect(
            other.notes == ["the registry of the caller's namespace is swr: nothing here is the caller's own"])
    }

    @Test("another registry can be asked for, and is that of every namespace then")
    func another() throws {
        let rules = try Self.files().compile()
        for (place, upstream) in rules.upstreams.enumerated() where upstream.kind != nil {
            let asked = rules.onRegistry(place)
            #expect(asked.identity == rules.identity)
            for namespace in ["ns1", "ns7"] {
                #expect(try explain(asked, namespace: namespace).registry == upstream.name)
                #expect(try explain(asked, namespace: namespace).isAllowed)
            }
        }
    }

    @Test("tests of a policy hold whatever registry the environment chooses")
    func independent() {
        for kind in [nil, "swr"] {
            var files = Self.files()
            files.variables["KIND"] = kind
            let findings = files.findings(
                tests: """
                    version: 1
                    tests:
                      - name: own images
                        as: { role: member, namespace: ns7 }
                        request: GET /images/app
                        expect: { decision: deny, reason: repository-account }
                      - name: own images to pull
                        as: { role: member, namespace: ns7, owns: [app] }
                        request: GET /pull/app
                        expect: { decision: allow }
                    """)
            #expect(findings == [])
        }
    }
}
