import Routing

/// Which of the patterns a path belongs to, found the slow way: every pattern is compared with the path, and of those
/// that match the most specific is taken. What the route table does without looking at every route must agree.
struct PathOrder: Sendable {
    private let structures: [Structure]

    init(_ patterns: [RoutePattern]) {
        structures = patterns.map(Structure.init)
    }

    /// The route of segments taken as they are, without any decoding; `nil` for none.
    func route(of segments: [[UInt8]], endsInSlash: Bool) -> Int? {
        guard !segments.isEmpty || endsInSlash else { return nil }
        var best: (route: Int, rank: [Rank])?
        for (route, structure) in structures.enumerated() {
            guard let rank = structure.rank(of: segments, endsInSlash: endsInSlash) else { continue }
            if let best, !rank.lexicographicallyPrecedes(best.rank) { continue }
            best = (route, rank)
        }
        return best?.route
    }
}

/// What a piece of a path met, the more specific first.
private enum Rank: Int, Comparable {
    case literal, parameter, rest

    static func < (one: Rank, other: Rank) -> Bool { one.rawValue < other.rawValue }
}

private struct Structure: Sendable {
    private enum Part {
        case literal([UInt8])
        case parameter
    }

    private var prefix: [Part] = []
    /// From the right; `nil` without a rest parameter.
    private var suffix: [Part]?
    private let endsInSlash: Bool
    private let takesEitherEnding: Bool

    init(_ pattern: RoutePattern) {
        endsInSlash = pattern.text.hasSuffix("/")
        let pieces = pattern.text.split(separator: "/")
        takesEitherEnding =
            !endsInSlash && pieces.last?.hasSuffix("...}") == true && pattern.parameters.last?.type == .any
        for piece in pieces {
            if piece.hasSuffix("...}") {
                suffix = []
                continue
            }
            let part = piece.hasPrefix("{") ? Part.parameter : Part.literal(Array(piece.utf8))
            if suffix == nil {
                prefix.append(part)
            } else {
                suffix?.insert(part, at: 0)
            }
        }
    }

    /// What each segment met, from the left to the rest parameter and then from the right; `nil` for another path.
    func rank(of segments: [[UInt8]], endsInSlash: Bool) -> [Rank]? {
        guard takesEitherEnding || endsInSlash == self.endsInSlash else { return nil }
        guard let suffix else {
            guard segments.count == prefix.count else { return nil }
            return ranks(prefix, segments[...])
        }
        guard segments.count > prefix.count + suffix.count,
            let left = ranks(prefix, segments.prefix(prefix.count)),
            let right = ranks(suffix, segments.suffix(suffix.count).reversed()[...])
        else { return nil }
        return left + [.rest] + right + [.rest]
    }

    private func ranks(_ parts: [Part], _ segments: ArraySlice<[UInt8]>) -> [Rank]? {
        var ranks: [Rank] = []
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .literal(let literal):
                guard literal == segment else { return nil }
                ranks.append(.literal)
            case .parameter:
                ranks.append(.parameter)
            }
        }
        return ranks
    }
}
