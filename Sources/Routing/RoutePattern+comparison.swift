/// How far a path agrees with a pattern; for explanations, not for matching.
package enum PathComparison: Hashable, Sendable {
    /// The structure matches; types are another question.
    case same
    /// `agreed` segments from the left agree, then the path has something else than `expected`.
    case differs(agreed: Int, expected: String)
    /// The path has more or fewer segments.
    case length(agreed: Int)
    /// Only the slash at the end is not as the pattern has it.
    case ending
}

extension RoutePattern {
    package func compare(_ target: borrowing RequestTarget) -> PathComparison {
        let path = target.segmentTexts().map { Array($0.utf8) }
        let rest = segments.firstIndex { if case .rest = $0 { true } else { false } }
        let prefix = segments[..<(rest ?? segments.count)]
        for (index, segment) in prefix.enumerated() {
            guard index < path.count else { return .length(agreed: index) }
            if case .literal(let literal) = segment, literal != path[index] {
                return .differs(agreed: index, expected: String(decoding: literal, as: UTF8.self))
            }
        }
        guard let rest else {
            guard path.count == prefix.count else { return .length(agreed: prefix.count) }
            return endsInSlash == target.endsInSlash ? .same : .ending
        }
        let suffix = segments[(rest + 1)...]
        guard path.count > prefix.count + suffix.count else { return .length(agreed: prefix.count) }
        for (segment, text) in zip(suffix.reversed(), path.reversed()) {
            if case .literal(let literal) = segment, literal != text {
                return .differs(agreed: prefix.count, expected: String(decoding: literal, as: UTF8.self))
            }
        }
        return takesEitherEnding || endsInSlash == target.endsInSlash ? .same : .ending
    }

    /// A path that this pattern matches, with a value for each parameter.
    package var sample: String {
        let parts = segments.map { segment in
            switch segment {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .parameter(let index), .rest(let index): parameters[index].type.sample
            }
        }
        let path = "/" + parts.joined(separator: "/")
        return endsInSlash && !parts.isEmpty ? path + "/" : path
    }
}

extension ParameterType {
    /// A value of this type that no policy is likely to have as a literal.
    fileprivate var sample: String {
        switch self {
        case .ociProject, .dnsName, .any: "sample-0"
        case .ociRepository: "sample-0/part"
        case .ociReference: "sample-0"
        case .int64: "9876543210"
        case .uuid: "00000000-0000-4000-8000-000000000000"
        }
    }
}
