import Domain
import Testing

@Suite("Rules of values")
struct ValueRuleTests {
    private enum Way: String, CaseIterable {
        case asc, desc
    }

    @Test("a text keeps its length in scalars, its pattern and what it has to hold")
    func text() {
        let rule = TextRule(
            2...4, pattern: TextPattern(.some(.one(.all(but: [.other])))), holding: [CharacterClass("0"..."9")],
            requirement: "x")
        for text in ["a1", "1234", "1\u{1f600}\u{1f600}\u{1f600}"] { #expect(rule.accepts(text), "\(text)") }
        for text in ["", "1", "12345", "ab", "1\u{0}", "e\u{301}\u{301}\u{301}1"] {
            #expect(!rule.accepts(text), "\(text)")
        }
        #expect(
            rule.schema
                == [
                    "type": "string", "minLength": 2, "maxLength": 4, "pattern": #"^[^\p{C}]+$"#,
                    "allOf": [["pattern": "[0-9]"]],
                ])
    }

    @Test("the other rules say in JSON Schema what they are")
    func schemas() {
        #expect(TextRule.anything.schema == ["type": "string"])
        #expect(TextRule.notEmpty.schema == ["type": "string", "minLength": 1])
        #expect(FlagRule().schema == ["type": "boolean"])
        #expect(ChoiceRule(Way.self).schema == ["type": "string", "enum": ["asc", "desc"]])
        #expect(
            IntegerRule(1...7).schema == ["type": "integer", "format": "int64", "minimum": 1, "maximum": 7])
        #expect(
            ListRule(of: FlagRule(), count: 1...2).schema
                == ["type": "array", "items": ["type": "boolean"], "minItems": 1, "maxItems": 2])
    }

    @Test("a refusal names the field and its rule, never what was sent")
    func refusal() throws {
        let field = Field("user", TextRule(1...3, requirement: "1 to 3 are required"), "", example: "u")
        #expect(throws: Never.self) { try field.check("abc") }
        let error = #expect(throws: GatewayError.self) { try field.check("secret") }
        #expect(error?.code == .fieldInvalid && error?.message == "user: 1 to 3 are required" && error?.detail == "")
    }

    @Test("a document is written as RFC 8259 has it")
    func document() {
        let tree: JSONTree = [
            "a": [1, -2, true, false, .null, []], "q\"\\\u{1}\n": "\u{e9}\u{1f600}", "o": [:],
        ]
        #expect(
            String(decoding: tree.bytes, as: UTF8.self)
                == #"{"a":[1,-2,true,false,null,[]],"q\"\\\u0001\u000a":"é😀","o":{}}"#)
        #expect(tree["o"] == [:] && tree["x"] == nil)
    }
}
