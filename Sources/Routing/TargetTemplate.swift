/// How the target that goes upstream is rebuilt from the typed parameters of a matched route:
/// `/api/v2.0/projects/{project}/repositories/{repository|encode2}/artifacts`.
///
/// A client's bytes are never copied into the path: literals come from the policy and values are encoded anew.
package struct TargetTemplate: Sendable {
    package enum Filter: String, CaseIterable, Sendable {
        /// Percent-encodes everything but `pchar` without `;` (RFC 3986 §3.3), slashes of a repository name included.
        case encode
        /// As `encode`, then `%` once more: `/` becomes `%252F`, which is what Harbor needs because it decodes twice.
        case encode2
        /// As `encode`, but the slashes of a repository name stay: what a docker registry needs
        /// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests).
        case plain
    }

    enum Piece: Sendable {
        /// A range of `literals`.
        case literal(Range<Int>)
        /// A slot of the layout, and whether its slashes stay between segments (`{name...}` of type any).
        case value(slot: Int, filter: Filter, keepsSlashes: Bool)
    }

    /// As the policy has it.
    package let text: String
    let pieces: [Piece]
    let literals: [UInt8]
    /// Whether a trailing slash of the client's path is kept.
    let keepsTrailingSlash: Bool
    let query: QueryRule
    /// What a target usually needs beside the client's own length, so that one allocation does.
    let sizeHint: Int
    /// `nil` when more is changed on the way than what the path begins with.
    package let prefixes: Prefixes?

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - pattern: the typed pattern whose parameters the template names.
    ///   - basePath: the path of the upstream's URL, put before; empty or beginning with `/`.
    package init(
        parsing text: String, for pattern: RoutePattern, basePath: String = "", query: QueryRule = .pass
    ) throws(PatternFault) {
        self.text = text
        let path = try PathText(text)
        var literals = Array((basePath.hasSuffix("/") ? basePath.dropLast() : basePath[...]).utf8)
        var pieces: [Piece] = []
        var start = 0
        var endsInRest = false
        for piece in path.pieces {
            literals.append(Byte.slash)
            guard let inside = try PathText.parameter(in: piece) else {
                literals += try PathText.literal(piece)
                endsInRest = false
                continue
            }
            let (slot, filter) = try Self.value(inside, at: piece.offset + 1, pattern)
            let parameter = pattern.parameters[slot]
            let keepsSlashes = parameter.isRest && (parameter.type == .any || filter == .plain)
            pieces.append(.literal(start..<literals.count))
            pieces.append(.value(slot: slot, filter: filter, keepsSlashes: keepsSlashes))
            start = literals.count
            endsInRest = parameter.isRest && parameter.type == .any
        }
        if path.endsInSlash {
            literals.append(Byte.slash)
        }
        if start < literals.count {
            pieces.append(.literal(start..<literals.count))
        }
        self.pieces = pieces
        self.literals = literals
        self.query = query
        keepsTrailingSlash = endsInRest && pattern.takesEitherEnding && !path.endsInSlash
        sizeHint = literals.count + 32
        prefixes = Self.prefixes(pieces, literals, pattern)
    }

    private static func value(
        _ inside: Substring, at offset: Int, _ pattern: RoutePattern
    ) throws(PatternFault) -> (Int, Filter) {
        let parts = inside.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first ?? ""
        guard let slot = pattern.parameters.firstIndex(where: { $0.name == name }) else {
            let known = pattern.parameters.map { "{\($0.name)}" }.joined(separator: ", ")
            throw PatternFault(
                at: offset,
                name.hasSuffix("...")
                    ? "write {\(name.dropLast(3))} here: \"...\" belongs in the match"
                    : "the match has no parameter \"\(name)\""
                        + (known.isEmpty ? "" : "; it has \(known)"))
        }
        guard parts.count == 2 else { return (slot, .encode) }
        guard let filter = Filter(rawValue: String(parts[1])) else {
            throw PatternFault(
                at: offset + name.unicodeScalars.count + 1,
                "unknown filter \"\(parts[1])\": encode, encode2 and plain are known")
        }
        return (slot, filter)
    }
}
