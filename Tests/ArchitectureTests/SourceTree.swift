import Foundation

/// The files of this repository, as they lie on the disk.
struct SourceTree {
    struct SourceFile: Sendable {
        /// From the repository's root, such as `Sources/Domain/Secret.swift`.
        let path: String
        let text: String
        /// Line by line, without comments and string literals.
        let code: [String]

        /// The folder below Sources or Tests.
        var target: String { String(path.split(separator: "/")[1]) }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Read once, for all tests.
    private static let sources = Result { try read("Sources") }
    private static let tests = Result { try read("Tests") }

    /// All Swift files below Sources, sorted.
    static func sourceFiles() throws -> [SourceFile] { try sources.get() }

    /// All Swift files below Tests, sorted.
    static func testFiles() throws -> [SourceFile] { try tests.get() }

    private static func read(_ folder: String) throws -> [SourceFile] {
        let base = root.appendingPathComponent(folder).path
        let names = try FileManager.default.subpathsOfDirectory(atPath: base).filter { $0.hasSuffix(".swift") }
        return try names.sorted().map { name in
            let text = try String(contentsOfFile: "\(base)/\(name)", encoding: .utf8)
            return SourceFile(path: "\(folder)/\(name)", text: text, code: SwiftText.code(of: text))
        }
    }

    static func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path).sorted()
    }
}
