/// A path as a careless upstream takes it: decoded some times, `\` for `/`, path parameters cut off, slashes merged,
/// dot segments removed.
package struct LaxReading: Equatable, Sendable {
    package private(set) var segments: [[UInt8]] = []
    package let endsInSlash: Bool

    /// - Parameter depth: how many times percent-encoding is taken off; a bad triplet stays as it is.
    package init(of target: [UInt8], decoded depth: Int) {
        var path = Array(target.prefix { $0 != UInt8(ascii: "?") })
        for _ in 0..<depth {
            path = Self.decodedOnce(path)
        }
        let slashes = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
        endsInSlash = path.last.map(slashes.contains) ?? false
        for piece in path.split(whereSeparator: slashes.contains) {
            let segment = Array(piece.prefix { $0 != UInt8(ascii: ";") })
            switch segment {
            case [], Array(".".utf8): continue
            case Array("..".utf8): _ = segments.popLast()
            default: segments.append(segment)
            }
        }
    }

    private static func decodedOnce(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
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

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
