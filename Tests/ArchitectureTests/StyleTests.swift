import Foundation
import Testing

@Suite("Style")
struct StyleTests {
    /// The two exchange machines: a state machine is read in one piece.
    private static let longerFiles = [
        "Sources/Proxy/ClientConnection.swift", "Sources/Upstream/UpstreamConnection.swift",
    ]

    @Test("no file is longer than 300 lines, the two exchange machines 400")
    func lengths() throws {
        for file in try SourceTree.sourceFiles() {
            let most = Self.longerFiles.contains(file.path) ? 400 : 300
            #expect(
                file.text.utf8.count { $0 == UInt8(ascii: "\n") } <= most,
                "\(file.path): which two concepts live there?")
        }
    }

    @Test(
        "nothing in the sources can crash the server or opens them to other packages",
        arguments: [
            ("try!", #"\btry!"#), ("as!", #"\bas!"#), ("fatalError", #"\bfatalError\("#),
            ("preconditionFailure", #"\bpreconditionFailure\("#), ("!", #"[\w\)\]\}>]!(?![=\w])"#),
            ("public", #"\bpublic\b"#),
        ])
    func forbiddenCode(mark: String, pattern: String) throws {
        let expression = try Regex(pattern)
        for file in try SourceTree.sourceFiles() {
            for (number, line) in file.code.enumerated() where line.contains(mark) {
                #expect(line.firstMatch(of: expression) == nil, "\(file.path):\(number + 1): \(mark)")
            }
        }
    }

    @Test("what the compiler is told to trust is argued where it stands")
    func trustIsArgued() throws {
        let trusted = try Regex(#"@unchecked Sendable|nonisolated\(unsafe\)|unowned\(unsafe\)"#)
        for file in try SourceTree.sourceFiles() {
            let lines = file.lines
            for (number, line) in file.code.enumerated()
            where (line.contains("unsafe") || line.contains("unchecked")) && line.firstMatch(of: trusted) != nil {
                let nearby = lines[max(0, number - 3)...number]
                #expect(nearby.contains { $0.contains("//") }, "\(file.path):\(number + 1): say why this holds")
            }
        }
    }

    @Test("no test sleeps")
    func testsDoNotSleep() throws {
        let sleep = try Regex(#"\b(usleep|sleep)\s*\("#)
        for file in try SourceTree.testFiles() {
            for (number, line) in file.code.enumerated() where line.contains("sleep") {
                #expect(line.firstMatch(of: sleep) == nil, "\(file.path):\(number + 1): wait for the event instead")
            }
        }
    }

    @Test("nothing is named after a drawer")
    func names() throws {
        let drawer = try Regex("(Util|Utils|Utilities|Helper|Helpers|Common|Manager)$")
        for file in try SourceTree.sourceFiles() + SourceTree.testFiles() {
            for part in file.path.split(separator: "/") {
                let word = part.split(separator: ".").first ?? part
                #expect(word.firstMatch(of: drawer) == nil, "\(file.path)")
            }
        }
    }

    @Test("no type bears its module's name")
    func moduleNames() throws {
        for file in try SourceTree.sourceFiles() {
            let declaration = try Regex("\\b(struct|class|enum|protocol|actor|typealias)\\s+\(file.target)\\b")
            for (number, line) in file.code.enumerated() where line.contains(file.target) {
                #expect(line.firstMatch(of: declaration) == nil, "\(file.path):\(number + 1)")
            }
        }
    }

    @Test("nothing unfinished is left behind")
    func finished() throws {
        // Put together here, or this line would find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        for file in try SourceTree.sourceFiles() + SourceTree.testFiles() {
            for mark in marks {
                #expect(!file.text.contains(mark), "\(file.path): \(mark)")
            }
        }
    }

    @Test("the top level holds what belongs there")
    func topLevel() throws {
        let belongs = ["Package.swift", "Sources", "Tests", "policies", "deploy", "README.md", "LICENSE"]
        // Made by building and running; .gitignore keeps them out of the repository.
        let made = ["Package.resolved", "var"]
        for name in try SourceTree.names() where !name.hasPrefix(".") && !name.hasSuffix(".profraw") {
            #expect((belongs + made).contains(name), "\(name)")
        }
    }

    @Test("code is told from text and comments")
    func blanking() {
        let text = #"""
            let a = "x!" // y!
            /* z!
            z! */ let b = c
            let d = "\"e!"
            """#
        #expect(SwiftText.code(of: text) == ["let a =  ", "", " let b = c", "let d = "])
    }
}
