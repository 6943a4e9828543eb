/// One message that must be refused.
struct FramingRow: Sendable {
    let name: String
    let statuses: [Int]
    let bytes: [UInt8]

    private init(_ name: String, _ statuses: [Int], bytes: String) {
        self.name = name
        self.statuses = statuses
        self.bytes = Array(bytes.utf8)
    }

    /// A POST with these fields and this body.
    private static func post(
        _ name: String, _ fields: String, body: String = "", statuses: [Int] = [400]
    ) -> FramingRow {
        FramingRow(name, statuses, bytes: "POST /relay/x HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)")
    }

    private static let chunks = "3\r\nabc\r\n0\r\n\r\n"

    static let framing: [FramingRow] =
        [
            post("length, then coding", "Content-Length: 13\r\nTransfer-Encoding: chunked", body: chunks),
            post("coding, then length", "Transfer-Encoding: chunked\r\nContent-Length: 13", body: chunks),
            post("lengths that differ", "Content-Length: 3\r\nContent-Length: 4", body: "abcd"),
            post("the same length twice", "Content-Length: 3\r\nContent-Length: 3", body: "abc"),
            post("a folded coding", "Transfer-Encoding:\r\n chunked", body: chunks),
            post(
                "coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", body: chunks,
                statuses: [400, 501]),
            post(
                "coding twice, other first", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", body: chunks,
                statuses: [400, 501]),
            post("a space before the colon", "Transfer-Encoding : chunked", body: chunks),
            post("a length with a space before the colon", "Content-Length : 3", body: "abc"),
            FramingRow(
                "coding in HTTP/1.0", [400],
                bytes: "POST /relay/x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)"),
            post("Connection names Content-Length", "Connection: content-length\r\nContent-Length: 3", body: "abc"),
            post("Connection names Host", "Connection: host"),
        ]
        + ["3, 3", "", "+3", "-3", "0x3", "3_0", "3 3", "3;", "99999999999999999999", "three", "\"3\""].map {
            post("length \($0.debugDescription)", "Content-Length: \($0)", body: "abc")
        }
        + [
            ",chunked", "identity, chunked", "xchunked", "chunked, identity", "gzip, chunked", "chunked,",
            "\"chunked\"",
            "chunked;q=1", "identity", "\u{b}chunked",
        ].map {
            post("coding \($0.debugDescription)", "Transfer-Encoding: \($0)", body: chunks, statuses: [400, 501])
        }

    static let bodies: [FramingRow] = [
        ("size 0x3", "0x3\r\nabc\r\n0\r\n\r\n"), ("size +3", "+3\r\nabc\r\n0\r\n\r\n"),
        ("size -3", "-3\r\nabc\r\n0\r\n\r\n"), ("size of one space", " 3\r\nabc\r\n0\r\n\r\n"),
        ("size and space", "3 \r\nabc\r\n0\r\n\r\n"), ("no size", "\r\nabc\r\n0\r\n\r\n"),
        ("a size beyond 64 bits", "ffffffffffffffff3\r\nabc\r\n0\r\n\r\n"), ("size 3_0", "3_0\r\nabc\r\n0\r\n\r\n"),
        ("a wrong end of a chunk", "3\r\nabcXX0\r\n\r\n"), ("a longer chunk than said", "3\r\nabcd\r\n0\r\n\r\n"),
        ("a bare LF behind the size", "3\nabc\r\n0\r\n\r\n"), ("a bare LF behind the data", "3\r\nabc\n0\r\n\r\n"),
        ("a bare CR behind the size", "3\rabc\r\n0\r\n\r\n"),
        ("an extension with a bare CR", "3;a\rb=c\r\nabc\r\n0\r\n\r\n"),
        ("an extension with a bare LF", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
        ("an extension with NUL", "3;a\0\r\nabc\r\n0\r\n\r\n"),
        ("a trailer that frames", "3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n"),
        ("a trailer that authorizes", "3\r\nabc\r\n0\r\nAuthorization: x\r\n\r\n"),
        ("a trailer with a bare LF", "3\r\nabc\r\n0\r\nx: y\n\r\n"),
        ("a folded trailer", "3\r\nabc\r\n0\r\nx: y\r\n z\r\n\r\n"),
    ].map { post("chunked: \($0.0)", "Transfer-Encoding: chunked", body: $0.1) }

    static let heads: [FramingRow] =
        [
            FramingRow("bare LF everywhere", [400], bytes: "GET /relay/x HTTP/1.1\nHost: a\n\n"),
            FramingRow("bare LF behind a field", [400], bytes: "GET /relay/x HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"),
            FramingRow("bare LF as the empty line", [400], bytes: "GET /relay/x HTTP/1.1\r\nHost: a\r\n\n"),
            FramingRow("bare CR in the request line", [400], bytes: "GET /relay/x\rHTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("no Host", [400], bytes: "GET /relay/x HTTP/1.1\r\nX: y\r\n\r\n"),
            FramingRow("two Hosts", [400], bytes: "GET /relay/x HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
            FramingRow("another host in the target", [400], bytes: "GET http://b/relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("no version", [400], bytes: "GET /relay/x\r\nHost: a\r\n\r\n"),
            FramingRow("HTTP/0.9", [400, 505], bytes: "GET /relay/x HTTP/0.9\r\nHost: a\r\n\r\n"),
            FramingRow("HTTP/2.0", [505], bytes: "GET /relay/x HTTP/2.0\r\nHost: a\r\n\r\n"),
            FramingRow("the preface of HTTP/2", [400, 505], bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            FramingRow("HTTP/1.10", [400, 505], bytes: "GET /relay/x HTTP/1.10\r\nHost: a\r\n\r\n"),
            FramingRow("http/1.1", [400], bytes: "GET /relay/x http/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("two spaces", [400], bytes: "GET  /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("a tab for a space", [400], bytes: "GET\t/relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("a space in the target", [400], bytes: "GET /relay/x y HTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("a space behind the version", [400], bytes: "GET /relay/x HTTP/1.1 \r\nHost: a\r\n\r\n"),
            FramingRow("a method that is no token", [400], bytes: "G@T /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("TLS", [400], bytes: "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}\n\n"),
            FramingRow("CONNECT", [501], bytes: "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n"),
            FramingRow("a method that nobody knows", [501], bytes: "BREW /relay/x HTTP/1.1\r\nHost: a\r\n\r\n"),
            FramingRow("another expectation", [417], bytes: "GET /relay/x HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n"),
        ]
        + ["", "a b", "a/b", "a@b", "a:b", "a:99999", "[::1", "a,b", "a:1:2"].map {
            FramingRow("Host \($0.debugDescription)", [400], bytes: "GET /relay/x HTTP/1.1\r\nHost: \($0)\r\n\r\n")
        }
        + [
            "X: a\0b", "X: a\rb", "X: a\u{7f}b", "X: a\u{1}b", "X Y: z", ": z", "X", " X: z", "X\u{0}: z", "X\r: z",
            "X:a\r\n\tb",
        ].map {
            FramingRow(
                "field \($0.debugDescription)", [400], bytes: "GET /relay/x HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\n")
        }

    static let paths: [FramingRow] = [
        "/relay/../admin", "/relay/./x", "/relay/%2e%2e/admin", "/relay/%2E%2e/x", "/relay/.%2e/x",
        "/relay/%252e%252e/x", "/relay/%25252e%25252e/x", "/relay/..;/x", "/relay/x;y=z", "/relay/..%2fx",
        "/relay/..%252fx", "/relay\\..\\x", "/relay/%5c..%5cx", "/relay/%zz", "/relay/%2", "/relay/%", "/relay/x#frag",
        "/relay/%23/%00", "/relay/%00", "/relay/x%0a", "/relay//x", "//relay/x", "/relay/%c0%ae%c0%ae/x",
        "relay/x", "*", "/relay/x?a=%zz", "/relay/x?a#b", "ftp://a/relay/x", "http:///relay/x", "http://a@b/relay/x",
    ].map { FramingRow("target \($0)", [400], bytes: "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n") }
}
