import Routing

/// What was read of an accepted target: the value in which two readings are compared.
struct TargetForm: Equatable {
    let segments: [[UInt8]]
    let endsInSlash: Bool
    let canonicalPath: String
    let query: String?
    /// Of the absolute-form.
    let authority: Range<Int>?

    /// `nil` for a target that is refused.
    init?(reading bytes: [UInt8], with value: inout RequestTarget) {
        guard (try? value.read(bytes.span)) != nil else { return nil }
        segments = value.segmentTexts().map { Array($0.utf8) }
        endsInSlash = value.endsInSlash
        canonicalPath = value.canonicalPath()
        query = value.queryText()
        authority = value.authority
    }

    init?(reading bytes: [UInt8]) {
        var value = RequestTarget()
        self.init(reading: bytes, with: &value)
    }

    /// Nothing is left in it that two servers could read in two ways.
    func checkForm() throws(Breach) {
        try require(segments.count <= RequestTarget.maxSegments, "more segments than there may be")
        try require(!segments.isEmpty || endsInSlash, "a path that is neither the root nor has a segment")
        for segment in segments {
            try require(!segment.isEmpty, "an empty segment")
            try require(segment != Array(".".utf8) && segment != Array("..".utf8), "a dot segment")
            try require(
                segment.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !Self.ambiguous.contains($0) },
                "a segment with a byte that is refused")
        }
        let joined = segments.map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
        try require(
            canonicalPath == joined + (endsInSlash ? "/" : ""), "the canonical path is not that of its segments")
    }

    private static let ambiguous = Array("/%\\;".utf8)

    /// The path with every byte but the slashes percent-encoded `depth` times.
    func encoded(_ depth: Int) -> [UInt8] {
        var out: [UInt8] = []
        for segment in segments {
            out.append(UInt8(ascii: "/"))
            for byte in segment {
                out.append(UInt8(ascii: "%"))
                for _ in 1..<depth { out += "25".utf8 }
                let digits = String(byte, radix: 16, uppercase: byte & 1 == 0)
                out += (digits.utf8.count == 1 ? "0" + digits : digits).utf8
            }
        }
        return endsInSlash ? out + [UInt8(ascii: "/")] : out
    }
}
