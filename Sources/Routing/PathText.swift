/// A path as an operator writes it in a policy, cut at its slashes: what patterns and templates have in common.
struct PathText {
    struct Piece {
        /// In Unicode scalars from the start of the text.
        let offset: Int
        let text: Substring
    }

    let pieces: [Piece]
    let endsInSlash: Bool

    init(_ text: String) throws(PatternFault) {
        guard text.hasPrefix("/") else { throw PatternFault(at: 0, "a path begins with \"/\"") }
        var pieces: [Piece] = []
        var offset = 1
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            pieces.append(Piece(offset: offset, text: part))
            offset += part.unicodeScalars.count + 1
        }
        endsInSlash = pieces.last?.text.isEmpty ?? true
        if endsInSlash {
            _ = pieces.popLast()
        }
        for piece in pieces where piece.text.isEmpty {
            throw PatternFault(at: piece.offset, "an empty segment: two slashes in a row")
        }
        guard pieces.count <= RequestTarget.maxSegments else {
            throw PatternFault(at: 0, "more than \(RequestTarget.maxSegments) segments")
        }
        self.pieces = pieces
    }

    /// The text between the braces of `{…}`; `nil` when the piece is a literal.
    static func parameter(in piece: Piece) throws(PatternFault) -> Substring? {
        guard piece.text.hasPrefix("{"), piece.text.hasSuffix("}"), piece.text.count > 2 else {
            guard let brace = piece.text.unicodeScalars.firstIndex(where: { $0 == "{" || $0 == "}" }) else {
                return nil
            }
            let distance = piece.text.unicodeScalars.distance(from: piece.text.startIndex, to: brace)
            throw PatternFault(at: piece.offset + distance, "a parameter is a whole segment: \"/{name}/\"")
        }
        return piece.text.dropFirst().dropLast()
    }

    /// A literal segment's bytes. A literal stands for itself, so it holds only what needs no encoding.
    static func literal(_ piece: Piece) throws(PatternFault) -> [UInt8] {
        guard piece.text != ".", piece.text != ".." else { throw PatternFault(at: piece.offset, "a dot segment") }
        for (distance, scalar) in piece.text.unicodeScalars.enumerated() {
            guard scalar.isASCII, ASCIISet.pathLiteral.contains(UInt8(truncatingIfNeeded: scalar.value)) else {
                throw PatternFault(
                    at: piece.offset + distance, "\"\(scalar)\" cannot stand in a path: write it plainly")
            }
        }
        return Array(piece.text.utf8)
    }

    /// Letters of either case, digits, `_` and `-`, beginning with a letter, at most 64.
    static func isParameterName(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return letters.contains(first | 0x20)
            && name.utf8.allSatisfy { byte in
                letters.contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }
}
