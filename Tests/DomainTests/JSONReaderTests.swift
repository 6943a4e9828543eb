import Testing

@testable import Domain

@Suite struct JSONReaderTests {
    @Test("reads objects of every kind of value")
    func reads() {
        let text = #"""
             { "a" : 1 , "b":-0,"c":"x\"\\\/\b\f\n\r\t\u00e9\ud83d\udd11",
            "d":[],"e":{},"f":[true,false,null,1.5] }	
            """#
        #expect(
            JSONValue.members(of: Array(text.utf8)) == [
                "a": .integer(1), "b": .integer(0), "c": .string("x\"\\/\u{8}\u{c}\n\r\té🔑"), "d": .array([]),
                "e": .object([:]), "f": .array([.boolean(true), .boolean(false), .null, .number]),
            ])
    }

    @Test(
        "an integer is one only without fraction, exponent and overflow",
        arguments: [
            ("9223372036854775807", JSONValue.integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number), ("1.0", .number), ("1e0", .number), ("0E+5", .number), ("0", .integer(0)),
        ])
    func numbers(text: String, value: JSONValue) {
        #expect(JSONValue.members(of: Array(#"{"n":\#(text)}"#.utf8)) == ["n": value])
    }

    @Test(
        "refuses what is not one strict object",
        arguments: [
            "", " ", "null", "1", "[]", #""a""#, "{", "}", "{}}", "{}{}", "{} x", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
            #"{,"a":1}"#, #"{a:1}"#, #"{'a':1}"#, #"{"a":01}"#, #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":1.}"#, #"{"a":1e}"#,
            #"{"a":-}"#, #"{"a":NaN}"#, #"{"a":0x1}"#, #"{"a":tru}"#, #"{"a":"x}"#, #"{"a":"\x"}"#, #"{"a":"\u00g0"}"#,
            #"{"a":"\u+123"}"#, #"{"a":"\ud83d"}"#, #"{"a":"\ud83dx"}"#, #"{"a":"\ud83d\u0041"}"#, #"{"a":"\udd11"}"#,
            "{\"a\":\"\n\"}", #"{"a":1,"a":1}"#, #"{"a":{"b":1,"b":2}}"#, #"{"a":[1,]}"#, #"{"a":[1 2]}"#,
            #"{"a":1 "b":2}"#, "{/**/}", "\u{feff}{}", #"{"a":[[[[[[[[1]]]]]]]]}"#, #"{"a":"\"#,
        ])
    func refusals(text: String) {
        #expect(JSONValue.members(of: Array(text.utf8)) == nil)
    }

    @Test("refuses invalid UTF-8", arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xc3]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(JSONValue.members(of: Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)) == nil)
    }

    @Test("every prefix of a good text is refused without harm")
    func prefixes() {
        let text = Array(#"{"a":[true,false,null,-1.5e+3,"\ud83d\udd11"],"b":{"c":"d"}}"#.utf8)
        #expect(JSONValue.members(of: text) != nil)
        for length in 0..<text.count {
            #expect(JSONValue.members(of: Array(text.prefix(length))) == nil)
        }
    }
}
