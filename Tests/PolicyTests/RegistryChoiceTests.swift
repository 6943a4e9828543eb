import Domain
import Testing

@testable import Policy

@Suite("Which upstream is the registry")
struct RegistryChoiceTests {
    private static func files(_ registry: String, kind: String? = nil) -> PolicyFiles {
        var files = PolicyFiles(to: "{ translate: image-list }")
        files.upstreams = """
            version: 1
            upstreams:
              harbor: { url: "http://h", kind: harbor }
              swr: { url: "http://s", kind: swr }
              cvat: { url: "http://c", kind: cvat }
            registry: \(registry)
            """
        files.variables["KIND"] = kind
        return files
    }

    @Test("it is named, or what a variable names, and namespaces may have another")
    func choice() throws {
        let rules = try Self.files(#"{ kind: "env:KIND:-harbor", namespaces: { ns7: swr } }"#).compile()
        let registry = try #require(rules.registry)
        #expect(rules.upstreams[registry.standard].name == "harbor")
        #expect(rules.upstreams[registry.upstream(of: "ns7")].name == "swr")
        #expect(rules.upstreams[registry.upstream(of: "ns1")].name == "harbor")
        #expect(registry.places.map { rules.upstreams[$0].name } == ["harbor", "swr"])
        let other = try Self.files(#"{ kind: "env:KIND:-harbor" }"#, kind: "swr").compile()
        #expect(other.registry.map { other.upstreams[$0.standard].name } == "swr")
    }

    @Test("a namespace is the very bytes of its name")
    func bytes() {
        let choice = RegistryChoice(standard: 0, namespaces: ["caf\u{e9}": 1])
        #expect(choice.upstream(of: "caf\u{e9}") == 1)
        #expect(choice.upstream(of: "cafe\u{301}") == 0)
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            ("{ kind: cvat }", "6:19 \"cvat\" is no upstream of kind harbor or swr: known are harbor, swr"),
            ("{ kind: habor }", "6:19 \"habor\" is no upstream of kind harbor or swr: did you mean \"harbor\"?"),
            (
                "{ kind: harbor, namespaces: { ns1: sw } }",
                "6:46 \"sw\" is no upstream of kind harbor or swr: did you mean \"swr\"?"
            ),
            ("{ kind: \"env:KIND\" }", "6:19 the environment variable KIND is not set"),
            (
                "{ kind: \"env:OTHER\" }",
                "6:19 what env:OTHER gives is no upstream of kind harbor or swr: known are harbor, swr"
            ),
            (
                "{ kind: harbor, namespaces: [ns1] }",
                "6:39 \"namespaces\" is a mapping of namespaces to upstreams, not a list"
            ),
            ("{}", "6:11 \"registry\" needs \"kind\""),
            ("{ kind: harbor, of: x }", "6:27 unknown key \"of\" in \"registry\": known are kind, namespaces"),
            ("harbor", "6:11 \"registry\" is a mapping, not a single value"),
        ])
    func mistakes(_ registry: String, _ finding: String) {
        var files = Self.files(registry)
        files.variables["OTHER"] = "p4ssw0rd"
        let findings = files.findings()
        #expect(findings.map { $0.replacing("upstreams.yaml:", with: "") } == [finding])
        #expect(!findings.joined().contains("p4ssw0rd"))
    }

    @Test("where a call goes is told when it changes for anybody")
    func difference() throws {
        let old = try Self.files("{ kind: harbor }").compile()
        let new = try Self.files("{ kind: harbor, namespaces: { ns7: swr } }").compile()
        let rows = PolicyDifference(from: old, to: new).rows
        #expect(rows.flatMap(\.properties).map(\.name) == ["upstream"])
        #expect(rows.first?.properties.first?.new == "http://h (harbor), ns7 http://s (swr)")
        #expect(old.summary(of: old.routes[0]) == "image-list on the registry")
        #expect(PolicyDifference(from: old, to: old).rows.isEmpty)
    }
}
