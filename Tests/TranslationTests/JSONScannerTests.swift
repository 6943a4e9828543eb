import Testing

@testable import Translation

@Suite("A JSON text read piece by piece")
struct JSONScannerTests {
    private static func accepts(_ text: String) -> Bool { accepts(Array(text.utf8)) }

    private static func accepts(_ bytes: [UInt8]) -> Bool {
        do throws(JSONFault) {
            var scanner = try JSONScanner(bytes)
            try scanner.skip()
            try scanner.end()
            return true
        } catch {
            return false
        }
    }

    @Test(
        "takes what the grammar has",
        arguments: [
            "null", "true", "false", "0", "-0", "12", "-12.5e+3", "1E2", #""""#, #""a\"\\\/\b\f\n\r\t\u00e9""#,
            #""\ud83d\ude00""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00\ud800""#, #"{"\ud800":1}"#, "[]", "[1,2]",
            " [ 1 ,\t2 ]\r\n", "{}", #"{"a":1,"a":2}"#, #"{"":{"b":[null]}}"#,
        ])
    func accepted(_ text: String) {
        #expect(Self.accepts(text))
    }

    @Test(
        "refuses all else",
        arguments: [
            "", " ", "nul", "nulll", "True", "01", "-", "1.", ".5", "1e", "+1", "[1,]", "[,1]", "[1 2]", "[1", "]",
            "{,}", #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, #"{"a":1,}"#, #"{"a":1"#, #"""#, #""\x""#, #""\u12g4""#,
            #""\ud80""#, #""\ud800\""#, #""\ud800\u12""#, "\"\u{1}\"", "\"\n\"", "1 1", "[] []", "'a'", "NaN",
            "\u{FEFF}[]",
        ])
    func refused(_ text: String) {
        #expect(!Self.accepts(text))
    }

    @Test("refuses bytes that are not UTF-8")
    func notUTF8() {
        #expect(!Self.accepts([0x22, 0xC3, 0x22]))
        #expect(!Self.accepts([0x22, 0xED, 0xA0, 0x80, 0x22]))
    }

    @Test("goes down as far as it says, and no deeper")
    func depth() {
        let deepest = JSONScanner.deepest
        let nested = { (levels: Int) in
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(Self.accepts(nested(deepest)))
        #expect(!Self.accepts(nested(deepest + 1)))
    }

    @Test("gives the members asked for, whatever stands beside them")
    func members() throws {
        var scanner = try JSONScanner(
            Array(#"{"x":[{"id":9}],"n\u0061me":"a\nb","id":-7,"more":{"name":"no"},"gone":null}"#.utf8))
        var (id, name, isGone) = (Int64(0), "", false)
        try scanner.object(["id", "name", "gone"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: name = try scanner.string()
            default: isGone = scanner.isNull()
            }
        }
        try scanner.end()
        #expect(id == -7)
        #expect(name == "a\nb")
        #expect(isGone)
    }

    @Test("refuses an object that says what is asked for twice")
    func twice() throws {
        var scanner = try JSONScanner(Array(#"{"id":1,"\u0069d":2}"#.utf8))
        #expect(throws: JSONFault.self) {
            try scanner.object(["id"]) { (scanner, _) throws(JSONFault) in try scanner.skip() }
        }
    }

    @Test("gives all members of an object, those that stand twice as well, and skips what is not read")
    func everyMember() throws {
        var scanner = try JSONScanner(Array(#"{"a":1,"\u0061":[2,{"a":3}], "b" : 4 }"#.utf8))
        var names: [String] = []
        var numbers: [Int64] = []
        try scanner.members { (scanner, name) throws(JSONFault) in
            names.append(try JSONScanner.text(of: name, scanner.bytes))
            if scanner.next() != UInt8(ascii: "[") { numbers.append(try scanner.integer()) }
        }
        try scanner.end()
        #expect(names == ["a", "a", "b"])
        #expect(numbers == [1, 4])
    }

    /// RFC 8259 §8.2: the grammar has it, and it is no text.
    @Test(
        "half a surrogate pair fails who asks for the text, and nobody else",
        arguments: [#"\ud800"#, #"\udc00"#, #"\ud800\u0041"#, #"\ud800\n"#, #"a\uD83D"#])
    func loneSurrogate(_ half: String) throws {
        var scanner = try JSONScanner(Array("{\"\(half)\":1,\"b\":\"\(half)\",\"i\\u0064\":2}".utf8))
        var id: Int64 = 0
        try scanner.object(["id"]) { (scanner, _) throws(JSONFault) in id = try scanner.integer() }
        try scanner.end()
        #expect(id == 2)
        var asking = try JSONScanner(Array("\"\(half)\"".utf8))
        #expect(throws: JSONFault.self) { try asking.string() }
        try asking.skip()
        try asking.end()
    }

    @Test("says where a string stands, without its quotes")
    func places() throws {
        let text = Array(#" ["ab", "c\n"]"#.utf8)
        var scanner = try JSONScanner(text)
        var places: [JSONStringRange] = []
        try scanner.array { (scanner) throws(JSONFault) in places.append(try scanner.stringRange()) }
        #expect(places.map(\.content) == [3..<5, 9..<12])
        #expect(places.map(\.isEscaped) == [false, true])
    }

    @Test(
        "refuses a number that is not whole, or too large", arguments: ["1.0", "1e2", "9223372036854775808", "\"1\""])
    func wholeNumbers(_ text: String) throws {
        var scanner = try JSONScanner(Array(text.utf8))
        #expect(throws: JSONFault.self) { try scanner.integer() }
    }

    @Test(
        "what is no value of the kind asked for is left where it is, to be checked like any other",
        arguments: [
            ("1e", false), ("1.", false), ("-", false), ("01", false), ("1.5", true), ("\"1\"", true), ("null", true),
            ("9223372036854775808", true), ("\"\\u12\"", false), ("\"\\ud800\"", true), ("\"a", false), ("[1", false),
            ("{}", true),
        ])
    func optional(_ value: String, isThere: Bool) throws {
        func reads(_ read: (inout JSONScanner) throws(JSONFault) -> Void) throws(JSONFault) -> Bool {
            var scanner = try JSONScanner(Array("{\"n\": \(value),\"b\":2}".utf8))
            do throws(JSONFault) {
                try scanner.object(["n"]) { (scanner, _) throws(JSONFault) in try read(&scanner) }
                try scanner.end()
                return true
            } catch {
                return false
            }
        }
        #expect(try reads { (scanner) throws(JSONFault) in _ = try? scanner.integer() } == isThere)
        #expect(try reads { (scanner) throws(JSONFault) in _ = try? scanner.string() } == isThere)
    }
}
