import Domain
import Foundation
import Testing

@testable import Gateway

/// Whatever a client writes for a path, it gets what lies in the folder and was meant to be seen, or nothing.
@Suite("Paths that try to leave a folder")
struct StaticEscapeTests {
    private static let climbs = [
        "../secret.txt", "./app.js", "docs/../app.js", "docs/../../secret.txt", "%2e%2e/secret.txt",
        "%2E%2E/secret.txt",
        ".%2e/secret.txt", "%2e./secret.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "docs/%2e%2e/%2e%2e/secret.txt",
        "%252e%252e/secret.txt", "%252e%252e%252fsecret.txt", "..%5csecret.txt", "..\\secret.txt", "..;/secret.txt",
        "docs%2f..%2f..%2fsecret.txt", "docs%2findex.html", "//etc/passwd", "/etc/passwd", "app.js%00.txt",
        "%00", "%c0%ae%c0%ae/secret.txt", "%uff0e%uff0e/secret.txt", ".", "..", "%2e", "docs/.", "docs//index.html",
        "docs/a%0ab.txt", "app.js%", "app.js%2",
    ]

    private static let hidden = [
        ".env", "%2eenv", ".git/config", ".git/", "docs/.htpasswd", ".well-known/../.env", "link.txt", "up/secret.txt",
        "up/public/app.js", "etc/passwd", "inside.js", "loop", "pipe.txt", "..public-other/x.txt",
    ]

    @Test("a path that climbs, hides a separator or is not text is 400, and the connection ends")
    func climbs() async throws {
        try await StaticSite.with { bed in
            for path in Self.climbs {
                for prefix in ["/app/", "/plain/"] {
                    let answer = try await bed.ask("GET \(prefix)\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(answer.status == 400, "\(prefix)\(path)")
                    #expect(answer["Connection"] == "close", "\(prefix)\(path)")
                    #expect(!answer.text.contains("SECRET"), "\(prefix)\(path)")
                }
            }
        }
    }

    @Test("names that begin with a dot, links, and what is no file are not there")
    func hidden() async throws {
        try await StaticSite.with { bed in
            for path in Self.hidden {
                let answer = try await bed.ask("GET /plain/\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.status == 404 || answer.status == 400, "\(path)")
                #expect(!answer.text.contains("SECRET") && !answer.text.contains("root:"), "\(path)")
                let page = try await bed.ask("GET /app/\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(!page.text.contains("SECRET") && !page.text.contains("let a"), "\(path)")
            }
        }
    }

    /// A link in the place of a folder between two requests, as a deployment or an attacker makes one.
    @Test("a folder that became a link is not followed, while the folder of the route may be one")
    func swapped() async throws {
        try await StaticSite.with { bed in
            let folder = StaticSite.folder(bed)
            #expect(try await bed.answer(to: Call("GET", "/plain/docs/")).text == "<p>docs")
            let manager = FileManager.default
            try manager.removeItem(at: folder.appending(path: "docs"))
            try manager.createSymbolicLink(
                atPath: folder.appending(path: "docs").path, withDestinationPath: "../public-other")
            #expect(try await bed.answer(to: Call("GET", "/plain/docs/x.txt")).status == 404)
            try manager.moveItem(at: folder, to: folder.appendingPathExtension("2"))
            try manager.createSymbolicLink(atPath: folder.path, withDestinationPath: "public.2")
            #expect(try await bed.answer(to: Call("GET", "/plain/app.js")).text == "let a = 1")
        }
    }

    @Test("a folder that is gone is the gateway's fault, and only while it is gone")
    func gone() async throws {
        try await StaticSite.with { bed in
            let folder = StaticSite.folder(bed)
            let other = folder.appendingPathExtension("2")
            try FileManager.default.moveItem(at: folder, to: other)
            let answer = try await bed.answer(to: Call("GET", "/plain/app.js"))
            #expect(answer.status == 500)
            #expect(!answer.text.contains(folder.path))
            try FileManager.default.moveItem(at: other, to: folder)
            #expect(try await bed.answer(to: Call("GET", "/plain/app.js")).text == "let a = 1")
        }
    }
}
