import Testing

@testable import Routing

@Suite("Reading a parameter of the query")
struct QueryReadingTests {
    @Test(
        "a value is decoded once, a plus sign is a space",
        arguments: [
            ("a=1", "1"), ("a=", ""), ("a", ""), ("b=2&a=1", "1"), ("a=1&b=2", "1"), ("&&a=1&&", "1"), ("a=b=c", "b=c"),
            ("%61=1", "1"), ("a=%31", "1"), ("a=%2531", "%31"), ("a=x+y", "x y"), ("a=x%2By", "x+y"),
            ("a=x%26b=1", "x&b=1"),
            ("a=%c3%A9", "é"), ("a=[1]", "[1]"), ("=x&a=1", "1"), ("A=2&a=1", "1"), ("aa=2&a=1", "1"),
        ])
    func values(_ query: String, _ value: String) throws {
        #expect(try reading("a", query) == .value(Array(value.utf8)))
    }

    @Test("a name is compared decoded, with its spaces", arguments: ["a+b=1", "a%20b=1", "%61+%62=1"])
    func names(_ query: String) throws {
        #expect(try reading("a b", query) == .value(Array("1".utf8)))
    }

    @Test("another name is not it", arguments: ["", "b=1", "A=1", "aa=1", "b=a", "=a", "&", "b&=a", "a%3D1", "a+=1"])
    func absent(_ query: String) throws {
        #expect(try reading("a", query) == .absent)
    }

    @Test(
        "a name that stands twice, a semicolon and a control are ambiguous",
        arguments: [
            "a=1&a=1", "a&a", "a=1&b=2&%61=3", "a=1;b=2", "b=2;a=1", ";", "a=%00", "a=x%0Ay", "a=%1f", "a=%7F",
        ])
    func ambiguous(_ query: String) throws {
        #expect(try reading("a", query) == .ambiguous)
    }

    @Test("what another parameter holds is its own affair", arguments: ["a=1&b=%00", "b&b&a=1"])
    func others(_ query: String) throws {
        #expect(try reading("a", query) == .value(Array("1".utf8)))
    }

    @Test("a target without a query has no parameters")
    func noQuery() throws {
        var target = RequestTarget()
        try target.read(Array("/a".utf8).span)
        #expect(target.queryReading(Array("a".utf8)) == .absent)
    }

    private func reading(_ name: String, _ query: String) throws -> FieldReading {
        var target = RequestTarget()
        try target.read(Array("/x?\(query)".utf8).span)
        return target.queryReading(Array(name.utf8))
    }
}
