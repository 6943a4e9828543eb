import Policy
import Testing
import Translation

@testable import Proxy

@Suite("What a registry's answer brings back")
struct RegistryFieldsTests {
    @Test("has links to the gateway where they led to the registry, and its own date")
    func links() {
        let address = UpstreamSpec.Address(host: "10.0.0.5", port: 8080, usesTLS: false, basePath: "")
        let links = UpstreamLinks(address, prefixes: nil, gateway: "https://gate.example")
        let reply = UpstreamReply(
            status: 201,
            fields: [
                ("location", "http://10.0.0.5:8080/api/v2.0/projects/7"),
                ("Link", "<http://10.0.0.5:8080/a>; rel=next"),
                ("X-Other", "http://10.0.0.5:8080/"), ("Date", "Tue, 15 Nov 1994 08:12:31 GMT"),
            ])
        let fields = RegistryFields.response(reply, links: links)
        #expect(
            fields.map { "\($0.name): \($0.value)" } == [
                "location: https://gate.example/api/v2.0/projects/7", "Link: <https://gate.example/a>; rel=next",
                "X-Other: http://10.0.0.5:8080/", "Date: Tue, 15 Nov 1994 08:12:31 GMT",
            ])
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
        let fields = RegistryFields.response(reply, links: nil)
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
