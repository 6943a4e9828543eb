import Domain
import Testing

@testable import Translation

@Suite("The query of a /v1 request")
struct QueryParametersTests {
    @Test(
        "pairs are decoded as forms are",
        arguments: [
            ("a=1", "1"), ("a=", ""), ("a", ""), ("b=2&a=1", "1"), ("&&a=1&", "1"), ("a=b=c", "b=c"), ("a=b+c", "b c"),
            ("a=b%2Bc", "b+c"), ("%61=x", "x"), ("a=%c3%A9", "é"), ("a=1&x=1&x=2", "1"),
        ])
    func decoded(_ query: String, value: String) throws {
        #expect(try QueryParameters(query, known: ["a"]).text("a") == value)
    }

    @Test("what cannot be decoded is refused", arguments: ["a=%", "a=%4", "a=%zz", "%=1", "a=%ff", "x=%C3", "a=%4 1"])
    func undecodable(_ query: String) {
        #expect(throws: GatewayError.self) { try QueryParameters(query, known: ["a"]) }
    }

    @Test(
        "a known parameter given twice is refused, however it is written", arguments: ["a=1&a=1", "a=1&%61=2", "a&a"])
    func twice(_ query: String) {
        #expect { try QueryParameters(query, known: ["a"]) } throws: {
            ($0 as? GatewayError)?.message == "a: must not be given more than once"
        }
    }

    @Test("a list may be given any number of times, and keeps its order")
    func list() throws {
        let query = try QueryParameters("l=b&a=1&l=&%6c=a&l=b&x=1", known: ["a"], lists: ["l"])
        #expect(query.list("l") == ["b", "", "a", "b"])
        #expect(query.list("a") == ["1"])
        #expect(query.list("x") == [])
        #expect(query.names.sorted() == ["a", "l"])
    }

    @Test("names are compared exactly, and unknown ones are ignored")
    func unknown() throws {
        let query = try QueryParameters("A=1&b=2", known: ["a"])
        #expect(query.text("a") == nil)
        #expect(query.text("b") == nil)
    }

    @Test("a flag is true or false", arguments: ["1", "True", "", "yes", "true "])
    func flag(_ value: String) throws {
        let query = try QueryParameters("f=\(value)", known: ["f"])
        #expect(throws: GatewayError.self) { try query.flag("f") }
    }
}
