import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Files of a folder, as clients get them")
struct StaticSiteTests {
    @Test("files, the index of a folder, the page behind unknown paths, and nothing for unknown files")
    func files() async throws {
        try await StaticSite.with { bed in
            let rows: [(path: String, status: Int, body: String?, type: String?)] = [
                ("/app/", 200, "<p>home", "text/html; charset=utf-8"),
                ("/app/index.html", 200, "<p>home", "text/html; charset=utf-8"),
                ("/app/app.js", 200, "let a = 1", "text/javascript; charset=utf-8"),
                ("/app/docs/", 200, "<p>docs", "text/html; charset=utf-8"),
                ("/app/docs/a%20b.txt", 200, "spaced", "text/plain; charset=utf-8"),
                ("/app/docs/%61%20b.txt", 200, "spaced", "text/plain; charset=utf-8"),
                ("/app/%C3%BC.txt", 200, "umlaut", "text/plain; charset=utf-8"),
                ("/app/.well-known/security.txt", 200, "mail", "text/plain; charset=utf-8"),
                ("/app/deep/link", 200, "<p>home", "text/html; charset=utf-8"),
                ("/app/app.js?v=2", 200, "let a = 1", nil), ("/app/missing.js", 404, nil, nil),
                ("/app/app.js/", 404, nil, nil), ("/app", 404, nil, nil),
                ("/plain/deep/link", 404, nil, nil), ("/plain/empty/", 404, nil, nil),
            ]
            for row in rows {
                let answer = try await bed.answer(to: Call("GET", row.path))
                #expect(answer.status == row.status, "\(row.path)")
                if let body = row.body { #expect(answer.text == body, "\(row.path)") }
                if let type = row.type { #expect(answer["Content-Type"] == type, "\(row.path)") }
                #expect(answer["X-Content-Type-Options"] == (row.status == 200 ? "nosniff" : nil), "\(row.path)")
            }
            let moved = try await bed.answer(to: Call("GET", "/app/docs?x=1"))
            #expect(moved.status == 308 && moved["Location"] == "/app/docs/?x=1")
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("the answer to HEAD has the fields of the answer to GET; other methods are 405")
    func methods() async throws {
        try await StaticSite.with { bed in
            let client = try await bed.connect()
            let got = try await client.answer(to: Call("GET", "/app/app.js"))
            try await client.send("HEAD /app/app.js HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await client.answer(toHead: true)
            for name in ["Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control", "Accept-Ranges"] {
                #expect(head[name] != nil && head[name] == got[name], "\(name)")
            }
            let posted = try await client.answer(to: Call("POST", "/app/app.js", body: "x"))
            #expect(posted.status == 405 && posted["Allow"] == "GET, HEAD")
        }
    }

    @Test("a client that has it already gets 304, one that asks for a part that part, beyond the end 416")
    func conditions() async throws {
        try await StaticSite.with { bed in
            let client = try await bed.connect()
            func get(_ lines: String...) async throws -> PlainMessage {
                let fields = lines.map { "\($0)\r\n" }.joined()
                try await client.send("GET /app/app.js HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                return try await client.answer()
            }
            let whole = try await get()
            let tag = try #require(whole["ETag"])
            let date = try #require(whole["Last-Modified"])
            for line in [
                "If-None-Match: \(tag)", "If-None-Match: \"x\", \(tag)", "If-None-Match: *",
                "If-Modified-Since: \(date)",
            ] {
                let unchanged = try await get(line)
                #expect(unchanged.status == 304 && unchanged["ETag"] == tag, "\(line)")
                #expect(unchanged["Content-Length"] == nil && unchanged.body.isEmpty, "\(line)")
            }
            #expect(try await get("If-None-Match: \"x\"", "If-Modified-Since: \(date)").status == 200, "the tag counts")
            #expect(try await get("If-Match: \"x\"").status == 412)
            for (range, text) in [("4-6", "a ="), ("-1", "1"), ("4-", "a = 1"), ("0-99", "let a = 1")] {
                let part = try await get("Range: bytes=\(range)")
                #expect(part.status == 206 && part.text == text, "\(range)")
                #expect(part["Content-Range"]?.hasSuffix("/9") == true, "\(range)")
            }
            let beyond = try await get("Range: bytes=9-")
            #expect(beyond.status == 416 && beyond["Content-Range"] == "bytes */9")
            #expect(try await get("Range: bytes=x").status == 200)
            #expect(try await get("Range: bytes=0-1", "If-Range: \"x\"").status == 200)
        }
    }

    @Test("caches may share what is for everybody; what is not stays with whom it was given to")
    func guarded() async throws {
        try await StaticSite.with { bed in
            #expect(try await bed.answer(to: Call("GET", "/app/app.js"))["Cache-Control"] == "public, max-age=3600")
            #expect(try await bed.answer(to: Call("GET", "/app/"))["Cache-Control"] == "no-cache")
            #expect(try await bed.answer(to: Call("GET", "/guarded-app/app.js")).status == 401)
            let token = try bed.token(.member)
            let answer = try await bed.answer(to: Call("GET", "/guarded-app/app.js", token: token))
            #expect(answer.text == "let a = 1")
            #expect(answer["Cache-Control"]?.hasPrefix("private") == true)
        }
    }

    /// Far more than the kernel's buffers of one connection.
    private static let size = 12 << 20

    @Test("a large file arrives whole at a reader that was slow, and others do not wait for it")
    func large() async throws {
        try await StaticSite.with { bed in
            var content = Data(count: Self.size)
            for place in stride(from: 0, to: Self.size, by: 4_093) {
                content[place] = UInt8(truncatingIfNeeded: place >> 8)
            }
            try content.write(to: StaticSite.folder(bed).appending(path: "large.bin"))
            let client = try await bed.connect(reads: false, receiveBuffer: 64 << 10)
            try await client.send("GET /app/large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            for _ in 0..<50 { #expect(try await bed.answer(to: Call("GET", "/app/app.js")).text == "let a = 1") }
            let part = try await bed.ask(
                "GET /app/large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=\(Self.size - 300_000)-\r\n\r\n")
            #expect(Data(part.body) == content.suffix(300_000))
            try await client.startReading()
            #expect(try await client.head()["Content-Length"] == "\(Self.size)")
            #expect(Data(try await client.rest()) == content)
        }
    }

    /// A clean end would make a client keep half a file for a whole one.
    @Test("a file that gets shorter while it is sent cuts the answer, and the next one is that of the new file")
    func shrinks() async throws {
        try await StaticSite.with { bed in
            let file = StaticSite.folder(bed).appending(path: "large.bin")
            try Data(count: Self.size).write(to: file)
            let client = try await bed.connect(reads: false, receiveBuffer: 64 << 10)
            try await client.send("GET /app/large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            // By then the gateway has begun, and what is left does not fit into the kernel's buffers.
            #expect(try await bed.answer(to: Call("GET", "/app/app.js")).text == "let a = 1")
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: 3)
            try handle.close()
            try await client.startReading()
            #expect(try await client.rest().count < Self.size)
            let answer = try await bed.answer(to: Call("GET", "/app/large.bin"))
            #expect(answer.status == 200 && answer.body == [0, 0, 0])
        }
    }

    @Test("a reader that has stopped for good is cut, before all of the file has left the disk")
    func stuck() async throws {
        try await StaticSite.with([.deadlineBodyIdle: "300ms"]) { bed in
            let size = 64 << 20
            let file = StaticSite.folder(bed).appending(path: "large.bin")
            try Data().write(to: file)
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: UInt64(size))
            try handle.close()
            let client = try await bed.connect(reads: false, receiveBuffer: 64 << 10)
            try await client.send("GET /app/large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            let answered = "breakwater_requests_total{route=\"app\",method=\"GET\",status=\"200\"}"
            #expect(try await bed.eventually { try await bed.metric(answered) == 1 })
            try await client.startReading()
            #expect(try await client.rest().count < size)
        }
    }
}
