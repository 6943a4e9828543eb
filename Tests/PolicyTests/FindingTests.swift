import Testing

@testable import Policy

@Suite("Findings")
struct FindingTests {
    @Test("a finding shows its place, the line, a caret and what was probably meant")
    func rendering() {
        let files = PolicyFiles(access: "{ allow: [{ roles: [membr] }] }")
        let findings = #expect(throws: PolicyFindings.self) { try files.compile() }
        #expect(
            findings?.description == """
                routes/r.yaml:6:33: unknown role "membr": did you mean "member"?
                        access: { allow: [{ roles: [membr] }] }
                                                    ^
                """)
    }

    @Test("the caret stands under its place behind tabs and letters of more than one byte")
    func caret() {
        let finding = Finding(file: "f", line: 1, column: 5, message: "m", source: "é\t: x")
        #expect(finding.description == "f:1:5: m\n    é\t: x\n     \t  ^")
        let behindEnd = Finding(file: "f", line: 1, column: 4, message: "m", source: "a")
        #expect(behindEnd.description == "f:1:4: m\n    a\n       ^")
    }

    @Test("all findings are reported at once, in the order of files and lines")
    func allAtOnce() {
        var files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: a
                    match: { methods: [GTE], path: "/a" }
                    to: { local: whoam }
                    access: { allow: [{ roles: [membr] }] }
                  - id: a
                    match: { methods: [GET], path: "/b/{x}" }
                    to: { upstream: habor, path: "/{y}" }
                    acces: { allow: [{ roles: [member] }] }
                """)
        files.roles = files.roles.replacing("number: 2", with: "nummer: 2")
        #expect(
            files.findings() == [
                "roles.yaml:5:13 unknown key \"nummer\" in the role \"member\": did you mean \"number\"?",
                "4:24 unknown method \"GTE\": did you mean \"GET\"?",
                "5:18 unknown local endpoint \"whoam\": did you mean \"whoami\"?",
                "6:33 unknown role \"membr\": did you mean \"member\"?",
                "7:5 a route needs \"access\"",
                "7:9 the id \"a\" is taken by the route at routes/r.yaml:3",
                "8:40 the parameter \"x\" has no type: add it to \"params\"",
                "9:21 unknown upstream \"habor\": did you mean \"harbor\"?",
                "9:37 the match has no parameter \"y\"; it has {x}",
                "10:5 unknown key \"acces\" in a route: did you mean \"access\"?",
            ])
    }
}
