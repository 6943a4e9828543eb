import Domain
import Foundation
import NIOCore
import Testing

@testable import Proxy

@Suite("Static files: open files")
struct StaticEntryTests {
    private func open(_ name: String, in site: StaticSite) throws -> StaticEntry {
        try #require(try StaticEntry.folder(site.path).open(name, asFolder: false))
    }

    @Test("any part of a file is read exactly")
    func parts() throws {
        let site = try StaticSite(["a.txt": "0123456789"])
        let file = try open("a.txt", in: site)
        #expect(file.kind == .file)
        #expect(file.version.size == 10)
        #expect(String(buffer: try file.read(at: 0, count: 10)) == "0123456789")
        #expect(String(buffer: try file.read(at: 3, count: 4)) == "3456")
        #expect(try file.read(at: 10, count: 0).readableBytes == 0)
    }

    @Test("a file that has become shorter is not made up for")
    func shorter() throws {
        let site = try StaticSite(["a.txt": "0123456789"])
        let file = try open("a.txt", in: site)
        try #require(truncate("\(site.path)/a.txt", 5) == 0)
        #expect(String(buffer: try file.read(at: 0, count: 5)) == "01234")
        let error = #expect(throws: GatewayError.self) { try file.read(at: 0, count: 10) }
        #expect(error?.code == .internal)
        #expect(throws: GatewayError.self) { try file.read(at: 5, count: 5) }
    }

    @Test("a file that is replaced meanwhile is read on as it was")
    func replaced() throws {
        let site = try StaticSite(["a.txt": "before", "b.txt": "behind"])
        let file = try open("a.txt", in: site)
        try #require(rename("\(site.path)/b.txt", "\(site.path)/a.txt") == 0)
        #expect(String(buffer: try file.read(at: 0, count: 6)) == "before")
        #expect(try open("a.txt", in: site).version != file.version)
    }

    /// Whether somebody has the pipe open for reading: opening it for writing fails otherwise (fifo(7)).
    private func hasReader(_ pipe: String) -> Bool {
        let descriptor = Foundation.open(pipe, O_WRONLY | O_NONBLOCK)
        if descriptor >= 0 { close(descriptor) }
        return descriptor >= 0
    }

    @Test("what is open is closed with the last one who holds it")
    func closed() throws {
        let site = try StaticSite()
        let pipe = "\(site.path)/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        var first: StaticEntry? = try open("pipe", in: site)
        #expect(first?.kind == .other)
        var second = first
        #expect(hasReader(pipe))
        first = nil
        #expect(second != nil && hasReader(pipe))
        second = nil
        #expect(!hasReader(pipe))
    }

    @Test("the first piece comes with the answer, and the file when there is more")
    func pieces() throws {
        let site = try StaticSite(["a.bin": "0123456789"])
        func find(_ lines: String, method: String = "GET", pieceSize: Int) throws -> (String?, Bool, Range<Int>) {
            let lookup = StaticLookup(
                folder: site.folder(), path: ["a.bin"], endsInSlash: false,
                request: try staticRequest(lines, method: method), isPrivate: false, pieceSize: pieceSize)
            guard case .answer(let answer, let first, let rest) = try lookup.find() else {
                return ("folder", false, 0..<0)
            }
            return (first.map { String(buffer: $0) }, rest != nil, answer.content)
        }
        #expect(try find("", pieceSize: 10) == ("0123456789", false, 0..<10))
        #expect(try find("", pieceSize: 4) == ("0123", true, 0..<10))
        #expect(try find("Range: bytes=2-8\r\n", pieceSize: 4) == ("2345", true, 2..<9))
        #expect(try find("Range: bytes=-3\r\n", pieceSize: 4) == ("789", false, 7..<10))
        #expect(try find("", method: "HEAD", pieceSize: 4) == (nil, false, 0..<0))
        #expect(try find("If-None-Match: *\r\n", pieceSize: 4) == (nil, false, 0..<0))
    }

    @Test("a path that leads nowhere is not found, and a folder says that it is one")
    func places() throws {
        let site = try StaticSite(["sub/index.html": "x"])
        func find(_ path: [String]) throws -> StaticLookup.Finding {
            try StaticLookup(
                folder: site.folder(), path: path, endsInSlash: false, request: try staticRequest(), isPrivate: false,
                pieceSize: 10
            ).find()
        }
        let error = #expect(throws: GatewayError.self) { _ = try find(["missing"]) }
        #expect(error?.code == .notFound)
        guard case .folder = try find(["sub"]) else {
            Issue.record("a folder without its slash")
            return
        }
    }
}
