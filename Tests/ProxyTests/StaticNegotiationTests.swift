import Testing

@testable import Proxy

@Suite("Static files: what the client takes")
struct StaticNegotiationTests {
    @Test(
        "codings in the client's order, the smaller one first where it likes both as much",
        arguments: [
            (nil, []), ("", []), ("gzip", [.gzip]), ("br", [.brotli]), ("gzip, deflate, br", [.brotli, .gzip]),
            ("gzip;q=1.0, br;q=0.5", [.gzip, .brotli]), ("gzip;q=0.5, br;q=0.501", [.brotli, .gzip]),
            ("GZIP", [.gzip]), ("br;q=0, gzip", [.gzip]), ("br;q=0.000", []), ("*", [.brotli, .gzip]),
            ("*;q=0, gzip", [.gzip]), ("*, br;q=0", [.gzip]), ("identity", []),
            ("gzip ; q=0.3 , br; q = 0.2", [.gzip, .brotli]),
            ("gzip;q=0.5, identity", []), ("gzip, identity;q=0.5", [.gzip]), ("identity;q=0", []),
            ("gzipped, brr", []), ("br;q=2", []), ("br;q=0.1234", []), ("br;q=", []), ("br;q=1.1", []),
            ("br;q=1.000", [.brotli]),
            ("br;q=-1", []), ("br;q=0,br", []),
        ] as [(String?, [ContentCoding])])
    func codings(field: String?, expected: [ContentCoding]) {
        #expect(ContentCoding.accepted(by: field) == expected)
    }

    @Test(
        "a page is given to what navigates",
        arguments: [
            ("", true), ("Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n", true),
            ("Accept: */*\r\n", true),
            ("Accept: text/*\r\n", true), ("Accept: text/HTML;level=1\r\n", true),
            ("Accept: application/json\r\n", false), ("Accept: image/avif,image/webp\r\n", false),
            ("Accept: text/html;q=0\r\n", false), ("Accept: text/html;q=0, */*\r\n", false),
            ("Accept: text/css\r\nAccept: text/html\r\n", true), ("Accept:\r\n", false),
        ])
    func pages(lines: String, expected: Bool) throws {
        #expect(try staticRequest(lines).takesPages == expected)
    }

    @Test("fields are found in any letter case, and lists of several lines are one")
    func fields() throws {
        let request = try staticRequest("IF-NONE-MATCH: \"a\"\r\nX: y\r\nif-none-match: \"b\"\r\nRange: bytes=0-\r\n")
        #expect(request[.ifNoneMatch] == "\"a\", \"b\"")
        #expect(request[.range] == "bytes=0-")
        #expect(request[.ifRange] == nil)
        #expect(!request.isHead)
        #expect(try staticRequest(method: "HEAD").isHead)
    }

    @Test(
        "the type is told by the last ending of the name",
        arguments: [
            ("index.html", "text/html; charset=utf-8", true), ("A.HTM", "text/html; charset=utf-8", true),
            ("app.min.js", "text/javascript; charset=utf-8", true), ("m.mjs", "text/javascript; charset=utf-8", true),
            ("a.css", "text/css; charset=utf-8", true), ("a.json", "application/json", true),
            ("a.js.map", "application/json", true), ("a.wasm", "application/wasm", true),
            ("a.svg", "image/svg+xml", true), ("a.png", "image/png", false), ("a.woff2", "font/woff2", false),
            ("a.tar.gz", "application/gzip", false), ("README", "application/octet-stream", false),
            ("html", "application/octet-stream", false), ("a.", "application/octet-stream", false),
            ("a.html.exe", "application/octet-stream", false), ("", "application/octet-stream", false),
        ])
    func types(name: String, expected: String, isCompressible: Bool) {
        let type = MediaType(fileName: name)
        #expect(type.name == expected)
        #expect(type.isCompressible == isCompressible)
    }
}
