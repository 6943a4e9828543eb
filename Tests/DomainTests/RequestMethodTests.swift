import Testing

@testable import Domain

@Suite("Request methods")
struct RequestMethodTests {
    @Test("every method is read from its name", arguments: RequestMethod.allCases.dropLast())
    func known(_ method: RequestMethod) {
        #expect(RequestMethod(Array(method.name.utf8).span) == method)
    }

    @Test("a route can name the routable ones, and those only", arguments: RequestMethod.allCases)
    func routable(_ method: RequestMethod) {
        #expect(RequestMethod(name: method.name) == (RequestMethod.routable.contains(method) ? method : nil))
    }

    @Test("the routable ones come first, as the route table counts on", arguments: RequestMethod.routable.indices)
    func order(_ place: Int) {
        #expect(Int(RequestMethod.routable[place].rawValue) == place)
    }

    @Test(
        "other names are no methods, letter case included",
        arguments: ["", "get", "Get", "GETS", "GE", "PUTS", "HEAP", "PATCHY", "DELET!", "OPTIONZ", "other"])
    func unknown(_ name: String) {
        #expect(RequestMethod(Array(name.utf8).span) == .other)
        #expect(RequestMethod(name: name) == nil)
    }
}
