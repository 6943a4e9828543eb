import Domain
import Testing

@testable import Routing

/// The promise of the path rule on generated requests: what goes upstream means what was judged, to every reader.
@Suite("The path rule as a property")
struct PathRulePropertyTests {
    /// Routes whose upstream path is their own, so that one table can judge both sides.
    static let routes: [(match: String, template: String)] = [
        ("/api/projects", "/api/projects"),
        ("/api/projects/{project}", "/api/projects/{project}"),
        (
            "/api/projects/{project}/repositories/{repository...}",
            "/api/projects/{project}/repositories/{repository|encode2}"
        ),
        (
            "/api/projects/{project}/repositories/{repository...}/artifacts",
            "/api/projects/{project}/repositories/{repository|encode2}/artifacts"
        ),
        (
            "/api/projects/{project}/repositories/{repository...}/artifacts/{reference}/tags",
            "/api/projects/{project}/repositories/{repository|encode}/artifacts/{reference}/tags"
        ),
        ("/v2/{repository...}/manifests/{reference}", "/v2/{repository}/manifests/{reference}"),
        ("/v2/{repository...}/blobs/uploads/", "/v2/{repository}/blobs/uploads/"),
        ("/relay/{rest...}", "/relay/{rest}"),
        ("/relay/admin", "/relay/admin"),
        ("/relay/{one}/x/{two}", "/relay/{one}/x/{two|encode2}"),
    ]
    static let types: [String: ParameterType] = [
        "project": .ociProject, "repository": .ociRepository, "reference": .ociReference,
    ]

    struct World {
        let table: RouteTable
        let templates: [TargetTemplate]

        init() throws {
            let patterns = try PathRulePropertyTests.routes.map { try pattern($0.match, PathRulePropertyTests.types) }
            table = try RouteTable.build(patterns.map { RouteTable.Entry($0, methods: [.get]) })
            templates = try zip(PathRulePropertyTests.routes, patterns).map { route, pattern in
                try TargetTemplate(parsing: route.template, for: pattern)
            }
        }

        /// The route, its canonical path and the rebuilt target; `nil` when the request is refused.
        func judge(_ path: [UInt8]) -> (route: Int, canonical: String, upstream: [UInt8])? {
            var target = RequestTarget()
            guard (try? target.read(path.span)) != nil,
                case .route(let route) = table.match(target, method: .get)
            else { return nil }
            return (route, target.canonicalPath(), templates[route].target(for: target, table.layout(of: route)))
        }

        /// The route that the structure alone gives to segments taken as they are, without any decoding.
        func structure(_ segments: [[UInt8]], endsInSlash: Bool) -> Int? {
            var target = RequestTarget()
            target.endsInSlash = endsInSlash
            for segment in segments {
                target.text.append(Byte.slash)
                let start = UInt32(target.text.count)
                target.text += segment
                target.segments.append(RequestTarget.Segment(start: start, end: UInt32(target.text.count)))
            }
            let leaf = table.leaf(for: target)
            return leaf < 0 ? nil : Int(table.leafRoutes[leaf * RouteTable.methodCount])
        }
    }

    @Test("what is rebuilt is read as the same path again, and no reading of it reaches another route")
    func generated() throws {
        let world = try World()
        var random = SeededGenerator(seed: 2)
        var judged = 0
        for _ in 0..<20_000 {
            let path = Self.path(&random)
            guard let first = world.judge(path) else { continue }
            judged += 1
            let again = world.judge(first.upstream)
            #expect(again?.canonical == first.canonical, "\(String(decoding: path, as: UTF8.self))")
            #expect(again?.route == first.route)
            #expect(again?.upstream == first.upstream)
            for depth in 0...3 {
                let (segments, endsInSlash) = Self.reading(first.upstream, depth: depth)
                #expect(
                    world.structure(segments, endsInSlash: endsInSlash) == first.route,
                    "\(String(decoding: path, as: UTF8.self)) read \(depth) times")
            }
        }
        // The generator is worth nothing when most of what it makes is refused.
        #expect(judged > 8_000)
    }

    @Test("bytes of the kind that attacks are made of are refused or harmless")
    func hostile() throws {
        let world = try World()
        var random = SeededGenerator(seed: 3)
        let pieces = [
            "/", "/", "/", ".", "..", "%2e", "%252e", "%2f", "%252F", "%25", "%5c", ";", "\\", "%", "?", "#", "a",
            "relay",
            "admin", "api", "projects", "repositories", "artifacts", "v2", "manifests", "%00", "%c0%ae", "é", "x",
        ]
        var judged = 0
        for _ in 0..<50_000 {
            let prefix = Bool.random(using: &random) ? "/relay/" : "/"
            let count = Int.random(in: 0...8, using: &random)
            let text = prefix + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let first = world.judge(Array(text.utf8)) else { continue }
            judged += 1
            #expect(world.judge(first.upstream)?.canonical == first.canonical, "\(text)")
            for depth in 0...3 {
                let (segments, endsInSlash) = Self.reading(first.upstream, depth: depth)
                #expect(
                    world.structure(segments, endsInSlash: endsInSlash) == first.route, "\(text) read \(depth) times")
            }
        }
        #expect(judged > 500)
    }

    /// A path of one of the routes, with values of their types and every byte encoded up to three times by chance.
    private static func path(_ random: inout SeededGenerator) -> [UInt8] {
        let route = routes.randomElement(using: &random)?.match ?? "/"
        var out: [UInt8] = []
        for piece in route.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            out.append(Byte.slash)
            guard piece.hasPrefix("{") else {
                out += encoded(Array(piece.utf8), chance: 3, &random)
                continue
            }
            let name = piece.drop { $0 == "{" }.prefix { $0.isLetter }
            let value = value(of: types[String(name)] ?? .any, isRest: piece.contains("."), &random)
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
        let odd = ["A b", "?", "#", "é", "+", "~", "\"", "|", ":@", "...", "a=b&c", "%", "..", "admin"]
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

    /// The path of a target as a lax reader takes it: decoded, slashes merged, dot segments removed.
    private static func reading(_ target: [UInt8], depth: Int) -> (segments: [[UInt8]], endsInSlash: Bool) {
        var path = Array(target.prefix { $0 != Byte.question })
        for _ in 0..<depth {
            path = decodedOnce(path)
        }
        var segments: [[UInt8]] = []
        for segment in path.split(separator: Byte.slash) {
            switch String(decoding: segment, as: UTF8.self) {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(Array(segment))
            }
        }
        return (segments, path.last == Byte.slash)
    }

    private static func decodedOnce(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == Byte.percent, index + 2 < bytes.count, let high = Byte.hexValue(bytes[index + 1]),
                let low = Byte.hexValue(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return out
    }
}
