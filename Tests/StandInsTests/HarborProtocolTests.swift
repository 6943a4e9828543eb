import Testing

@testable import StandIns

@Suite("Harbor's stand-in: what every answer has")
struct HarborProtocolTests {
    @Test(
        "a fresh session cookie and a request id come with every answer",
        arguments: [
            "/ping", "/health", "/projects", "/nope", "/users/current",
        ])
    func everyAnswer(_ path: String) throws {
        let ask = Ask()
        let first = ask(path, as: .nobody)
        let cookie = try #require(first.field("set-cookie"))
        #expect(cookie.hasPrefix("sid=") && cookie.hasSuffix("; Path=/; HttpOnly"))
        #expect(cookie.count == "sid=".count + 32 + "; Path=/; HttpOnly".count)
        #expect(ask(path, as: .nobody).field("Set-Cookie") != cookie)
        #expect(try #require(first.field("X-Request-Id")).count == 36)
        #expect(ask(path, as: .nobody, fields: [("x-request-id", "abc-1")]).field("X-Request-Id") == "abc-1")
        #expect(first.field("Content-Encoding") == nil)
    }

    @Test("JSON ends with a line end, a ping does not")
    func lineEnd() {
        let ask = Ask()
        #expect(ask("/projects").text.hasSuffix("]\n"))
        #expect(ask("/nope").text.hasSuffix("}\n"))
        #expect(ask("/ping").text == "Pong")
        #expect(ask("/ping").field("Content-Type") == "text/plain")
        #expect(ask("!/api/version").text == "{\"version\":\"v2.0\"}\n")
    }

    @Test("health is open and names its components")
    func health() throws {
        let response = Ask()("/health", as: .nobody)
        #expect(response.status == 200)
        #expect(response.body.count == 305)
        #expect(try response.object()["status"] as? String == "healthy")
    }

    @Test("nobody is not told the version")
    func version() throws {
        let ask = Ask()
        #expect(ask("/systeminfo", as: .nobody).body.count == 120)
        #expect(try ask("/systeminfo", as: .member).object()["harbor_version"] != nil)
    }

    @Test("above 2 KiB the length is not told")
    func chunked() {
        let ask = Ask()
        #expect(!ask("/projects?page_size=1").isChunked)
        #expect(ask("/projects/fleet/repositories?page_size=100").isChunked)
    }

    @Test(
        "what is not there is 404, in Harbor's words",
        arguments: [
            ("/nope", "path /api/v2.0/nope was not found"), ("/v1x/y", "path /api/v2.0/v1x/y was not found"),
            ("/projects/library/nope", "path /api/v2.0/projects/library/nope was not found"),
            ("/projects/nope", "project nope not found"), ("/projects/999", "project 999 not found"),
            ("/projects/nope/repositories", "project nope not found"),
            ("/projects/library/repositories/nope", "repository library/nope not found"),
            ("/projects/nope/repositories/x", "repository nope/x not found"),
        ])
    func notFound(_ path: String, message: String) throws {
        let response = Ask()(path)
        #expect(response.status == 404)
        #expect(response.field("Content-Type") == "application/json; charset=utf-8")
        #expect(try response.fault() == "NOT_FOUND: \(message)")
    }

    @Test(
        "outside of the API the front server answers for itself",
        arguments: [
            ("!/v1/repository/project", 404), ("!/", 404), ("!/api/v2.0/%zz", 400), ("!/../x", 400),
        ])
    func front(_ target: String, status: Int) {
        let response = Ask()(target)
        #expect(response.status == status)
        #expect(response.field("Content-Type") == "text/html")
    }

    @Test("HEAD and other methods are 405 on most routes", arguments: ["HEAD", "PATCH", "OPTIONS", "get"])
    func method(_ method: String) throws {
        let response = Ask()("/health", method: method)
        #expect(response.status == 405)
        #expect(try response.fault() == "METHOD_NOT_ALLOWED: method \(method) is not allowed, but [GET] are")
    }

    @Test(
        "an Accept without JSON is 422",
        arguments: [
            ("text/html", 422), ("application/xml", 422), ("application/json", 200), ("*/*", 200),
            ("text/html, application/json;q=0.9", 200), ("application/*", 200), ("", 200),
        ])
    func accept(_ value: String, status: Int) {
        #expect(Ask()("/projects", fields: [("Accept", value)]).status == status)
    }

    @Test(
        "slashes are merged and a last one does not matter", arguments: ["/projects/", "//projects", "/./projects//"])
    func slashes(_ path: String) {
        #expect(Ask()(path).status == 200)
    }
}
