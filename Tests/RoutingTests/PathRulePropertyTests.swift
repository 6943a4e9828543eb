import PathRule
import Testing

@testable import Routing

/// The promise of the path rule on generated requests: what goes upstream means what was judged, to every reader. The
/// fuzz target PathFuzz puts its own inputs before the same trial.
@Suite("The path rule as a property")
struct PathRulePropertyTests {
    @Test("what is rebuilt is read as the same path again, and no reading of it reaches another route")
    func generated() throws {
        let trial = try PathTrial()
        var random = SeededGenerator(seed: 2)
        var routed: Set<Int> = []
        var count = 0
        for _ in 0..<6_000 {
            let path = Self.path(&random)
            switch trial.outcome(of: path) {
            case .refused: break
            case .routed(let route):
                routed.insert(route)
                count += 1
            case .breach(let what): Issue.record("\(String(decoding: path, as: UTF8.self)): \(what)")
            }
        }
        // The generator is worth nothing when most of what it makes is refused.
        #expect(count > 4_000)
        #expect(routed.count == PathRoutes.patterns.count)
    }

    @Test("bytes of the kind that attacks are made of are refused or harmless")
    func hostile() throws {
        let trial = try PathTrial()
        var random = SeededGenerator(seed: 3)
        let pieces = [
            "/", "/", "/", ".", "..", "%2e", "%252e", "%2f", "%252F", "%25", "%5c", ";", "\\", "%", "?", "#", "a",
            "relay",
            "admin", "api", "projects", "repositories", "artifacts", "v2", "manifests", "%00", "%c0%ae", "é", "x",
        ]
        var count = 0
        for _ in 0..<15_000 {
            let prefix = Bool.random(using: &random) ? "/relay/" : "/"
            let length = Int.random(in: 0...8, using: &random)
            let text = prefix + (0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            switch trial.outcome(of: Array(text.utf8)) {
            case .refused: break
            case .routed: count += 1
            case .breach(let what): Issue.record("\(text): \(what)")
            }
        }
        #expect(count > 1_000)
    }

    @Test(
        "a careless reading takes what it is told to take",
        arguments: [
            ("/a//b/./c/../d", 0, ["a", "b", "d"], false), ("/a%252Fb", 0, ["a%252Fb"], false),
            ("/a%252Fb", 1, ["a%2Fb"], false), ("/a%252Fb", 2, ["a", "b"], false), ("/a%zz%2", 3, ["a%zz%2"], false),
            ("/x/%2e%2e%2fy/", 1, ["y"], true), ("/x/..;v=1/y;z", 0, ["y"], false), ("\\a\\..\\b\\", 0, ["b"], true),
            ("/../../a?b/c", 0, ["a"], false), ("/", 0, [], true), ("/%2f", 1, [], true),
        ])
    func careless(_ target: String, _ depth: Int, _ segments: [String], _ endsInSlash: Bool) {
        let reading = LaxReading(of: Array(target.utf8), decoded: depth)
        #expect(reading.segments.map { String(decoding: $0, as: UTF8.self) } == segments)
        #expect(reading.endsInSlash == endsInSlash)
    }

    /// A path of one of the routes, with values of their types and every byte encoded up to three times by chance.
    private static func path(_ random: inout SeededGenerator) -> [UInt8] {
        let pattern = PathRoutes.patterns.randomElement(using: &random) ?? "/"
        var out: [UInt8] = []
        for piece in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            out.append(Byte.slash)
            guard piece.hasPrefix("{") else {
                out += encoded(Array(piece.utf8), chance: 3, &random)
                continue
            }
            let name = piece.drop { $0 == "{" }.prefix { $0.isLetter }
            let value = value(of: PathRoutes.types[String(name)] ?? .any, isRest: piece.contains("."), &random)
            out += encoded(Array(value.utf8), chance: 20, &random)
        }
        if Int.random(in: 0..<10, using: &random) == 0 {
            out += Array("?q=%2e%2e/&x".utf8)
        }
        return out
    }

    private static func value(
        of type: ParameterType, isRest: Bool, _ random: inout SeededGenerator
    ) -> String {
        let names = [
            "a", "web", "team", "artifacts", "manifests", "admin", "x", "blobs", "uploads", "repositories", "b-c",
            "d__e",
        ]
        let odd = ["A b", "?", "#", "é", "+", "~", "\"", "|", ":@", "...", "a=b&c", "%", "..", "admin", "end"]
        switch type {
        case .int64: return "\(Int.random(in: 0...99, using: &random))"
        case .uuid: return "123e4567-e89b-12d3-a456-426614174000"
        default: break
        }
        let count = isRest ? Int.random(in: 1...4, using: &random) : 1
        return (0..<count).map { _ in
            let pool = type == .any ? odd + names : names
            return pool.randomElement(using: &random) ?? "a"
        }.joined(separator: "/")
    }

    /// - Parameter chance: in a hundred, that a byte is encoded.
    private static func encoded(_ bytes: [UInt8], chance: Int, _ random: inout SeededGenerator) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            // What cannot stand plainly is encoded always.
            let mustEncode = !ASCIISet.plainSegment.contains(byte) && byte != Byte.slash
            guard mustEncode || Int.random(in: 0..<100, using: &random) < chance else { return [byte] }
            var out: [UInt8] = [Byte.percent, Byte.hexDigit(byte >> 4), Byte.hexDigit(byte & 15)]
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                out.replaceSubrange(0..<1, with: Array("%25".utf8))
            }
            return out
        }
    }
}
