import Domain
import Testing

@testable import Policy

@Suite("Conditions")
struct ConditionTests {
    @Test(
        "not binds more tightly than and, and more tightly than or",
        arguments: [
            ("on", true), ("off", false),
            ("on or off and off", true), ("(on or off) and off", false),
            ("off and off or on", true), ("off and (off or on)", false),
            ("not off and off", false), ("not (off and off)", true),
            ("not on or on", true), ("not (on or on)", false),
            ("not not on", true), ("not not not on", false), ("not (not (off))", false),
            ("not count == 4", true), ("not count == 3", false), ("not count in [3]", false),
            ("on and on and off", false), ("off or off or on", true),
            ("on and not off or off", true), ("off or on and not off", true), ("((((on))))", true),
        ])
    func precedence(_ text: String, _ expected: Bool) throws {
        // Each word is a flag of the body.
        let named = ["on", "off", "count"].reduce(" " + text) { text, word in
            text.replacing(" \(word)", with: " body.\(word)").replacing("(\(word)", with: "(body.\(word)")
        }
        #expect(try ConditionTrial().holds(named) == expected, "\(named)")
    }

    @Test(
        "each source gives its value, and each operator compares it",
        arguments: [
            // The path, decoded.
            ("project == 'app'", true), ("project == 'ap'", false), ("'app' == project", true),
            ("project != 'app'", false), ("'ap' != project", true), ("project in ['x', 'app']", true),
            ("project in ['x']", false), ("prefix(project, 'ap')", true), ("prefix(project, 'app')", true),
            ("prefix(project, 'apps')", false), ("prefix(project, '')", true), ("has(project)", true),
            ("id == 7", true), ("7 == id", true), ("id != 7", false), ("id in [1, 7]", true), ("id in [-7]", false),
            ("has(id)", true), ("rest == 'x/y'", true), ("prefix(rest, 'x/')", true), ("project == rest", false),
            // The query, decoded.
            ("query.q == 'one'", true), ("query.q != 'one'", false), ("query.q in ['one', 'two']", true),
            ("prefix(query.q, 'o')", true), ("query.plus == 'a b'", true), ("query.q == query.q", true),
            // The caller.
            ("principal.name == 'ann'", true), ("principal.namespace == 'ns1'", true), ("principal.id == 7", true),
            ("principal.id == id", true), ("principal.id in [6, 8]", false),
            ("prefix(principal.namespace, 'ns')", true),
            ("principal.role == 'member'", true), ("'member' == principal.role", true),
            ("principal.role != 'member'", false), ("principal.role in ['pending', 'member']", true),
            ("principal.role == 'business-admin'", false), ("principal.name != principal.namespace", true),
            // The body.
            ("body.scope == 'g'", true), ("body.scope in ['p']", false), ("prefix(body.scope, 'g')", true),
            ("body.count == 3", true), ("body.count != id", true), ("body.count in [3]", true), ("body.on", true),
            ("body.off", false), ("body.on == true", true), ("false == body.off", true), ("body.off != false", false),
            ("true != body.off", true), ("has(body.off)", true), ("has(body.scope) and has(body.count)", true),
            // Spaces are free, and words inside a text are text.
            ("project=='app'and id==7", true), ("  project\n\t==   'app' ", true), ("project in['app']", true),
            ("has ( project )", true), ("query.q != 'a or b'", true),
            ("query.q == \"one\"", true), ("query.q != 'it is \"one\"'", true), ("query.q != \"it's\"", true),
        ])
    func operators(_ text: String, _ expected: Bool) throws {
        #expect(try ConditionTrial().holds(text) == expected, "\(text)")
    }

    @Test(
        "what is absent equals nothing, not even what is absent as well",
        arguments: [
            "query.none", "body.gone", "body.meta.public", "principal.name", "principal.namespace",
        ])
    func absentTexts(_ name: String) throws {
        var trial = ConditionTrial()
        trial.principal = nil
        for text in [
            "\(name) == ''", "\(name) in ['', 'x']", "prefix(\(name), '')", "has(\(name))", "\(name) == \(name)",
        ] {
            #expect(try !trial.holds(text), "\(text)")
            #expect(try trial.holds("not \(text)"), "not \(text)")
        }
        #expect(try trial.holds("\(name) != ''"))
        #expect(try trial.holds("\(name) != \(name)"))
        #expect(try !trial.holds("\(name) == body.goneToo or \(name) == query.nothing"))
        #expect(try trial.holds("\(name) != project"))
    }

    @Test(
        "absent numbers, flags, lists and roles equal nothing either",
        arguments: [
            "body.goneCount == 0", "body.goneCount in [0]", "body.goneCount == id", "has(body.goneCount)",
            "principal.id == 0", "principal.id in [0, 7]", "has(principal.id)", "principal.role == 'member'",
            "principal.role in ['pending', 'member', 'business-admin', 'system-admin']", "body.goneFlag",
            "body.goneFlag == false", "body.goneFlag == true", "has(body.goneFlag)", "body.goneList[] in ['a']",
            "has(body.goneList[])",
        ])
    func absentOthers(_ text: String) throws {
        var trial = ConditionTrial()
        trial.principal = nil
        #expect(try !trial.holds(text))
        #expect(try trial.holds("not \(text)"))
        guard text.contains(" == ") else { return }
        #expect(try trial.holds(text.replacing("==", with: "!=")))
    }

    @Test("an empty text is a text, and a namespace without a name is none")
    func emptyTexts() throws {
        let trial = ConditionTrial()
        for text in ["query.empty == ''", "has(query.empty)", "query.flag == ''", "has(query.flag)"] {
            #expect(try trial.holds(text), "\(text)")
        }
        var nameless = trial
        nameless.principal = Principal(userID: 7, name: "ann", role: .member, namespace: "", session: "s")
        #expect(try !nameless.holds("principal.namespace == ''"))
        #expect(try !nameless.holds("has(principal.namespace)"))
        #expect(try nameless.holds("principal.namespace != 'ns1'"))
    }

    @Test("a member that is null is present, and equals nothing")
    func nulls() throws {
        var trial = ConditionTrial()
        trial.body = #"{"scope": null, "count": null, "on": null, "meta": {"public": null}}"#
        for name in ["scope", "count", "on", "meta.public"] { #expect(try trial.holds("has(body.\(name))"), "\(name)") }
        for text in [
            "body.scope == ''", "body.scope == body.meta.public", "body.scope in ['', 'null']",
            "prefix(body.scope, '')",
            "body.count == 0", "body.count == id", "body.on", "body.on == false",
        ] {
            #expect(try !trial.holds(text), "\(text)")
        }
        #expect(try trial.holds("body.scope != 'g' and body.count != 0 and body.on != true and body.on != false"))
    }

    @Test("principal.role is the caller's own role: who includes it has another, and an unknown number has none")
    func roles() throws {
        var trial = ConditionTrial()
        trial.principal = caller(.businessAdmin)
        #expect(try !trial.holds("principal.role == 'member'"))
        #expect(try trial.holds("principal.role == 'business-admin'"))
        for number: UInt8 in [5, 62, 63, 64, 66, 255] {
            trial.principal = caller(RoleNumber(rawValue: number))
            #expect(try trial.holds("principal.role != 'member' and not principal.role in ['pending', 'system-admin']"))
        }
    }

    @Test(
        "every element of a list is among the values, and there is one",
        arguments: [
            (#"{"tags": ["a"]}"#, true), (#"{"tags": ["a", "b", "a"]}"#, true), (#"{"tags": ["a", "c"]}"#, false),
            (#"{"tags": ["c"]}"#, false), (#"{"tags": []}"#, false), (#"{"tags": null}"#, false), ("{}", false),
            (#"{"tags": ["a", null]}"#, false), (#"{"tags": [null]}"#, false), (#"{"tags": [""]}"#, false),
            (#"{"tags": ["A"]}"#, false),
        ])
    func textLists(_ body: String, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.body = body
        #expect(try trial.holds("body.tags[] in ['a', 'b']") == expected)
        #expect(try trial.holds("not body.tags[] in ['a', 'b']") == !expected)
        // A list is there when the body has it, with elements or without.
        #expect(try trial.holds("has(body.tags[])") == body.contains("["))
    }

    @Test(
        "an element that lacks the member is among nothing",
        arguments: [
            (#"{"items": [{"id": 1}, {"id": 2}]}"#, true), (#"{"items": [{"id": 1}, {}]}"#, false),
            (#"{"items": [{"id": 1}, {"id": null}]}"#, false), (#"{"items": [{"id": 1}, null]}"#, false),
            (#"{"items": [{"id": 3}]}"#, false), (#"{"items": []}"#, false),
        ])
    func memberLists(_ body: String, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.body = body
        #expect(try trial.holds("body.items[].id in [1, 2]") == expected)
    }

    @Test(
        "texts are compared as bytes: letter case, and two spellings of one letter, differ",
        arguments: [
            ("%C3%A9", #"é"#, true), ("e%CC%81", #"é"#, false), ("%C3%A9", "e\u{301}", false),
            ("%E2%84%AA", "K", false), ("%F0%9F%90%B3", "🐳", true), ("%C3%89", "é", false), ("a%5Cn", #"a\n"#, true),
            ("%E2%80%98", "‘", true),
        ])
    func unicode(_ encoded: String, _ literal: String, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.target = "/p/app/7/x?q=\(encoded)"
        #expect(try trial.holds("query.q == '\(literal)'") == expected)
        #expect(try trial.holds("query.q in ['x', '\(literal)']") == expected)
        #expect(try trial.holds("prefix(query.q, '\(literal)')") == expected)
    }

    @Test(
        "so are the elements of a list",
        arguments: [("é", true), ("e\u{301}", false), ("K", true), ("\u{212A}", false)])
    func unicodeInLists(_ element: String, _ expected: Bool) throws {
        var trial = ConditionTrial()
        trial.body = "{\"tags\": [\"\(element)\"]}"
        #expect(try trial.holds("body.tags[] in ['é', 'K']") == expected)
    }

    @Test("numbers reach over the whole range of 64 bits")
    func numbers() throws {
        var trial = ConditionTrial()
        for number in ["9223372036854775807", "-9223372036854775808", "0", "-1"] {
            trial.body = #"{"count": \#(number)}"#
            #expect(try trial.holds("body.count == \(number)"))
            #expect(try !trial.holds("body.count == 1"))
        }
        trial.target = "/p/app/9223372036854775807/x"
        #expect(try trial.holds("id == 9223372036854775807"))
    }
}
