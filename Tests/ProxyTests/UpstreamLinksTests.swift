import HTTPWire
import NIOCore
import Policy
import Routing
import Testing

@testable import Proxy

@Suite("Links of an upstream to itself")
struct UpstreamLinksTests {
    private func links(
        _ host: String = "10.0.0.5", _ port: Int = 8080, usesTLS: Bool = false, base: String = "",
        prefixes: (client: String, upstream: String)? = nil, gateway: String = "https://gate.example"
    ) -> UpstreamLinks {
        UpstreamLinks(
            UpstreamSpec.Address(host: host, port: port, usesTLS: usesTLS, basePath: base),
            prefixes: prefixes.map { .init(client: Array($0.client.utf8), upstream: Array($0.upstream.utf8)) },
            gateway: gateway)
    }

    @Test(
        "lead to the gateway under either scheme, with all that follows the origin",
        arguments: [
            ("http://10.0.0.5:8080/v2/a/blobs/uploads/1?_state=x%2F", "/v2/a/blobs/uploads/1?_state=x%2F"),
            ("https://10.0.0.5:8080/x#y", "/x#y"), ("HTTP://10.0.0.5:8080/X", "/X"),
            ("http://10.0.0.5:8080", "/"), ("http://10.0.0.5:8080?x=1", "/?x=1"), ("http://10.0.0.5:8080#x", "/#x"),
        ])
    func own(_ value: String, _ path: String) {
        #expect(links().value(value, of: "location") == "https://gate.example\(path)")
        #expect(links().value(value, of: "content-location") == "https://gate.example\(path)")
        #expect(
            links(gateway: "").value(value, of: "location") == path, "nobody has said how clients reach the gateway")
    }

    @Test(
        "that are relative or lead elsewhere stay as they are",
        arguments: [
            "", "/", "/x", "x", "//10.0.0.5:8080/x", "?x", "http:/10.0.0.5:8080/x", "http://",
            "http://10.0.0.5/x", "http://10.0.0.5:80801/x", "http://10.0.0.5:8080.evil.example/x",
            "http://10.0.0.5:8080@evil.example/", "http://u@10.0.0.5:8080/x", "http://10.0.0.5:8080\\x",
            "https://store.example/blob?sig=http://10.0.0.5:8080/x", "ftp://10.0.0.5:8080/x", " http://10.0.0.5:8080/x",
        ])
    func foreign(_ value: String) {
        for gateway in ["https://gate.example", ""] {
            #expect(links(gateway: gateway).value(value, of: "location") == value)
            #expect(links(gateway: gateway).value("<\(value)>; rel=x", of: "link") == "<\(value)>; rel=x")
        }
        #expect(links().value("http://10.0.0.5:8080/x", of: "refresh") == "http://10.0.0.5:8080/x")
    }

    @Test("know a port that goes without saying, and letters of either case in a name")
    func defaultPorts() {
        for value in ["http://harbor.test/x", "https://Harbor.Test/x", "http://harbor.test:80/x"] {
            #expect(links("harbor.test", 80).value(value, of: "location") == "https://gate.example/x")
        }
        for value in ["http://harbor.test/x", "https://harbor.test/x", "https://harbor.test:443/x"] {
            #expect(
                links("HARBOR.test", 443, usesTLS: true).value(value, of: "location") == "https://gate.example/x")
        }
        for other in ["http://harbor.test:443/x", "https://harbor.test:80/x"] {
            #expect(links("harbor.test", 80).value(other, of: "location") == other)
        }
        #expect(links("::1", 5000).value("http://[::1]:5000/x", of: "location") == "https://gate.example/x")
    }

    @Test(
        "lose the base path of the upstream's URL, and stay when they are beside it",
        arguments: [
            ("http://10.0.0.5:8080/base/x", "https://gate.example/x"),
            ("http://10.0.0.5:8080/base", "https://gate.example/"),
            ("http://10.0.0.5:8080/base?x", "https://gate.example/?x"),
            ("http://10.0.0.5:8080/base-2/x", "http://10.0.0.5:8080/base-2/x"),
            ("http://10.0.0.5:8080/x", "http://10.0.0.5:8080/x"), ("http://10.0.0.5:8080", "http://10.0.0.5:8080"),
            ("/base/v2/x?y", "/v2/x?y"), ("/base", "/"), ("/base?x", "/?x"), ("/base-2/x", "/base-2/x"),
            ("/base//evil.example", "/base//evil.example"), ("/x", "/x"),
        ])
    func basePath(_ value: String, _ expected: String) {
        #expect(links(base: "/base").value(value, of: "location") == expected)
    }

    @Test("take the way of their route back where it only changes what a path begins with")
    func prefixes() {
        let tasks = links(base: "/base", prefixes: ("/tasks/", "/base/api/"))
        #expect(tasks.value("http://10.0.0.5:8080/base/api/1?x", of: "location") == "https://gate.example/tasks/1?x")
        #expect(tasks.value("http://10.0.0.5:8080/base/login", of: "location") == "https://gate.example/login")
        #expect(tasks.value("http://10.0.0.5:8080/api/1", of: "location") == "http://10.0.0.5:8080/api/1")
        let all = links(prefixes: ("/cvat/", "/"))
        #expect(all.value("http://10.0.0.5:8080/auth/login", of: "location") == "https://gate.example/cvat/auth/login")
        #expect(all.value("http://10.0.0.5:8080?x=1", of: "location") == "https://gate.example/cvat/?x=1")
        #expect(all.value("/auth/login", of: "location") == "/cvat/auth/login")
        #expect(all.value("//evil.example/", of: "location") == "//evil.example/")
        #expect(all.value("/\\evil.example/", of: "location") == "/\\evil.example/")
        #expect(all.value("auth/login", of: "location") == "auth/login")
        #expect(tasks.value("/base/api/1", of: "location") == "/tasks/1")
        #expect(tasks.value("/login", of: "location") == "/login")
    }

    @Test(
        "never become a path that names a host",
        arguments: ["http://10.0.0.5:8080//evil.example/", "http://10.0.0.5:8080/\\evil.example"])
    func networkPath(_ value: String) {
        #expect(links(gateway: "").value(value, of: "location") == value)
        #expect(links().value(value, of: "location") == "https://gate.example\(value.dropFirst(20))")
        let stripped = links(base: "/a", prefixes: ("/", "/a/"), gateway: "")
        #expect(stripped.value("http://10.0.0.5:8080/a//evil.example", of: "location").hasPrefix("http://10.0.0.5"))
    }

    @Test(
        "in Link are its targets, however many, and nothing that is quoted",
        arguments: [
            (
                "<http://10.0.0.5:8080/a?page=1>; rel=\"prev\" , <http://10.0.0.5:8080/a?page=3>; rel=\"next\"",
                "<https://gate.example/a?page=1>; rel=\"prev\" , <https://gate.example/a?page=3>; rel=\"next\""
            ),
            ("</a>; rel=next, <http://10.0.0.5:8080/b>", "</a>; rel=next, <https://gate.example/b>"),
            (
                "<http://10.0.0.5:8080/a>; title=\"a \\\"<http://10.0.0.5:8080/b>\"",
                "<https://gate.example/a>; title=\"a \\\"<http://10.0.0.5:8080/b>\""
            ),
            ("<http://10.0.0.5:8080/a", "<http://10.0.0.5:8080/a"),
            ("http://10.0.0.5:8080/a", "http://10.0.0.5:8080/a"),
            (
                "<http://elsewhere.example/?u=http://10.0.0.5:8080/>",
                "<http://elsewhere.example/?u=http://10.0.0.5:8080/>"
            ),
        ])
    func targets(_ value: String, _ expected: String) {
        #expect(links().value(value, of: "link") == expected)
    }

    @Test("in a head are looked for in three fields; what need not change keeps its bytes")
    func lines() throws {
        let mixed =
            "Location:http://10.0.0.5:8080/a\r\nX: http://10.0.0.5:8080/\r\nLINK:  </b> \r\n"
            + "Content-Location: http://10.0.0.5:8080/c\r\n"
        #expect(
            try lines(mixed)
                == "Location: https://gate.example/a\r\nLINK:  </b> \r\nContent-Location: https://gate.example/c\r\n")
        #expect(try lines("Location: /a\r\nLink: <http://other.example/>\r\n") == nil)
        #expect(try lines("X: y\r\n") == nil)
    }

    @Test("in a head are not those of fields that stay behind")
    func removedLines() throws {
        let both = "Location: http://10.0.0.5:8080/a\r\nLink: <http://10.0.0.5:8080/b>\r\n"
        #expect(try lines(both, without: ["location"]) == "Link: <https://gate.example/b>\r\n")
        #expect(try lines("\(both)Connection: link\r\n") == "Location: https://gate.example/a\r\n")
        #expect(try lines(both, without: ["location", "link"]) == nil)
    }

    @Test("are also those that the upstream made of what the client had asked")
    func asked() throws {
        let registry =
            "Location: HTTPS://Evil.example/v2/x\r\nLink: <http://evil.example/b>, <http://evil.example2/>\r\n"
        #expect(
            try lines(registry, asked: "eViL.example")
                == "Location: https://gate.example/v2/x\r\nLink: <https://gate.example/b>, <http://evil.example2/>\r\n")
        #expect(try lines(registry, asked: "evil.example:8080") == nil)
    }

    @Test("with what browsers leave out stay as they are", arguments: ["\t", "\u{1F}"])
    func controls(_ control: String) {
        let value = "http://10.0.0.5:8080/\(control)/evil.example"
        #expect(links(gateway: "").value(value, of: "location") == value)
    }

    private func lines(_ fields: String, asked: String = "a", without names: [String] = []) throws -> String? {
        var reader = ResponseReader()
        var buffer = ByteBuffer(string: "HTTP/1.1 200 OK\r\n\(fields)\r\n")
        try #require(try reader.read(&buffer, toHead: false))
        var requests = RequestReader()
        var request = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: \(asked)\r\n\r\n")
        try #require(try requests.read(&request))
        let lines = links().lines(of: reader.head, to: requests.head, without: names.map { Array($0.utf8) })
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}
