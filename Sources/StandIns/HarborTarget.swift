/// A request target as Harbor's front server and its core read it, one after the other.
struct HarborTarget: Sendable {
    /// Decoded once, slashes merged, dot segments resolved; always starts with a slash.
    let path: String
    /// The parts of `path` between slashes, without a last empty one.
    let segments: [String]
    /// Decoded names and values, in their order.
    let query: [(name: String, value: String)]

    /// `nil` when the path has a bad triplet or climbs above the root, which the front server answers with 400.
    init?(_ target: String) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let decoded = Self.decoded(halves[0], plusIsSpace: false), decoded.hasPrefix("/") else { return nil }
        var segments: [String] = []
        for segment in decoded.split(separator: "/") where segment != "." {
            if segment != ".." {
                segments.append(String(segment))
            } else if segments.popLast() == nil {
                return nil
            }
        }
        self.segments = segments
        path = "/" + segments.joined(separator: "/")
        query = halves.count < 2 ? [] : Self.pairs(halves[1])
    }

    /// Names and values; a pair that cannot be decoded is dropped.
    static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0], plusIsSpace: true),
                let value = decoded(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { return nil }
            return (name, value)
        }
    }

    /// The last value given, which is the one that counts.
    func value(_ name: String) -> String? {
        query.last { $0.name == name }?.value
    }

    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy(isHexDigit),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
