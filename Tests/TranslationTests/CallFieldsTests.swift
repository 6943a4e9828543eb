import Domain
import Testing

@testable import Translation

@Suite("The fields of a /v1 call that changes something")
struct CallFieldsTests {
    private func fields(
        _ body: String = "", query: String = "", type: String? = "application/json"
    ) throws(GatewayError) -> CallFields {
        try CallFields(query: query, body: Array(body.utf8), contentType: type, texts: ["name"], lists: ["tag", "id"])
    }

    @Test(
        "the body counts when its type is JSON",
        arguments: [
            "application/json", "Application/JSON", "application/json; charset=utf-8", " application/json ;x",
        ])
    func mediaType(_ type: String) throws {
        #expect(try fields(#"{"name":"a"}"#, type: type).text("name") == "a")
    }

    @Test(
        "a body of another type is 415",
        arguments: [
            nil, "", ";", "text/plain", "application/x-www-form-urlencoded", "application/json5", "application",
            "application/json, text/plain", "application / json", "text/plain; application/json",
        ])
    func wrongMediaType(_ type: String?) {
        #expect { try fields(#"{"name":"a"}"#, type: type) } throws: {
            ($0 as? GatewayError)?.code == .mediaTypeUnsupported
        }
    }

    @Test(
        "where there must be a body, none is refused: as of no type, or as no object",
        arguments: [nil, "application/json"])
    func noBody(_ type: String?) {
        #expect { try CallFields(body: [], contentType: type) } throws: { error in
            (error as? GatewayError)?.code == (type == nil ? .mediaTypeUnsupported : .fieldInvalid)
        }
    }

    @Test(
        "a body that is not one object with each member once is 422",
        arguments: [
            " ", "[]", "null", #""name""#, "{", #"{"name":"a"}x"#, #"{"name":"a","name":"a"}"#,
            #"{"tag":["a"],"tag":["b"]}"#, #"{'name':'a'}"#, #"{"name":"a",}"#, "name=a", "\u{FEFF}{}",
        ])
    func malformed(_ body: String) {
        #expect { try fields(body) } throws: { ($0 as? GatewayError)?.code == .fieldInvalid }
    }

    @Test("members that nobody knows are ignored")
    func unknown() throws {
        let fields = try fields(#"{"x":{"name":"b"},"name":"a","tag":["v1","v2"],"id":[1,9007199254740993]}"#)
        #expect(try fields.text("name") == "a")
        #expect(try fields.texts("tag") == ["v1", "v2"])
        #expect(try fields.integers("id", in: 1...Int64.max) == [1, 9_007_199_254_740_993])
    }

    @Test("the query counts when there is no body, a list as a parameter given again and again")
    func query() throws {
        let fields = try fields(query: "tag=v1&name=a%2Fb&x=1&x=2&tag=v2&id=7&id=8", type: nil)
        #expect(try fields.text("name") == "a/b")
        #expect(try fields.texts("tag") == ["v1", "v2"])
        #expect(try fields.integers("id", in: 1...9) == [7, 8])
    }

    @Test("the type of a body that is not there does not matter")
    func typeOfNothing() throws {
        #expect(try fields(query: "name=a", type: "text/plain").text("name") == "a")
    }

    @Test(
        "a field in the query beside a body is refused, whichever it is", arguments: ["name=a", "tag=", "id=1&name=b"])
    func both(_ query: String) {
        #expect { try fields(#"{"name":"a"}"#, query: query) } throws: { error in
            (error as? GatewayError)?.message?.hasSuffix(": must not be in the query when there is a body") == true
        }
    }

    @Test("a parameter that is no list is refused when given twice")
    func twice() {
        #expect { try fields(query: "name=a&name=a", type: nil) } throws: {
            ($0 as? GatewayError)?.message == "name: must not be given more than once"
        }
    }

    @Test(
        "a string that is missing, empty or of another type is 422 and named",
        arguments: [
            "{}", #"{"name":""}"#, #"{"name":null}"#, #"{"name":1}"#, #"{"name":["a"]}"#, #"{"name":{}}"#,
            #"{"NAME":"a"}"#,
        ])
    func text(_ body: String) {
        #expect { try fields(body).text("name") } throws: {
            ($0 as? GatewayError)?.message == "name: a string that is not empty is required"
        }
    }

    @Test(
        "a list that is missing, empty or holds another type is 422 and named",
        arguments: [
            "{}", #"{"tag":[]}"#, #"{"tag":"v1"}"#, #"{"tag":null}"#, #"{"tag":["v1",1]}"#, #"{"tag":[null]}"#,
            #"{"tag":[["v1"]]}"#, #"{"tag":{"0":"v1"}}"#,
        ])
    func texts(_ body: String) {
        #expect { try fields(body).texts("tag") } throws: {
            ($0 as? GatewayError)?.message == "tag: a list of one or more strings is required"
        }
    }

    @Test(
        "a number that is no whole number in the range is 422 and named",
        arguments: [
            "{}", #"{"id":[]}"#, #"{"id":1}"#, #"{"id":["1"]}"#, #"{"id":[1.0]}"#, #"{"id":[1e0]}"#, #"{"id":[0]}"#,
            #"{"id":[-1]}"#, #"{"id":[10]}"#, #"{"id":[1,null]}"#, #"{"id":[true]}"#,
            #"{"id":[9223372036854775808]}"#,
        ])
    func integers(_ body: String) {
        #expect { try fields(body).integers("id", in: 1...9) } throws: {
            ($0 as? GatewayError)?.message == "id: a list of one or more whole numbers from 1 to 9 is required"
        }
    }

    @Test(
        "the same in the query", arguments: ["", "id=", "id=1&id=", "id=%2B1", "id=-1", "id=0x1", "id=1.0", "id=10"])
    func queryIntegers(_ query: String) {
        #expect { try fields(query: query, type: nil).integers("id", in: 1...9) } throws: {
            ($0 as? GatewayError)?.message?.hasPrefix("id: ") == true
        }
    }

    @Test("a flag is a boolean", arguments: [("true", true), ("false", false)])
    func flag(_ json: String, expected: Bool) throws {
        #expect(
            try CallFields(body: Array("{\"x\":\(json)}".utf8), contentType: "application/json").flag("x") == expected)
    }

    @Test("and nothing else", arguments: [#""true""#, "1", "0", "null", "[]", #""yes""#])
    func noFlag(_ json: String) {
        #expect {
            try CallFields(body: Array("{\"x\":\(json)}".utf8), contentType: "application/json").flag("x")
        } throws: {
            ($0 as? GatewayError)?.message == "x: true or false is required"
        }
    }
}
