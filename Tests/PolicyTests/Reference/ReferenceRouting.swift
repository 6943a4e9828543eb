/// Which route a request takes: all that match are compared with each other, segment by segment.
struct ReferenceRouting {
    let routes: [ReferenceRoute]

    enum Outcome {
        case route(ReferenceRoute)
        case refused(String)
    }

    func route(_ request: ReferenceRequest) -> Outcome {
        let host = request.fields["host"] ?? ""
        let matching = routes.filter { $0.hostRank(host) != nil && Self.matches($0, request) }
        // The path alone says which routes are asked; then come the method, the host, and what else the route asks for.
        guard let best = matching.map({ Self.precedence($0, request) }).max(by: { $0.lexicographicallyPrecedes($1) })
        else { return .refused(request.encodedSlashes.isEmpty ? "route" : "malformed-target") }
        let same = matching.filter { Self.precedence($0, request) == best }
        let taking = same.filter { $0.methods.contains(request.method) }
        guard !taking.isEmpty else {
            let isPlain = same.contains { Self.permitsEncodedSlashes($0, request) }
            return .refused(isPlain ? "method" : "malformed-target")
        }
        guard let route = Self.narrowest(taking.filter { $0.asks(for: request) }, host) else {
            return .refused("route")
        }
        guard Self.permitsEncodedSlashes(route, request) else { return .refused("malformed-target") }
        guard Self.values(of: route, request).allSatisfy({ $0.type.takes($0.text) }) else { return .refused("route") }
        return .route(route)
    }

    /// Of those that would take the request: who names the host most narrowly, then who asks for all that others ask.
    private static func narrowest(_ routes: [ReferenceRoute], _ host: String) -> ReferenceRoute? {
        guard let rank = routes.compactMap({ $0.hostRank(host) }).max() else { return nil }
        let nearest = routes.filter { $0.hostRank(host) == rank }
        return nearest.first { one in nearest.allSatisfy { other in one.asksForAll(of: other) } }
    }

    /// The pattern's segments laid over the path's, from the left, and from the right behind the rest.
    private static func classes(_ route: ReferenceRoute, _ count: Int) -> [ReferenceSegment] {
        guard let rest = route.path.firstIndex(where: { $0.weight == 0 }) else { return route.path }
        let many = Array(repeating: route.path[rest], count: max(0, count - route.path.count + 1))
        return route.path[..<rest] + many + route.path[(rest + 1)...]
    }

    private static func matches(_ route: ReferenceRoute, _ request: ReferenceRequest) -> Bool {
        let classes = classes(route, request.segments.count)
        guard classes.count == request.segments.count, classes.count >= route.path.count,
            route.takesEitherEnding || route.endsInSlash == request.endsInSlash
        else { return false }
        return zip(classes, request.segments).allSatisfy { segment, text in
            if case .literal(let literal) = segment { literal == text } else { true }
        }
    }

    /// To be compared from the first number on: the weights from the left up to the rest, then those from the right.
    private static func precedence(_ route: ReferenceRoute, _ request: ReferenceRequest) -> [Int] {
        let weights = classes(route, request.segments.count).map(\.weight)
        func untilRest(_ weights: [Int]) -> [Int] {
            guard let rest = weights.firstIndex(of: 0) else { return weights }
            return weights[..<rest] + Array(repeating: 0, count: weights.count - rest)
        }
        return untilRest(weights) + untilRest(weights.reversed())
    }

    /// An encoded slash is part of a repository's name, or a mistake.
    private static func permitsEncodedSlashes(_ route: ReferenceRoute, _ request: ReferenceRequest) -> Bool {
        guard !request.encodedSlashes.isEmpty else { return true }
        let classes = classes(route, request.segments.count)
        return request.encodedSlashes.allSatisfy { place in
            route.hasRepository && classes[place].weight == 0 && classes[place - 1].weight == 0
        }
    }

    private static func values(
        of route: ReferenceRoute, _ request: ReferenceRequest
    ) -> [(name: String, type: ReferenceType, text: String)] {
        let behind = request.segments.count - route.path.count
        return route.path.enumerated().compactMap { place, segment in
            let isBehindRest = route.path[..<place].contains { $0.weight == 0 }
            switch segment {
            case .literal: return nil
            case .one(let name, let type): return (name, type, request.segments[isBehindRest ? place + behind : place])
            case .rest(let name, let type):
                return (name, type, request.segments[place...(place + behind)].joined(separator: "/"))
            }
        }
    }

    /// What the conditions of the route can name.
    static func parameters(of route: ReferenceRoute, _ request: ReferenceRequest) -> [(String, ReferenceValue)] {
        values(of: route, request).map { name, type, text in
            (name, type == .int64 ? .number(Int64(text) ?? -1) : .text(text))
        }
    }
}

extension ReferenceRoute {
    /// 0 for a route of any host, more for a narrower name, the most for the host itself; `nil`: not for this host.
    fileprivate func hostRank(_ host: String) -> Int? {
        if hosts.isEmpty { return 0 }
        return hosts.compactMap { pattern in
            if pattern == host { return 1_000 }
            return pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst()) ? pattern.count : nil
        }.max()
    }

    fileprivate func asks(for request: ReferenceRequest) -> Bool {
        fields.allSatisfy { name, test in test.passes(request.fields[name]) }
            && query.allSatisfy { name, test in test.passes(request.queryValue(name)) }
    }

    /// Whether whatever meets its conditions meets the other's too.
    fileprivate func asksForAll(of other: ReferenceRoute) -> Bool {
        func covers(_ mine: [String: ReferenceTest], _ theirs: [String: ReferenceTest]) -> Bool {
            theirs.allSatisfy { name, test in
                switch (mine[name], test) {
                case (.equals, .present): true
                case (let own, _): own == test
                }
            }
        }
        return covers(fields, other.fields) && covers(query, other.query)
    }
}
