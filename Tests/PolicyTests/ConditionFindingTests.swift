import Testing

@testable import Policy

@Suite("Findings in conditions")
struct ConditionFindingTests {
    @Test(
        "a name that nobody knows is found where it stands, with what was probably meant",
        arguments: [
            ("projct == 'a'", "10:18 unknown name \"projct\": did you mean \"project\"?"),
            (
                "id == 1 and principle.name == 'a'",
                "10:30 unknown name \"principle.name\": did you mean \"principal.name\"?"
            ),
            ("project in [a]", "10:30 unknown name \"a\": known are \(known); a text stands in quotes"),
            ("query", "10:18 unknown name \"query\": known are \(known); a text stands in quotes"),
            ("query. == 'a'", "10:18 write query. and the name of a parameter"),
            ("query.a[] == 'a'", "10:18 write query. and the name of a parameter"),
            ("has(projct)", "10:22 unknown name \"projct\": did you mean \"project\"?"),
            (
                "body.scop == 'g'",
                "10:18 \"body.scop\" is not declared: add it to the route's \"body\": did you mean \"body.scope\"?"
            ),
            ("body.nothing == 'g'", "10:18 \"body.nothing\" is not declared: add it to the route's \"body\""),
            ("body[].x in ['g']", "10:18 \"body[].x\" is not declared: add it to the route's \"body\""),
            ("principal.role in ['member', 'membr']", "10:47 unknown role \"membr\": did you mean \"member\"?"),
            ("principal.role == 'membr'", "10:18 unknown role \"membr\": did you mean \"member\"?"),
            ("principal.role == 'anonymous'", "10:18 nobody's own role is \"anonymous\": it has no number"),
        ])
    func names(_ text: String, _ finding: String) {
        #expect(findings(text) == [finding])
    }

    private static let known =
        "project, id, principal.name, principal.namespace, principal.role, principal.id, account.id, account.name, "
        + "body.scope, body.count, body.open, body.tags[], body.items[].id, body.flags[] and query.…"

    @Test(
        "what could never be equal is found at load, not at the first request",
        arguments: [
            ("id == 'a'", "10:18 a number is never equal to a text"),
            ("project == 7", "10:18 a text is never equal to a number"),
            ("id == principal.name", "10:18 a number is never equal to a text"),
            ("body.open == 'true'", "10:18 true or false is never equal to a text"),
            ("body.count == true", "10:18 a number is never equal to true or false"),
            ("query.n == 5", "10:18 values of the query are texts: write the number in quotes"),
            ("id == 1 and 5 == query.n", "10:30 values of the query are texts: write the number in quotes"),
            ("'a' == 'b'", "10:18 this compares two constants"),
            ("body.tags[] == 'a'", "10:18 a list is compared by in [ … ]: every element is among them"),
            ("'a' != body.tags[]", "10:18 a list is compared by in [ … ]: every element is among them"),
            ("body.tags[] in [1]", "10:34 this list holds texts in quotes"),
            ("body.items[].id in ['a']", "10:38 this list holds whole numbers"),
            ("body.flags[] in [true]", "10:18 in [ … ] looks for a text or a number"),
            ("body.open in [true]", "10:18 in [ … ] looks for a text or a number"),
            ("1 in [1]", "10:18 in [ … ] looks for a text or a number"),
            ("project in ['a', 1]", "10:35 this list holds texts in quotes"),
            ("project in [id]", "10:30 this list holds texts in quotes"),
            ("id in [1, 'b']", "10:28 this list holds whole numbers"),
            ("principal.role == principal.name", "10:18 principal.role is compared with the name of a role in quotes"),
            ("3 == principal.role", "10:18 principal.role is compared with the name of a role in quotes"),
            ("principal.role in [2]", "10:37 this list holds names of roles in quotes"),
            ("has(principal.role)", "10:22 has(…) takes a name: a parameter, principal.…, query.… or body.…"),
            ("has('a')", "10:22 has(…) takes a name: a parameter, principal.…, query.… or body.…"),
            ("owns(body.tags[])", "10:23 owns(…) takes a project's name or number, not a list"),
            ("owns(body.open)", "10:23 owns(…) takes a project's name or number, not true or false"),
            ("owns('app')", "10:23 owns(…) takes a name: a parameter, principal.…, query.… or body.…"),
            ("owns-label(project)", "10:29 owns-label(…) takes a label's number, not a text"),
            ("owns-label('7')", "10:29 owns-label(…) takes a name: a parameter, principal.…, query.… or body.…"),
            (
                "is-own-membership(body.open, id)",
                "10:36 is-own-membership(…) takes a project's name or number first, not true or false"
            ),
            (
                "is-own-membership(project, project)",
                "10:45 is-own-membership(…) takes a member's number second, not a text"
            ),
            ("is-gateway-account(id)", "10:37 is-gateway-account(…) takes an account's name, not a number"),
            ("feature(project)", "10:26 feature(…) takes the name of a feature in quotes"),
            (
                "feature('privateProjects')",
                "10:26 unknown feature \"privateProjects\": did you mean \"privateProject\"?"
            ),
            (
                "feature('x')",
                "10:26 unknown feature \"x\": known are harborConfiguration, privateProject"
            ),
            ("account.id == 'a'", "10:18 a number is never equal to a text"),
            ("account.name == 1", "10:18 a text is never equal to a number"),
            ("prefix(id, '7')", "10:29 prefix(…) takes a text, then the text in quotes that it begins with"),
            ("prefix(project, 7)", "10:34 prefix(…) takes a text, then the text in quotes that it begins with"),
            ("prefix(project, project)", "10:34 prefix(…) takes a text, then the text in quotes that it begins with"),
        ])
    func types(_ text: String, _ finding: String) {
        #expect(findings(text) == [finding])
    }

    @Test(
        "an expression that is none is found at the first word that does not fit",
        arguments: [
            ("project", "10:25 a comparison is missing here: ==, != or in [ … ]"),
            ("true", "10:22 a comparison is missing here: ==, != or in [ … ]"),
            ("body.tags[]", "10:29 a comparison is missing here: ==, != or in [ … ]"),
            ("project ==", "10:28 a value is missing here: a name, a text in quotes or a number"),
            ("not", "10:21 a value is missing here: a name, a text in quotes or a number"),
            ("()", "10:19 a value is missing here: a name, a text in quotes or a number"),
            ("has()", "10:22 a value is missing here: a name, a text in quotes or a number"),
            ("project in []", "10:30 a value is missing here: a name, a text in quotes or a number"),
            ("project in ['a',]", "10:34 a value is missing here: a name, a text in quotes or a number"),
            ("project == and", "10:29 a value is missing in front of \"and\""),
            ("and project == 'a'", "10:18 a value is missing in front of \"and\""),
            ("(project == 'a'", "10:33 \")\" is missing here"),
            ("project == 'a')", "10:32 this does not belong here: combine conditions with and, or and not"),
            ("project == 'a' id == 1", "10:33 this does not belong here: combine conditions with and, or and not"),
            ("project == 'a' == 'b'", "10:33 this does not belong here: combine conditions with and, or and not"),
            ("project == 'a' AND id == 1", "10:33 this does not belong here: combine conditions with and, or and not"),
            ("project in 'a'", "10:29 \"[\" is missing here"),
            ("project in ['a'", "10:33 \"]\" is missing here"),
            ("is-own-membership(project)", "10:43 \",\" is missing here"),
            ("prefix(project)", "10:32 \",\" is missing here"),
            ("has(project", "10:29 \")\" is missing here"),
            ("project = 'a'", "10:26 write == to compare"),
            ("!project", "10:18 write not, or != to compare"),
            ("project == 'a' && id == 1", "10:33 write and"),
            ("project == 'a' || id == 1", "10:33 write or"),
            ("project == 'a", "10:29 the text that begins here has no closing quote"),
            ("id == 07", "10:24 \"07\" is no whole decimal number"),
            ("id == 0x10", "10:24 \"0x10\" is no whole decimal number"),
            ("id == -", "10:24 \"-\" is no whole decimal number"),
            ("id == 9223372036854775808", "10:24 \"9223372036854775808\" is no whole decimal number"),
            ("id == 1.5", "10:25 \".\" has no meaning in a condition"),
            ("id < 5", "10:21 \"<\" has no meaning in a condition"),
            ("project == ‘a’", "10:29 \"‘\" has no meaning in a condition"),
        ])
    func grammar(_ text: String, _ finding: String) {
        #expect(findings(text) == [finding])
    }

    @Test(
        "each wrong name and type of one expression is told at its place, and none because of another",
        arguments: [
            (
                "projct == 'a' and id == 'x' and principal.role == 'membr'",
                [
                    "10:18 unknown name \"projct\": did you mean \"project\"?",
                    "10:36 a number is never equal to a text", "10:50 unknown role \"membr\": did you mean \"member\"?",
                ]
            ),
            (
                "projct in [a, 'b', 1]",
                [
                    "10:18 unknown name \"projct\": did you mean \"project\"?",
                    "10:29 unknown name \"a\": known are \(known); a text stands in quotes",
                ]
            ),
            (
                "project in [1, 'b', id]",
                ["10:30 this list holds texts in quotes", "10:38 this list holds texts in quotes"]
            ),
            (
                "principal.role in ['membr', 2, 'pendng']",
                [
                    "10:37 unknown role \"membr\": did you mean \"member\"?",
                    "10:46 this list holds names of roles in quotes",
                    "10:49 unknown role \"pendng\": did you mean \"pending\"?",
                ]
            ),
            (
                "own(projct) or has(idd)",
                [
                    "10:18 unknown function \"own\": did you mean \"owns\"?",
                    "10:22 unknown name \"projct\": did you mean \"project\"?",
                    "10:37 unknown name \"idd\": did you mean \"id\"?",
                ]
            ),
            ("own(project, name)", ["10:18 unknown function \"own\": did you mean \"owns\"?"]),
            (
                "feature('privateProjects') and prefix(id, 7) and owns(id, name)",
                [
                    "10:26 unknown feature \"privateProjects\": did you mean \"privateProject\"?",
                    "10:60 prefix(…) takes a text, then the text in quotes that it begins with",
                    "10:76 owns(project, name) takes a text, and looks for a project of that name, never of that number",
                ]
            ),
            (
                "is-own-membership(projct, project) and body.scop == 'g' and body.open == 1",
                [
                    "10:36 unknown name \"projct\": did you mean \"project\"?",
                    "10:44 is-own-membership(…) takes a member's number second, not a text",
                    "10:57 \"body.scop\" is not declared: add it to the route's \"body\": did you mean \"body.scope\"?",
                    "10:78 true or false is never equal to a number",
                ]
            ),
            (
                "not (body.tags[] == 'a' or 'a' == 'b')",
                [
                    "10:23 a list is compared by in [ … ]: every element is among them",
                    "10:45 this compares two constants",
                ]
            ),
            (
                "projct or not projct",
                [
                    "10:18 unknown name \"projct\": did you mean \"project\"?",
                    "10:32 unknown name \"projct\": did you mean \"project\"?",
                ]
            ),
        ])
    func several(_ text: String, _ expected: [String]) {
        #expect(findings(text) == expected)
    }

    @Test(
        "what cannot be read ends the expression, and what was wrong in front of it is told all the same",
        arguments: [
            (
                "projct == 'a' and id == 'x' and",
                ["10:36 a number is never equal to a text", "10:49 a value is missing here: \(value)"]
            ),
            ("projct == 'a' && idd == 1", ["10:32 write and"]),
            ("has(projct and idd == 1", ["10:29 \")\" is missing here"]),
            (
                "projct == 'a' AND idd == 1",
                ["10:32 this does not belong here: combine conditions with and, or and not"]
            ),
        ])
    func unreadable(_ text: String, _ expected: [String]) {
        let name = "unknown name \"projct\": did you mean \"project\"?"
        #expect(findings(text) == ["10:\(text.hasPrefix("has(") ? 22 : 18) \(name)"] + expected)
    }

    private static let value = "a name, a text in quotes or a number"

    @Test("columns are counted in characters as an editor does, whatever stands before")
    func columns() {
        let unknown = "unknown name \"x\": known are \(Self.known); a text stands in quotes"
        #expect(findings("project == 'é🐳' and x") == ["10:38 \(unknown)"])
        let inSingleQuotes = file("@").replacing("\"@\"", with: "'project == \"a\" and'")
        #expect(
            PolicyFiles(routes: inSingleQuotes).findings() == [
                "10:36 a value is missing here: a name, a text in quotes or a number"
            ])
    }

    @Test("parentheses and not may be nested 31 deep, which no rule that is read by people needs")
    func nesting() {
        func nested(_ depth: Int, _ opening: String, _ closing: String) -> String {
            String(repeating: opening, count: depth) + "project == 'a'" + String(repeating: closing, count: depth)
        }
        for (opening, closing) in [("(", ")"), ("not ", "")] {
            #expect(!findings(nested(31, opening, closing)).contains { $0.contains("levels") })
            let message = "more than 32 levels of parentheses and not"
            #expect(findings(nested(32, opening, closing)) == ["10:\(18 + 32 * opening.count) \(message)"])
            #expect(findings(nested(900, opening, closing)) == ["10:\(18 + 32 * opening.count) \(message)"])
        }
    }

    @Test("a condition has at most 4096 characters")
    func length() {
        func long(_ count: Int) -> String { "project == '" + String(repeating: "é", count: count - 13) + "'" }
        #expect(!findings(long(4_096)).contains { $0.contains("characters") })
        #expect(findings(long(4_097)) == ["10:18 a condition has at most 4096 characters"])
    }

    @Test("a condition without a word is no condition")
    func empty() {
        #expect(findings("") == ["10:17 \"when\" has no value"])
        #expect(findings("  ") == ["10:20 a value is missing here: a name, a text in quotes or a number"])
    }

    /// With an expression from line 10, column 18 on.
    private func file(_ text: String) -> String {
        """
        version: 1
        routes:
          - id: r
            match: { methods: [POST], path: "/p/{project}/{id}" }
            params: { project: any, id: int64 }
            body: { scope: text, count: int64, open: boolean, "tags[]": text, "items[].id": int64, "flags[]": boolean }
            to: { local: whoami }
            access:
              allow:
                - when: "\(text)"
        """
    }

    /// Without those about fields that the expression does not look at.
    private func findings(_ text: String) -> [String] {
        PolicyFiles(routes: file(text)).findings().filter { !$0.contains("no rule looks at") }
    }
}
