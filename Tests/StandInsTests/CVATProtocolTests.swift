import Testing

@testable import StandIns

@Suite("CVAT's stand-in: what every answer has")
struct CVATProtocolTests {
    @Test(
        "the vendor's media type or none",
        arguments: [
            ("", "application/vnd.cvat+json"), ("*/*", "application/vnd.cvat+json"),
            ("application/*", "application/vnd.cvat+json"),
            ("text/html, application/vnd.cvat+json;q=0.9", "application/vnd.cvat+json"),
            ("application/vnd.cvat+json; version=2.0", "application/vnd.cvat+json; version=2.0"),
            ("application/vnd.cvat+json;version=3.0", nil), ("application/json", nil), ("text/html", nil),
        ])
    func accept(_ value: String, contentType: String?) {
        let response = CVATAsk()("/api/users/self", fields: [("Accept", value)])
        #expect(response.status == (contentType == nil ? 406 : 200))
        #expect(response.field("Content-Type") == contentType ?? "application/vnd.cvat+json")
    }

    @Test(
        "every answer sets a cookie",
        arguments: ["/api/users", "/api/users/self", "/api/users/99", "/nowhere"])
    func cookie(_ path: String) {
        let ask = CVATAsk()
        let first = ask(path).field("Set-Cookie")
        #expect(first?.hasPrefix("csrftoken=") == true)
        #expect(ask(path).field("Set-Cookie") != first)
    }

    @Test(
        "what is no path of the API is a page, a slash too many included",
        arguments: ["/", "/api", "/api/users/", "/api/users/self/", "/api/users/1/x", "/api/user"])
    func page(_ path: String) {
        let response = CVATAsk()(path)
        #expect(response.status == 404)
        #expect(response.field("Content-Type") == "text/html; charset=utf-8")
    }

    @Test(
        "other methods are 405, for those who are somebody",
        arguments: [("POST", "/api/users"), ("DELETE", "/api/users/self"), ("PUT", "/api/users/3")])
    func method(_ method: String, path: String) throws {
        let response = CVATAsk()(path, method: method)
        #expect(response.status == 405)
        #expect(try response.object()["detail"] as? String == "Method \"\(method)\" not allowed.")
        #expect(CVATAsk()(path, as: nil, method: method).status == 401)
    }

    @Test("an account that is not there is 404 in the framework's words", arguments: ["99", "0", "ann", "-1"])
    func notFound(_ id: String) {
        let response = CVATAsk()("/api/users/\(id)")
        #expect(response.status == 404)
        #expect(response.text == #"{"detail":"Not found."}"#)
    }
}
