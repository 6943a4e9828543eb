import Domain
import Testing

@testable import Policy

@Suite("Findings in routes")
struct RouteFindingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let files: PolicyFiles
        let findings: [String]
        var testDescription: String { findings.joined(separator: "; ") }

        init(_ files: PolicyFiles, _ findings: String...) {
            self.files = files
            self.findings = findings
        }
    }

    static let cases: [Case] = [
        Case(
            PolicyFiles(id: "R1"),
            "3:9 an id is lower-case letters, digits and \"-\", beginning with a letter, at most 64"),
        Case(PolicyFiles(id: "none"), "3:9 \"none\" is what metrics call a request without a route: choose another id"),
        Case(PolicyFiles(id: "123"), "3:9 \"id\" is text, but YAML reads 123 as a number: write \"123\" in quotes"),
        Case(PolicyFiles(id: ""), "3:8 \"id\" has no value"),
        // match
        Case(PolicyFiles(match: "{ path: \"/a\" }"), "4:12 \"match\" needs \"methods\""),
        Case(PolicyFiles(match: "{ methods: [GET] }"), "4:12 \"match\" needs \"path\""),
        Case(
            PolicyFiles(match: "{ methods: GET, path: \"/a\" }"),
            "4:23 \"methods\" is a list, not a single value: write [ … ]"),
        Case(PolicyFiles(match: "{ methods: [], path: \"/a\" }"), "4:23 \"methods\" is empty"),
        Case(
            PolicyFiles(match: "{ methods: [get], path: \"/a\" }"), "4:24 unknown method \"get\": did you mean \"GET\"?"
        ),
        Case(
            PolicyFiles(match: "{ methods: [CONNECT], path: \"/a\" }"),
            "4:24 unknown method \"CONNECT\": one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        Case(PolicyFiles(match: "{ methods: [GET, GET], path: \"/a\" }"), "4:29 GET stands twice"),
        Case(
            PolicyFiles(match: "{ methods: [NO], path: \"/a\" }"),
            "4:24 an entry of \"methods\" is text, but YAML reads NO as a boolean: write \"NO\" in quotes"),
        Case(PolicyFiles(match: "{ methods: [GET], path: \"/a/../b\" }"), "4:40 a dot segment"),
        Case(PolicyFiles(match: "{ methods: [GET], path: /a//b }"), "4:39 an empty segment: two slashes in a row"),
        Case(
            PolicyFiles(match: "{ methods: [GET], path: \"/a\", host: x:80 }"),
            "4:48 a host is written without a port: it matches every port"),
        // params
        Case(
            PolicyFiles(match: "{ methods: [GET], path: \"/{project}\" }"),
            "4:38 the parameter \"project\" has no type: add it to \"params\""),
        Case(
            PolicyFiles(match: "{ methods: [GET], path: \"/{project}\" }", params: "{ project: any, projet: any }"),
            "5:29 unknown parameter \"projet\": the path does not have it: did you mean \"project\"?"),
        Case(
            PolicyFiles(match: "{ methods: [GET], path: \"/{p}\" }", params: "{ p: oci-projct }"),
            "5:18 unknown parameter type \"oci-projct\": did you mean \"oci-project\"?"
        ).and("4:38 the parameter \"p\" has no type: add it to \"params\""),
        Case(
            PolicyFiles(match: "{ methods: [GET], path: \"/{p}\" }", params: "{ p: oci-repository }"),
            "5:18 oci-repository holds slashes: write {p...}"),
        Case(
            PolicyFiles(match: "{ methods: [GET], path: \"/{p...}\" }", params: "{ p: uuid }"),
            "5:18 {p...} holds slashes: its type is oci-repository or any, not uuid"),
        // to
        Case(
            PolicyFiles(to: "{}"),
            "5:9 \"to\" needs one of \"local\", \"upstream\" with \"path\" or \"translate\", \"redirect\", \"answer\" and \"static\""
        ),
        Case(PolicyFiles(to: "{ upstream: harbor }"), "5:9 \"to\" needs \"path\""),
        Case(
            PolicyFiles(to: "{ upstream: habor, path: \"/\" }"),
            "5:21 unknown upstream \"habor\": did you mean \"harbor\"?"),
        Case(
            PolicyFiles(to: "{ translate: image-lst, upstream: harbor }"),
            "5:22 unknown translation \"image-lst\": did you mean \"image-list\"?"),
        Case(PolicyFiles(to: "{ local: quux }"), "5:18 unknown local endpoint \"quux\": known are login, whoami"),
        Case(PolicyFiles(to: "{ local: whoami, path: \"/\" }"), "5:26 \"path\" has no meaning beside \"local\""),
        Case(
            PolicyFiles(to: "{ translate: image-list, upstream: harbor, query: none }"),
            "5:52 \"query\" has no meaning beside \"translate\""),
        Case(PolicyFiles(to: "{ upstream: harbor, path: \"/x/{y}\" }"), "5:40 the match has no parameter \"y\""),
        Case(
            PolicyFiles(to: "{ upstream: harbor, path: \"/\", query: some }"),
            "5:47 \"query\" is pass, none or a list of names, not \"some\""),
        Case(
            PolicyFiles(to: "{ upstream: harbor, path: \"/\", credentials: own }"),
            "5:53 unknown credentials \"own\": known are upstream, pass, strip"),
        // access
        Case(PolicyFiles(access: "{}"), "6:13 \"access\" needs \"allow\""),
        Case(PolicyFiles(access: "{ allow: [] }"), "6:22 \"allow\" is empty"),
        Case(
            PolicyFiles(access: "{ allow: [{}] }"),
            "6:23 a rule of \"allow\" needs \"roles\", \"users\", \"namespaces\", \"addresses\" or \"when\""),
        Case(PolicyFiles(access: "{ allow: [{ roles: [] }] }"), "6:32 \"roles\" is empty"),
        Case(
            PolicyFiles(access: "{ allow: [{ roles: [member], when: x }] }"),
            "6:48 unknown name \"x\": known are principal.name, principal.namespace, principal.role, principal.id, account.id, account.name and query.…; "
                + "a text stands in quotes"),
        Case(
            PolicyFiles(access: "{ allow: [{ roles: [member] }], deny: [{ users: [off] }] }"),
            "6:62 an entry of \"users\" is text, but YAML reads off as a boolean: write \"off\" in quotes"),
        Case(
            PolicyFiles(access: "{ allow: [{ roles: [member], until: 2027-02-29 }] }"),
            "6:49 \"until\" is a day such as 2027-01-31"),
        Case(
            PolicyFiles(access: "{ allow: [{ roles: [anonymous], users: [bob] }] }"),
            "6:33 \"anonymous\" is anybody, and nobody is asked for a name: it goes with neither \"users\" nor \"namespaces\""
        ),
        Case(
            PolicyFiles(access: "{ allow: [{ roles: [member] }], deny: [{ roles: [anonymous] }] }"),
            "6:62 \"anonymous\" cannot be denied: leave it out of \"allow\""),
        Case(
            PolicyFiles(access: "{ allow: [{ roles: [anonymous] }], deny: [{ users: [bob] }] }"),
            "6:55 this has no effect: the route allows \"anonymous\", so no token is looked at and nobody is known"),
        // limits and the rest
        Case(
            PolicyFiles(more: "limits: { body: 1MB }"),
            "7:21 \"body\" is a size such as 64KiB, 1MiB or 2GiB, or unlimited, not \"1MB\""),
        Case(
            PolicyFiles(more: "limits: { body: 010 }"),
            "7:21 \"body\" is a size such as 64KiB, 1MiB or 2GiB, or unlimited, not \"010\""),
        Case(
            PolicyFiles(more: "limits: { timeout: 5 }"),
            "7:24 \"timeout\" is a duration such as 500ms, 5s or 2m, at most 24h, not \"5\""),
        Case(
            PolicyFiles(more: "limits: { idle: 0s }"),
            "7:21 \"idle\" is a duration such as 500ms, 5s or 2m, at most 24h, not \"0s\""),
        Case(PolicyFiles(more: "limits: { rate: { limit: 5/s } }"), "7:21 \"rate\" needs \"per\""),
        Case(
            PolicyFiles(more: "limits: { boddy: 1 }"),
            "7:15 unknown key \"boddy\" in \"limits\": did you mean \"body\"?"),
        Case(
            PolicyFiles(more: "mode: shadow"),
            "3:9 the route \"r\" is in shadow mode and no enforced route has the same match: its requests would go to a "
                + "wider route"),
        Case(
            PolicyFiles(more: "descripton: x"),
            "7:5 unknown key \"descripton\" in a route: did you mean \"description\"?"),
    ]

    @Test("each mistake in a route is found at its place", arguments: cases)
    func mistakes(_ example: Case) {
        #expect(Set(example.files.findings()) == Set(example.findings))
    }

    @Test("routes that overlap are named, both of them, with the place of the other")
    func overlap() {
        let files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: one
                    match: { methods: [GET], path: "/a/{x}" }
                    params: { x: any }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                  - id: two
                    match: { methods: [GET, PUT], path: "/a/{y}" }
                    params: { y: int64 }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                """)
        #expect(
            files.findings() == [
                "9:42 the routes \"one\" and \"two\" overlap: both take GET on the same path; "
                    + "the other is at routes/r.yaml:3"
            ])
    }

    @Test("an id that is taken is found, in another file too")
    func duplicateID() {
        let files = PolicyFiles()
        var source = files.source
        source.files.append(
            PolicyFiles.file("routes/s.yaml", files.routes.replacing("/a", with: "/b")))
        let findings = #expect(throws: PolicyFindings.self) { try PolicyCompiler(files.environment).compile(source) }
        #expect(findings?.findings.map(\.message) == ["the id \"r\" is taken by the route at routes/r.yaml:3"])
        #expect(findings?.findings.first?.file == "routes/s.yaml")
    }

    @Test("limits hold from the route, else from the file's defaults, else the standard ones")
    func limits() throws {
        let files = PolicyFiles(
            routes: """
                version: 1
                defaults: { decision: deny, limits: { body: 2KiB, timeout: 500ms } }
                routes:
                  - id: a
                    match: { methods: [GET], path: "/a" }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                    limits: { body: unlimited, idle: 2m }
                  - id: b
                    match: { methods: [GET], path: "/b" }
                    to: { local: whoami }
                    access: { allow: [{ roles: [member] }] }
                """)
        let limits = try files.compile().routes.map(\.limits)
        #expect(
            limits == [
                RouteLimits(body: nil, timeout: .milliseconds(500), idle: .seconds(120)),
                RouteLimits(body: .kib(2), timeout: .milliseconds(500), idle: nil),
            ])
        #expect(try PolicyFiles().compile().routes.first?.limits == .standard)
    }

    @Test("the default decision is deny and cannot be anything else")
    func defaultDecision() {
        var files = PolicyFiles()
        files.routes = files.routes.replacing("routes:", with: "defaults: { decision: allow }\nroutes:")
        #expect(files.findings() == ["2:23 the default decision is always deny: allow in the routes"])
    }
}

extension RouteFindingTests.Case {
    /// Another finding that follows from the same mistake.
    func and(_ finding: String) -> RouteFindingTests.Case {
        RouteFindingTests.Case(files: files, all: findings + [finding])
    }

    private init(files: PolicyFiles, all: [String]) {
        self.files = files
        findings = all
    }
}
