import Testing
import Translation

@testable import Proxy

@Suite("What a registry's answer brings back")
struct RegistryFieldsTests {
    @Test(
        "has links to the gateway where they led to the registry",
        arguments: [
            ("http://10.0.0.5:8080/api/v2.0/projects/7", "https://gate.example/api/v2.0/projects/7"),
            ("https://10.0.0.5:8080", "https://gate.example"),
            (
                "<http://10.0.0.5:8080/a?page=1>; rel=\"prev\" , <http://10.0.0.5:8080/a?page=3>; rel=\"next\"",
                "<https://gate.example/a?page=1>; rel=\"prev\" , <https://gate.example/a?page=3>; rel=\"next\""
            ),
            ("/api/v2.0/projects/7", "/api/v2.0/projects/7"),
            ("http://10.0.0.5:80801/x", "http://10.0.0.5:80801/x"),
            ("http://10.0.0.5:8080.evil.example/x", "http://10.0.0.5:8080.evil.example/x"),
            ("http://elsewhere.example/?u=http://10.0.0.5:8080/", "http://elsewhere.example/?u=http://10.0.0.5:8080/"),
            ("", ""),
        ])
    func links(_ value: String, _ expected: String) {
        #expect(
            RegistryFields.external(value, authority: "10.0.0.5:8080", externalURL: "https://gate.example")
                == expected)
    }

    @Test("is without sessions, tokens and what is about one hop")
    func withheld() {
        let reply = UpstreamReply(
            status: 200,
            fields: [
                ("Set-Cookie", "sid=1"), ("X-Harbor-CSRF-Token", "t"), ("WWW-Authenticate", "Basic"),
                ("Connection", "close, X-Mine"), ("X-Mine", "1"), ("X-Total-Count", "3"), ("X-Subject-Token", "t"),
                ("X-Request-Id", "theirs"), ("Content-Range", "0-1/3"),
            ])
        let fields = RegistryFields.response(reply, authority: "a", externalURL: "https://gate.example")
        #expect(fields.map(\.name) == ["X-Total-Count", "Content-Range"])
    }

    @Test(
        "is JSON by its type",
        arguments: [
            ("application/json", true), ("application/json; charset=utf-8", true), ("application/vnd.x+json", true),
            ("text/html", false), ("application/jsonp", false), (nil, false),
        ])
    func json(_ type: String?, _ isJSON: Bool) {
        #expect(RegistryFields.isJSON(type) == isJSON)
    }
}
