import Domain
package import Routing

/// Puts request targets before the path rule: what is accepted has one meaning, and what goes upstream means the same
/// to every reader. Whoever runs it brings the targets.
package struct PathTrial: Sendable {
    package let routes: PathRoutes

    package init() throws(PatternFault) {
        routes = try PathRoutes()
    }

    package enum Outcome: Hashable, Sendable {
        /// 400 or 404.
        case refused
        /// The route's position among the patterns.
        case routed(Int)
        /// What does not hold.
        case breach(String)
    }

    package func outcome(of target: [UInt8]) -> Outcome {
        do throws(Breach) {
            guard let reading = try read(target) else { return .refused }
            try reading.checkForm()
            try checkEncodings(of: reading)
            guard let route = try route(of: target, reading) else { return .refused }
            for templates in routes.templates {
                try checkRebuilt(target, reading, route, templates)
            }
            return .routed(route)
        } catch {
            return .breach(error.what)
        }
    }

    /// `nil` for a target that is refused. What was read before must not show, whatever comes of this one.
    private func read(_ target: [UInt8]) throws(Breach) -> TargetForm? {
        var value = RequestTarget()
        let fresh = TargetForm(reading: target, with: &value)
        _ = TargetForm(reading: Array("http://other/a%2Fb/c/d/e/f/g/h/?query=%41".utf8), with: &value)
        let reused = TargetForm(reading: target, with: &value)
        try require(reused == fresh, "read behind another target, it is something else")
        guard fresh == nil else { return fresh }
        try require(value.segmentCount == 0 && !value.endsInSlash, "a refused target has a path")
        try require(routes.table.match(value, method: .get) == .unknown, "a refused target has a route")
        return nil
    }

    /// However deeply a path is encoded (as far as it is taken at all), it stays the same path.
    private func checkEncodings(of reading: TargetForm) throws(Breach) {
        for depth in 1...3 {
            let encoded = reading.encoded(depth)
            guard encoded.count <= RequestTarget.maxBytes else { return }
            try require(
                TargetForm(reading: encoded)?.canonicalPath == reading.canonicalPath,
                "encoded \(depth) times, it is another path")
        }
    }

    private func route(of target: [UInt8], _ reading: TargetForm) throws(Breach) -> Int? {
        let structural = routes.order.route(of: reading.segments, endsInSlash: reading.endsInSlash)
        switch match(target) {
        case .route(let route):
            try require(route == structural, "the table and the order of the patterns disagree")
            return route
        case .unknown:
            try require(structural.map(routes.untyped.contains) != true, "a route that takes every value did not")
        case .malformed:
            try require(target.contains(UInt8(ascii: "%")), "malformed without an encoded slash")
        case .methodNotAllowed, .ambiguousField:
            throw Breach("something else than the path decides, where the routes look at nothing else")
        }
        return nil
    }

    private func match(_ target: [UInt8]) -> RouteMatch {
        var value = RequestTarget()
        guard (try? value.read(target.span)) != nil else { return .unknown }
        return routes.table.match(value, method: .get)
    }

    private func checkRebuilt(
        _ target: [UInt8], _ reading: TargetForm, _ route: Int, _ templates: [TargetTemplate]
    ) throws(Breach) {
        let upstream = rebuilt(target, route, templates)
        let path = upstream.prefix { $0 != UInt8(ascii: "?") }
        let forbidden = Array("\\;#".utf8)
        try require(
            path.first == UInt8(ascii: "/")
                && path.allSatisfy { (0x21...0x7E).contains($0) && !forbidden.contains($0) },
            "the rebuilt path holds what must be encoded")
        guard let again = TargetForm(reading: upstream) else { throw Breach("the rebuilt target is refused") }
        try require(again.canonicalPath == reading.canonicalPath, "the rebuilt path is another one")
        try require(again.query ?? "" == reading.query ?? "", "the query changed")
        try require(match(upstream) == .route(route), "the rebuilt target has another route")
        try require(rebuilt(upstream, route, templates) == upstream, "rebuilt twice, it is another target")
        for depth in 0...3 {
            let lax = LaxReading(of: upstream, decoded: depth)
            try require(
                routes.order.route(of: lax.segments, endsInSlash: lax.endsInSlash) == route,
                "decoded \(depth) times, the rebuilt path reaches another route")
        }
    }

    private func rebuilt(_ target: [UInt8], _ route: Int, _ templates: [TargetTemplate]) -> [UInt8] {
        var value = RequestTarget()
        guard (try? value.read(target.span)) != nil else { return [] }
        return templates[route].target(for: value, routes.layouts[route])
    }
}

struct Breach: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}

func require(_ condition: Bool, _ what: @autoclosure () -> String) throws(Breach) {
    guard condition else { throw Breach(what()) }
}
