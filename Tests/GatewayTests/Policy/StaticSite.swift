import Foundation

@testable import Gateway

/// A folder with files that are served, and things in it and beside it that must not be.
enum StaticSite {
    static func folder(_ bed: Testbed) -> URL { bed.directory.appending(path: "site/public") }

    /// A gateway with the folder under `/app/` (with a fallback), `/plain/` (without), `/guarded-app/` (for members).
    static func with(
        _ settings: [SettingsKey: String] = [:], _ body: (Testbed) async throws -> Void
    ) async throws {
        try await Testbed.with(settings) { bed in
            let folder = folder(bed)
            try fill(folder)
            try await bed.enforce(
                [
                    route("app", "\"\(folder.path)\", fallback: index.html, cache: 1h", role: "anonymous"),
                    route("plain", "\"\(folder.path)\"", role: "anonymous"),
                    route("guarded-app", "\"\(folder.path)\", cache: 1h", role: "member"),
                ].joined(separator: "\n"))
            try await body(bed)
        }
    }

    private static func route(_ id: String, _ folder: String, role: String) -> String {
        """
        - id: \(id)
          match: { methods: [GET, HEAD], path: "/\(id)/{rest...}" }
          params: { rest: any }
          to: { static: \(folder) }
          access: { allow: [{ roles: [\(role)] }] }
        """
    }

    private static func fill(_ folder: URL) throws {
        let files = [
            "index.html": "<p>home", "app.js": "let a = 1", "docs/index.html": "<p>docs", "docs/a b.txt": "spaced",
            "\u{fc}.txt": "umlaut", ".well-known/security.txt": "mail", ".env": "SECRET", ".git/config": "SECRET",
            "docs/.htpasswd": "SECRET", "empty/.keep": "", "../secret.txt": "SECRET", "../public-other/x.txt": "SECRET",
        ]
        let manager = FileManager.default
        for (name, text) in files {
            let file = folder.appending(path: name).standardized
            try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        for (name, target) in [
            ("link.txt", "../secret.txt"), ("up", ".."), ("etc", "/etc"), ("inside.js", "app.js"), ("loop", "loop"),
        ] {
            try manager.createSymbolicLink(atPath: folder.appending(path: name).path, withDestinationPath: target)
        }
        guard mkfifo(folder.appending(path: "pipe.txt").path, 0o600) == 0 else {
            throw PlainMessage.Fault(description: "no pipe")
        }
    }
}
