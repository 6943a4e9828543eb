import Domain
import Testing

@Suite("What says that a body is JSON")
struct JSONContentTypeTests {
    @Test(
        "is the type, with UTF-8 if it names an encoding",
        arguments: [
            "application/json", "Application/JSON", " application/json ", "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"", "application/json; version=1", "application/json;",
        ])
    func taken(_ type: String) {
        #expect(JSONContentType.matches(type))
    }

    @Test(
        "is nothing else",
        arguments: [
            nil, "", "text/json", "application/jsonp", "application/problem+json", "application/json; charset=utf-16",
            "application/json; charset=utf-7", "application/json; a=b; CHARSET=latin1", "text/plain; application/json",
        ])
    func refused(_ type: String?) {
        #expect(!JSONContentType.matches(type))
    }
}
