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

/// What a pattern has at one place of a path.
package enum PatternPlace: Hashable, Sendable {
    case literal(String)
    case one
    case rest
}

extension RoutePattern {
    package var places: [PatternPlace] {
        segments.map { segment in
            switch segment {
            case .literal(let bytes): .literal(String(decoding: bytes, as: UTF8.self))
            case .parameter: .one
            case .rest: .rest
            }
        }
    }

    /// Paths by which two patterns can be told apart: for each parameter values that one type takes and another refuses, a
    /// rest parameter of one and of two segments, and the other ending. The first is one that this pattern matches.
    ///
    /// One parameter is varied at a time; the others keep a value of their type, which no two of them share.
    package var samples: [(path: String, hasOwnEnding: Bool)] {
        let plain = parameters.enumerated().map { $1.type.sample(number: $0) }
        var found = [(path: path(plain, endsInSlash: endsInSlash), hasOwnEnding: true)]
        for (index, parameter) in parameters.enumerated() {
            for value in ParameterType.tellingValues(number: index, isRest: parameter.isRest) {
                var values = plain
                values[index] = value
                found.append((path(values, endsInSlash: endsInSlash), true))
            }
        }
        if !segments.isEmpty { found.append((path(plain, endsInSlash: !endsInSlash), takesEitherEnding)) }
        if takesEmptyRest, case .rest(let index) = segments.last {
            var values = plain
            values[index] = ""
            found.append((path(values, endsInSlash: false), true))
        }
        return found
    }

    private func path(_ values: [String], endsInSlash: Bool) -> String {
        let parts = segments.map { segment in
            switch segment {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .parameter(let index), .rest(let index): values[index]
            }
        }
        return "/" + parts.joined(separator: "/") + (endsInSlash && !parts.isEmpty ? "/" : "")
    }
}

extension ParameterType {
    fileprivate func sample(number: Int) -> String {
        switch self {
        case .ociProject, .dnsName, .any, .ociReference: "sample-\(number)"
        case .ociRepository: "sample-\(number)/part"
        case .int64: "987654321\(number)"
        case .uuid: "0000000A-0000-4000-8000-\(String("00000000000\(number)".suffix(12)))"
        }
    }

    /// For any two types of one segment of which one takes what the other does not, such a value.
    fileprivate static func tellingValues(number: Int, isRest: Bool) -> [String] {
        // A label of DNS may have 63 bytes, a tag 128 in all.
        let long = [String](repeating: String(repeating: "a", count: 50), count: 3).joined(separator: ".")
        let one = [
            "sample-\(number)", int64.sample(number: number), uuid.sample(number: number), "Sample_\(number)",
            "sample_\(number)", "sample--\(number)", "~sample-\(number)", "\(long)\(number)",
        ]
        guard isRest else { return one }
        return one + [
            "sample-\(number)/part", "sample-\(number)%2Fpart", "~sample-\(number)/part", "sample__\(number)",
        ]
    }
}

extension TargetTemplate {
    package var queryRule: QueryRule { query }
}
