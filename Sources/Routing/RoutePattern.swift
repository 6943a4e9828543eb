/// The path of a route as an operator writes it: `/v2/{name...}/manifests/{reference}`.
///
/// A segment is a literal, `{name}` for one segment, or `{name...}` for one or more, once in a pattern and anywhere in
/// it: what follows it is matched from the right, so `/v2/team/manifests/app/manifests/1` has the name
/// `team/manifests/app`. A pattern that ends in `/` matches paths that do.
package struct RoutePattern: Sendable {
    package struct Parameter: Hashable, Sendable {
        package let name: String
        /// Written `{name...}`.
        package let isRest: Bool
        package fileprivate(set) var type: ParameterType
        /// Of the opening brace, in Unicode scalars from the start of the pattern.
        package let offset: Int
    }

    enum Segment: Hashable, Sendable {
        case literal([UInt8])
        /// An index into `parameters`.
        case parameter(Int)
        case rest(Int)
    }

    package let text: String
    package private(set) var parameters: [Parameter] = []
    let segments: [Segment]
    let endsInSlash: Bool
    /// Whether `/a/{rest...}` matches `/a/` too, with an empty value: what a folder needs, whose own page is there.
    package var takesEmptyRest = false

    /// Reads a pattern. Every parameter begins as `any`; `assign` gives it its type.
    package init(parsing text: String) throws(PatternFault) {
        let path = try PathText(text)
        var segments: [Segment] = []
        for piece in path.pieces {
            guard let inside = try PathText.parameter(in: piece) else {
                segments.append(.literal(try PathText.literal(piece)))
                continue
            }
            let isRest = inside.hasSuffix("...")
            let name = isRest ? inside.dropLast(3) : inside
            guard PathText.isParameterName(name) else {
                throw PatternFault(
                    at: piece.offset + 1, "a parameter's name is a letter followed by letters, digits, \"_\" or \"-\"")
            }
            guard !parameters.contains(where: { $0.name == name }) else {
                throw PatternFault(at: piece.offset, "the parameter \"\(name)\" stands twice")
            }
            guard !isRest || !parameters.contains(where: \.isRest) else {
                throw PatternFault(at: piece.offset, "only one parameter may be written with \"...\"")
            }
            segments.append(isRest ? .rest(parameters.count) : .parameter(parameters.count))
            parameters.append(Parameter(name: String(name), isRest: isRest, type: .any, offset: piece.offset))
        }
        self.text = text
        self.segments = segments
        endsInSlash = path.endsInSlash
    }

    /// Gives parameter `index` its type, or says why it cannot have it.
    package mutating func assign(_ type: ParameterType, to index: Int) throws(PatternFault) {
        let parameter = parameters[index]
        guard parameter.isRest ? type.fitsRest : type.fitsOneSegment else {
            throw PatternFault(
                at: parameter.offset,
                parameter.isRest
                    ? "{\(parameter.name)...} holds slashes: its type is oci-repository or any, not \(type.rawValue)"
                    : "\(type.rawValue) holds slashes: write {\(parameter.name)...}")
        }
        parameters[index].type = type
    }

    /// Names and types aside: two patterns of one shape match the same paths.
    package var shape: RouteShape {
        RouteShape(
            segments: segments.map { segment in
                switch segment {
                case .literal(let bytes): .literal(bytes)
                case .parameter: .one
                case .rest(let index):
                    takesEitherEnding ? .restOrSlash : .rest(repository: parameters[index].type == .ociRepository)
                }
            }, endsInSlash: endsInSlash)
    }

    /// Whether both `/a` and `/a/` match: the pattern ends in a rest parameter that keeps the slash.
    var takesEitherEnding: Bool {
        guard case .rest(let index) = segments.last else { return false }
        return parameters[index].type == .any && !endsInSlash
    }
}

/// What a pattern matches, without the names of its parameters.
package struct RouteShape: Hashable, Sendable {
    enum Segment: Hashable, Sendable {
        case literal([UInt8])
        case one
        case rest(repository: Bool)
        case restOrSlash
    }

    let segments: [Segment]
    let endsInSlash: Bool
}
