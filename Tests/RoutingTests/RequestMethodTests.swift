import Testing

@testable import Routing

@Suite("Request methods")
struct RequestMethodTests {
    @Test("every method is read from its name, as text and as bytes", arguments: RequestMethod.allCases)
    func known(_ method: RequestMethod) {
        #expect(RequestMethod(Array(method.name.utf8).span) == method)
        #expect(RequestMethod(name: method.name) == method)
    }

    @Test(
        "other names are no methods, letter case included",
        arguments: ["", "get", "Get", "GETS", "GE", "PUTS", "HEAP", "PATCHY", "TRACE", "CONNECT", "DELET!", "OPTIONZ"])
    func unknown(_ name: String) {
        #expect(RequestMethod(Array(name.utf8).span) == nil)
        #expect(RequestMethod(name: name) == nil)
    }
}
