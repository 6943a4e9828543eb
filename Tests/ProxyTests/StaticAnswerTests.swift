import Testing

@testable import Proxy

@Suite("Static files: answers")
struct StaticAnswerTests {
    private static let now: Int64 = 1_000_000_000
    private static let tag = EntityTag(version(), now: now)

    private static func version(modified: Int64 = 784_111_777, size: Int = 100) -> StaticEntry.Version {
        StaticEntry.Version(
            inode: 1, size: size, modified: .init(second: modified), changed: .init(second: 784_111_777))
    }

    private func answer(
        _ lines: String = "", method: String = "GET", name: String = "a.png", coding: ContentCoding? = nil,
        use: StaticRepresentation.Use = .file, version: StaticEntry.Version = Self.version()
    ) throws -> StaticAnswer {
        let representation = StaticRepresentation(
            version: version, type: MediaType(fileName: name), coding: coding, use: use)
        return StaticAnswer.to(
            try staticRequest(lines, method: method), with: representation, cacheControl: "public, max-age=60",
            now: Self.now)
    }

    private func fields(_ answer: StaticAnswer) -> [String: String] {
        Dictionary(answer.fields.map { ($0.name, $0.value) }) { first, _ in
            Issue.record("a field stands there twice")
            return first
        }
    }

    @Test("a whole file comes with all that is known of it")
    func whole() throws {
        let answer = try answer()
        #expect(answer.status == 200)
        #expect(answer.length == 100)
        #expect(answer.content == 0..<100)
        #expect(
            fields(answer) == [
                "Content-Type": "image/png", "Accept-Ranges": "bytes", "ETag": Self.tag.text,
                "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control": "public, max-age=60",
                "X-Content-Type-Options": "nosniff",
            ])
    }

    @Test("HEAD is told all that GET is told, and gets no bytes")
    func head() throws {
        let (get, head) = (try answer(), try answer(method: "HEAD"))
        #expect(fields(head) == fields(get))
        #expect(head.status == 200)
        #expect(head.length == 100)
        #expect(head.content.isEmpty)
    }

    @Test("a part says which one of how many bytes it is")
    func part() throws {
        let answer = try answer("Range: bytes=10-19\r\n")
        #expect(answer.status == 206)
        #expect(answer.length == 10)
        #expect(answer.content == 10..<20)
        #expect(fields(answer)["Content-Range"] == "bytes 10-19/100")
        #expect(fields(answer)["ETag"] == Self.tag.text)
        #expect(fields(answer)["Content-Type"] == "image/png")
    }

    @Test("what the client has already is answered with what keeps it fresh, and nothing of it")
    func notModified() throws {
        let answer = try answer("If-None-Match: \(Self.tag.text)\r\n", name: "a.js")
        #expect(answer.status == 304)
        #expect(answer.length == nil)
        #expect(answer.content.isEmpty)
        #expect(
            fields(answer) == [
                "ETag": Self.tag.text, "Cache-Control": "public, max-age=60", "Vary": "Accept-Encoding",
                "X-Content-Type-Options": "nosniff",
            ])
    }

    @Test(
        "what cannot be had is said without a word of content, and not kept",
        arguments: [
            ("If-Match: \"other\"\r\n", 412, nil), ("Range: bytes=100-\r\n", 416, "bytes */100"),
        ] as [(String, Int, String?)])
    func refused(lines: String, status: Int, range: String?) throws {
        let answer = try answer(lines)
        #expect(answer.status == status)
        #expect(answer.length == 0)
        #expect(answer.content.isEmpty)
        #expect(fields(answer)["Content-Range"] == range)
        #expect(fields(answer)["Cache-Control"] == "no-store")
    }

    @Test(
        "caches are told what the answer depends on",
        arguments: [
            ("a.png", .file, nil), ("a.js", .file, "Accept-Encoding"), ("index.html", .index, "Accept-Encoding"),
            ("index.html", .fallback, "Accept, Accept-Encoding"), ("page.png", .fallback, "Accept"),
        ] as [(String, StaticRepresentation.Use, String?)])
    func vary(name: String, use: StaticRepresentation.Use, expected: String?) throws {
        #expect(fields(try answer(name: name, use: use))["Vary"] == expected)
    }

    @Test("a compressed file says how it is coded")
    func coded() throws {
        #expect(fields(try answer(name: "a.js", coding: .brotli))["Content-Encoding"] == "br")
        #expect(fields(try answer(name: "a.js", coding: .gzip))["Content-Encoding"] == "gzip")
        #expect(fields(try answer(name: "a.js"))["Content-Encoding"] == nil)
    }

    @Test("a file of the future or of before 1970 has no date", arguments: [Self.now + 1, -1, .max, .min])
    func undated(modified: Int64) throws {
        #expect(fields(try answer(version: Self.version(modified: modified)))["Last-Modified"] == nil)
    }

    @Test("an empty file is whole")
    func empty() throws {
        let answer = try answer(version: Self.version(size: 0))
        #expect(answer.status == 200)
        #expect(answer.length == 0)
        #expect(answer.content.isEmpty)
    }

    @Test(
        "a folder sends to itself with a slash, on this host whatever its name",
        arguments: [
            (["docs"], nil, "/docs/"), (["a b", "ü"], nil, "/a%20b/%C3%BC/"), (["a"], "x=1&y=%20", "/a/?x=1&y=%20"),
            (["a"], "", "/a/?"), (["@evil.example", "a"], nil, "/%40evil.example/a/"),
            (["a\r\nSet-Cookie: x"], nil, "/a%0D%0ASet-Cookie%3A%20x/"), (["\\evil"], nil, "/%5Cevil/"),
            (["50%", "a?b#c"], nil, "/50%25/a%3Fb%23c/"), (["-._~09azAZ"], nil, "/-._~09azAZ/"),
            (["a/b"], nil, "/a%2Fb/"),
        ] as [([String], String?, String)])
    func folder(segments: [String], query: String?, location: String) {
        let answer = StaticAnswer.folder(segments, query: query)
        #expect(answer.status == 308)
        #expect(answer.length == 0)
        #expect(fields(answer)["Location"] == location)
        #expect(fields(answer)["Cache-Control"] == "no-cache")
    }
}
