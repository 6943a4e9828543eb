import Domain
import Testing

@testable import Policy

/// What a rule judges of a body has to be what the upstream reads of it.
@Suite("Fields of a body")
struct BodyFieldTests {
    @Test(
        "a declared field is found at its path",
        arguments: [
            ("scope", .text, #"{"scope": "g"}"#, .text("g")),
            ("scope", .text, #"{"scope": ""}"#, .text("")),
            ("scope", .text, #" {"other": {"scope": 1}, "scope" : "g" } "#, .text("g")),
            ("scope", .text, #"{"\u0073cope": "\u0067"}"#, .text("g")),
            ("scope", .text, #"{"scope": "\uD83D\uDC33é"}"#, .text("🐳é")),
            ("count", .int64, #"{"count": 3}"#, .number(3)),
            ("count", .int64, #"{"count": -9223372036854775808}"#, .number(.min)),
            ("count", .int64, #"{"count": -0}"#, .number(0)),
            ("open", .boolean, #"{"open": false}"#, .flag(false)),
            ("metadata.public", .text, #"{"metadata": {"public": "true"}, "public": 1}"#, .text("true")),
            ("a.b.c", .int64, #"{"a": {"b": {"c": 1}}}"#, .number(1)),
            ("tags[]", .text, #"{"tags": ["a", "b"]}"#, .list([.text("a"), .text("b")])),
            ("tags[]", .text, #"{"tags": []}"#, .list([])),
            ("tags[]", .text, #"{"tags": ["a", null]}"#, .list([.text("a"), .null])),
            (
                "[].auth", .int64, #"[{"auth": 1}, {}, null, {"auth": 2}]"#,
                .list([.number(1), .absent, .absent, .number(2)])
            ),
            ("[]", .text, #"["a"]"#, .list([.text("a")])),
            (
                "a[].b[].c", .int64, #"{"a": [{"b": [{"c": 1}, {"c": 2}]}, {"b": []}, {}]}"#,
                .list([.number(1), .number(2), .absent])
            ),
            ("with-dash_2", .text, #"{"with-dash_2": "x"}"#, .text("x")),
        ] as [(String, BodyField.Kind, String, BodyValue)])
    func found(_ path: String, _ type: BodyField.Kind, _ body: String, _ expected: BodyValue) throws {
        #expect(try read(path, type, body) == expected)
    }

    @Test(
        "a member that is not there, or below null, is absent; no body has no members",
        arguments: [
            ("scope", "{}"), ("scope", "null"), ("scope", ""),
            ("metadata.public", "{}"), ("metadata.public", #"{"metadata": {}}"#),
            ("metadata.public", #"{"metadata": null}"#),
            ("metadata.public", ""), ("tags[]", "{}"), ("tags[]", #"{"tags": null}"#), ("[].auth", "null"),
            ("[].auth", ""),
        ])
    func absent(_ path: String, _ body: String) throws {
        #expect(try read(path, .text, body) == .absent)
    }

    @Test("a member that is null is there: upstreams take it for what is to be unset")
    func null() throws {
        for type in BodyField.Kind.allCases {
            #expect(try read("scope", type, #"{"scope": null}"#) == .null)
            #expect(try read("metadata.public", type, #"{"metadata": {"public": null}}"#) == .null)
        }
    }

    @Test(
        "a declared field of another type is refused, and so is another type on the way to it",
        arguments: [
            ("scope", .text, #"{"scope": 1}"#, "scope: a string is required"),
            ("scope", .text, #"{"scope": true}"#, "scope: a string is required"),
            ("scope", .text, #"{"scope": ["g"]}"#, "scope: a string is required"),
            ("scope", .text, #"{"scope": {}}"#, "scope: a string is required"),
            ("count", .int64, #"{"count": "3"}"#, "count: a whole number is required"),
            ("count", .int64, #"{"count": 3.0}"#, "count: a whole number is required"),
            ("count", .int64, #"{"count": 3e0}"#, "count: a whole number is required"),
            ("count", .int64, #"{"count": 9223372036854775808}"#, "count: a whole number is required"),
            ("open", .boolean, #"{"open": "true"}"#, "open: true or false is required"),
            ("open", .boolean, #"{"open": 1}"#, "open: true or false is required"),
            ("scope", .text, "[]", "the body is not a JSON object"),
            ("scope", .text, #""g""#, "the body is not a JSON object"),
            ("a.b", .text, #"{"a": "b"}"#, "a: an object is required"),
            ("a.b", .text, #"{"a": [{"b": "c"}]}"#, "a: an object is required"),
            ("tags[]", .text, #"{"tags": "a"}"#, "tags: a list is required"),
            ("tags[]", .text, #"{"tags": {"0": "a"}}"#, "tags: a list is required"),
            ("tags[]", .text, #"{"tags": ["a", 1]}"#, "tags[]: a string is required"),
            ("[].auth", .int64, #"{"auth": 1}"#, "the body is not a JSON array"),
            ("[].auth", .int64, #"[{"auth": 1}, 2]"#, "[]: an object is required"),
            ("[].auth", .int64, #"[{"auth": "1"}]"#, "[].auth: a whole number is required"),
            ("a.b[].c", .text, #"{"a": {"b": [1]}}"#, "a.b[]: an object is required"),
            ("a.b[].c", .text, #"{"a": {"b": 1}}"#, "a.b: a list is required"),
        ] as [(String, BodyField.Kind, String, String)])
    func wrongTypes(_ path: String, _ type: BodyField.Kind, _ body: String, _ message: String) {
        let error = #expect(throws: GatewayError.self) { try read(path, type, body) }
        #expect(error?.code == .fieldInvalid)
        #expect(error?.code.status == 422)
        #expect(error?.message == message)
    }

    @Test(
        "a member whose name differs in letter case only is refused: an upstream may take it for the declared one",
        arguments: [
            ("scope", #"{"Scope": "p"}"#), ("scope", #"{"SCOPE": "p"}"#), ("scope", #"{"scope": "g", "Scope": "p"}"#),
            ("scope", #"{"Scope": "p", "scope": "g"}"#), ("scope", #"{"Scope": null}"#),
            ("scope", #"{"\u0053cope": "p"}"#),
            ("Scope", #"{"scope": "p"}"#), ("metadata.public", #"{"Metadata": {"public": "true"}}"#),
            ("metadata.public", #"{"metadata": {"Public": "true"}}"#),
            ("items[].id", #"{"items": [{"id": "a"}, {"ID": "b"}]}"#),
            // Go folds the long s to s and the Kelvin sign to k.
            ("scope", "{\"\u{17F}cope\": \"p\"}"), ("scope", #"{"\u017fcope": "p"}"#),
            ("kind", "{\"\u{212A}ind\": \"p\"}"), ("kind", #"{"kind": "g", "\u212Aind": "p"}"#),
            ("Kind", "{\"\u{212A}ind\": \"p\"}"),
        ])
    func twins(_ path: String, _ body: String) {
        let error = #expect(throws: GatewayError.self, "\(body)") { try read(path, .text, body) }
        #expect(error?.code == .fieldInvalid)
        #expect(error?.message?.hasPrefix("\(path): the body has ") == true)
    }

    @Test(
        "letter case is free where no rule looks",
        arguments: [
            #"{"scope": "g", "Other": 1, "other": 2}"#, #"{"scope": "g", "metadata": {"Scope": "p"}}"#,
            #"{"scope": "g", "scopes": "p", "sco": 1}"#,
        ])
    func otherNames(_ body: String) throws {
        #expect(try read("scope", .text, body) == .text("g"))
    }

    @Test(
        "what is not one JSON value with each member once is refused, wherever in it the mistake is",
        arguments: [
            #"{"scope": "g", "scope": "g"}"#, #"{"scope": "g", "sc\u006fpe": "p"}"#,
            #"{"scope": "g", "x": {"y": 1, "y": 1}}"#,
            #"{"scope": "g"} {}"#, #"{"scope": "g"}x"#, #"{"scope": "g",}"#, #"{"scope": 'g'}"#, #"{scope: "g"}"#,
            #"{"scope": "g""#, #"{"count": 03}"#, "\u{FEFF}{}", " ", "\n", "not json", "scope=g",
            #"{"scope": "\ud800"}"#,
            "{\"scope\": \"a\nb\"}", #"{"x": NaN}"#,
        ])
    func noJSON(_ body: String) {
        let error = #expect(throws: GatewayError.self, "\(body)") { try read("scope", .text, body) }
        #expect(error?.code == .fieldInvalid)
        #expect(error?.message == "the body is not one JSON text with each member once")
    }

    @Test("bytes that are no UTF-8 are no text")
    func noUTF8() {
        let body = Array(#"{"scope": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: GatewayError.self) { try BodyFields.read(body, fields("scope", .text)) }
    }

    @Test("the deepest path that can be declared can be read")
    func depth() throws {
        let path = (1...BodyField.deepest).map { "m\($0)" }.joined(separator: ".")
        let body = (1...BodyField.deepest).reversed().reduce("\"x\"") { "{\"m\($1)\": \($0)}" }
        #expect(try read(path, .text, body) == .text("x"))
        #expect(BodyField(path: path + ".more", type: .text) == nil)
    }

    @Test(
        "a path is names joined with dots, and [] for each element",
        arguments: [
            "", ".", "a.", ".a", "a..b", "a.[]", "a[", "a[]b", "a[][]", "[].", "[]a", "a[0]", "a b", "ä", "a/b", "$.a",
            "*",
        ])
    func badPaths(_ path: String) {
        #expect(BodyField(path: path, type: .text) == nil)
    }

    @Test("several fields are read in the order of their declaration")
    func order() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [POST], path: "/a" }"#,
            access: #"{ allow: [{ when: "body.b == 1 or body.a or body.c == 'x'" }] }"#,
            more: "body: { c: text, a: boolean, b: int64 }"
        ).compile()
        #expect(try rules.routes[0].readBody(Array(#"{"b": 2, "c": "y"}"#.utf8)) == [.text("y"), .absent, .number(2)])
    }

    private func fields(_ path: String, _ type: BodyField.Kind) -> [BodyField] {
        [BodyField(path: path, type: type)].compactMap(\.self)
    }

    private func read(_ path: String, _ type: BodyField.Kind, _ body: String) throws -> BodyValue? {
        let fields = fields(path, type)
        #expect(fields.count == 1, "\(path) is no path")
        return try BodyFields.read(Array(body.utf8), fields).first
    }
}
