import HTTPWire
import NIOCore
import Policy
import Testing

@testable import Proxy

@Suite("The head of a relayed answer")
struct ResponseRewriteTests {
    private static let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    private func rewrite(_ fields: String, status: Int = 200, gateway: String = "https://gate.example") throws -> String
    {
        var responses = ResponseReader()
        var received = ByteBuffer(string: "HTTP/1.1 \(status) X\r\n\(fields)Content-Length: 0\r\n\r\n")
        try #require(try responses.read(&received, toHead: false))
        var requests = RequestReader()
        var asked = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try #require(try requests.read(&asked))
        let address = UpstreamSpec.Address(host: "h", port: 8080, usesTLS: false, basePath: "")
        var out = ByteBuffer()
        ResponseRewrite.write(
            responses.head, delivery: .same, connection: .init(keepsAlive: true, minorVersion: 1),
            hidesCredential: false, edit: .init(), links: UpstreamLinks(address, prefixes: nil, gateway: gateway),
            date: Array(Self.date.utf8), id: .made(1), request: requests.head, into: &out)
        return String(buffer: out)
    }

    @Test("is dated when the upstream has not dated it, by whatever means", arguments: [200, 204, 304, 500])
    func dated(status: Int) throws {
        #expect(try rewrite("", status: status).contains(Self.date))
        #expect(try rewrite("X-Date: y\r\n", status: status).contains(Self.date))
        #expect(try rewrite("Connection: date\r\nDate: then\r\n", status: status).contains(Self.date))
        #expect(try !rewrite("Connection: date\r\nDate: then\r\n", status: status).contains("then"))
    }

    @Test("keeps the date that the upstream has given, and no other")
    func keepsDate() throws {
        let head = try rewrite("date: Tue, 15 Nov 1994 08:12:31 GMT\r\n")
        #expect(head.contains("date: Tue, 15 Nov 1994 08:12:31 GMT\r\n"))
        #expect(!head.contains(Self.date))
    }

    @Test("keeps its order and bytes where no link changes")
    func untouched() throws {
        let fields = "Location:  /a\r\nA: 1\r\nLink: <https://store.example/x> \r\n"
        #expect(try rewrite(fields).hasPrefix("HTTP/1.1 200 X\r\n\(fields)"))
    }

    @Test("has room for links that grow, many of them")
    func growth() throws {
        let gateway = "https://\(String(repeating: "a", count: 200)).example"
        let link = "Link: \(Array(repeating: "<http://h:8080/>", count: 500).joined(separator: ","))\r\n"
        let head = try rewrite(link, gateway: gateway)
        #expect(head.split(separator: "<").count == 501)
        #expect(head.split(separator: gateway).count == 501)
        #expect(!head.contains("h:8080") && head.hasSuffix("X-Request-Id: 0000000000000001\r\n\r\n"))
    }

    @Test("of an interim answer has links to the gateway too, and no date")
    func interim() throws {
        var reader = ResponseReader()
        var received = ByteBuffer(
            string: "HTTP/1.1 103 Early\r\nLink: <http://h:8080/a.css>\r\nSet-Cookie: a=b\r\n\r\n")
        try #require(try reader.read(&received, toHead: false))
        let address = UpstreamSpec.Address(host: "h", port: 8080, usesTLS: false, basePath: "")
        var requests = RequestReader()
        var asked = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try #require(try requests.read(&asked))
        var out = ByteBuffer()
        ResponseRewrite.writeInterim(
            reader.head, edit: .init(), links: UpstreamLinks(address, prefixes: nil, gateway: ""),
            request: requests.head, into: &out)
        #expect(String(buffer: out) == "HTTP/1.1 103 Early\r\nLink: </a.css>\r\n\r\n")
    }
}
