import Domain
import Foundation
import NIOCore
import Testing

@testable import Proxy

@Suite("Static files: the way to a file")
struct StaticFolderTests {
    /// What was found, as text: the bytes of a file, and how it is used.
    private func find(
        _ path: [String], slash: Bool = false, in folder: StaticFolder, codings: [ContentCoding] = [],
        pages: Bool = true
    ) throws -> String {
        switch try folder.find(path, endsInSlash: slash, codings: codings, takesPages: pages) {
        case .nothing: return "nothing"
        case .folder: return "folder"
        case .file(let file, let representation):
            #expect(file.version == representation.version)
            let text = String(buffer: try file.read(at: 0, count: file.version.size))
            return "\(representation.use): \(text)"
        }
    }

    private static let files = [
        "index.html": "start", "app.js": "code", "sub/index.html": "inside", "sub/deep/a.txt": "far",
        "bare/b.txt": "b", "page.d/index.html/x": "x", ".env": "secret", ".git/config": "secret",
        "sub/.hidden/a.txt": "secret", ".well-known/security.txt": "contact", "ü/ä.txt": "umlaut",
    ]

    @Test(
        "files, folders and what must not be seen",
        arguments: [
            ([], true, "index: start"), ([], false, "index: start"), (["index.html"], false, "index: start"),
            (["app.js"], false, "file: code"), (["app.js"], true, "nothing"), (["app.js", "x"], false, "nothing"),
            (["sub"], true, "index: inside"), (["sub"], false, "folder"),
            (["sub", "deep", "a.txt"], false, "file: far"), (["sub", "deep"], true, "nothing"),
            (["bare"], true, "nothing"), (["bare"], false, "folder"), (["page.d"], true, "nothing"),
            (["ü", "ä.txt"], false, "file: umlaut"), (["missing"], false, "nothing"), (["APP.JS"], false, "nothing"),
            ([".env"], false, "nothing"), ([".git", "config"], false, "nothing"),
            (["sub", ".hidden", "a.txt"], false, "nothing"), (["sub", ".", "index.html"], false, "nothing"),
            ([".well-known", "security.txt"], false, "file: contact"),
            (["sub", "..", "app.js"], false, "nothing"), ([".."], true, "nothing"), ([""], false, "nothing"),
            (["sub/index.html"], false, "nothing"), (["/etc/passwd"], false, "nothing"),
            (["app.js\0.png"], false, "nothing"), ([String(repeating: "a", count: 300)], false, "nothing"),
        ] as [([String], Bool, String)])
    func paths(path: [String], slash: Bool, expected: String) throws {
        let site = try StaticSite(Self.files)
        #expect(try find(path, slash: slash, in: site.folder()) == expected)
    }

    @Test("a link inside the folder leads nowhere, wherever it points and wherever it stands in the path")
    func linksInside() throws {
        let outside = try StaticSite(["secret.txt": "secret", "index.html": "secret"])
        let site = try StaticSite(["a.txt": "plain", "sub/b.txt": "plain"])
        try site.link("file", to: "\(outside.path)/secret.txt")
        try site.link("folder", to: outside.path)
        try site.link("near", to: "a.txt")
        try site.link("within", to: "sub")
        try site.link("sub/index.html", to: "b.txt")
        let folder = site.folder()
        for path in [["file"], ["folder", "secret.txt"], ["near"], ["within", "b.txt"], ["folder"]] {
            #expect(try find(path, in: folder) == "nothing", "\(path)")
        }
        for path in [["folder"], ["within"], ["sub"]] {
            #expect(try find(path, slash: true, in: folder) == "nothing", "\(path)")
        }
    }

    @Test("the folder itself may be a link, and one that is swapped is seen by the next request")
    func swapped() throws {
        let first = try StaticSite(["index.html": "first"])
        let second = try StaticSite(["index.html": "second"])
        let site = try StaticSite()
        try site.link("current", to: first.path)
        let folder = StaticFolder(directory: "\(site.path)/current", index: "index.html", fallback: nil, cache: nil)
        #expect(try find([], in: folder) == "index: first")
        try site.link("current", to: second.path)
        #expect(try find([], in: folder) == "index: second")
    }

    @Test("what is neither file nor folder is nothing, and nobody waits for it")
    func pipe() throws {
        let site = try StaticSite()
        try #require(mkfifo("\(site.path)/pipe", 0o600) == 0)
        #expect(try find(["pipe"], in: site.folder()) == "nothing")
        #expect(try find(["pipe", "x"], in: site.folder()) == "nothing")
    }

    @Test("a folder that is not there is the gateway's failure, not a missing file")
    func missingFolder() throws {
        let folder = StaticFolder(directory: "/nowhere/at/all", index: "index.html", fallback: nil, cache: nil)
        let error = #expect(throws: GatewayError.self) { try find(["a.txt"], in: folder) }
        #expect(error?.code == .internal)
        #expect(error?.detail.contains("/nowhere/at/all") == true)
    }

    @Test(
        "the fallback stands in for unknown pages, never for unknown files or for what is hidden",
        arguments: [
            (["settings", "profile"], false, true, "fallback: shell"), (["settings"], true, true, "fallback: shell"),
            (["bare"], true, true, "fallback: shell"), (["settings"], false, false, "nothing"),
            (["assets", "app.123.js"], false, true, "nothing"), ([".git", "config"], false, true, "nothing"),
            ([".."], true, true, "nothing"), (["a\0b"], false, true, "nothing"), (["app.js"], true, true, "nothing"),
            (["app.js", "x"], false, true, "fallback: shell"), ([], true, true, "index: start"),
        ] as [([String], Bool, Bool, String)])
    func fallback(path: [String], slash: Bool, pages: Bool, expected: String) throws {
        let site = try StaticSite(Self.files.merging(["app/shell.html": "shell"]) { $1 })
        #expect(try find(path, slash: slash, in: site.folder(fallback: "app/shell.html"), pages: pages) == expected)
    }

    @Test("a fallback that is missing or a folder is none", arguments: ["missing.html", "sub", "app.js/x"])
    func noFallback(fallback: String) throws {
        let site = try StaticSite(Self.files)
        #expect(try find(["settings"], in: site.folder(fallback: fallback)) == "nothing")
    }

    @Test(
        "a compressed file beside the plain one is given to who takes it, in the order of preference",
        arguments: [
            ([], "file: plain"), ([.gzip], "file: gzip"), ([.brotli, .gzip], "file: brotli"),
            ([.gzip, .brotli], "file: gzip"),
        ] as [([ContentCoding], String)])
    func compressed(codings: [ContentCoding], expected: String) throws {
        let site = try StaticSite(["a.js": "plain", "a.js.gz": "gzip", "a.js.br": "brotli"])
        for name in ["a.js", "a.js.gz", "a.js.br"] { try site.date(name, 1_000_000_000) }
        #expect(try find(["a.js"], in: site.folder(), codings: codings) == expected)
    }

    @Test("a compressed file that is older, a link, alone, or of a type that does not shrink is not given")
    func notCompressed() throws {
        let site = try StaticSite([
            "old.js": "plain", "old.js.gz": "gzip", "link.js": "plain", "a.png": "plain", "a.png.gz": "gzip",
            "alone.js.gz": "gzip",
        ])
        try site.date("old.js", 1_000_000_001)
        try site.date("old.js.gz", 1_000_000_000)
        try site.link("link.js.gz", to: "old.js.gz")
        for name in ["old.js", "link.js", "a.png"] {
            #expect(try find([name], in: site.folder(), codings: [.gzip]) == "file: plain", "\(name)")
        }
        #expect(try find(["alone.js"], in: site.folder(), codings: [.gzip]) == "nothing")
    }

    @Test("a compressed file keeps the type of the plain one and says how it is coded")
    func codedType() throws {
        let site = try StaticSite(["index.html": "plain", "index.html.br": "brotli"])
        for name in ["index.html", "index.html.br"] { try site.date(name, 1_000_000_000) }
        let place = try site.folder().find([], endsInSlash: true, codings: [.brotli], takesPages: true)
        guard case .file(_, let representation) = place else {
            Issue.record("nothing found")
            return
        }
        #expect(representation.type.name == "text/html; charset=utf-8")
        #expect(representation.coding == .brotli)
        #expect(representation.use == .index)
    }

    @Test(
        "how long a file may be kept, and by whom",
        arguments: [
            (.file, Duration.seconds(3600), false, "public, max-age=3600"),
            (.file, .seconds(3600), true, "private, max-age=3600"), (.file, nil, false, "no-cache"),
            (.file, nil, true, "private, no-cache"), (.index, .seconds(3600), false, "no-cache"),
            (.fallback, .seconds(3600), true, "private, no-cache"),
        ] as [(StaticRepresentation.Use, Duration?, Bool, String)])
    func cacheControl(use: StaticRepresentation.Use, cache: Duration?, isPrivate: Bool, expected: String) {
        let folder = StaticFolder(directory: "/", index: "index.html", fallback: nil, cache: cache)
        #expect(folder.cacheControl(use, isPrivate: isPrivate) == expected)
    }
}
