extension RequestTarget {
    /// Reads `http://authority` or `https://authority` and returns where the path begins.
    mutating func readAuthority(_ bytes: Span<UInt8>) throws(TargetFault) -> Int {
        guard let start = Self.endOfScheme(bytes) else { throw .notAPath }
        var end = start
        while end < bytes.count, ASCIISet.authority.contains(bytes[end]) {
            end += 1
        }
        guard end > start else { throw .badAuthority }
        if end < bytes.count, bytes[end] != Byte.slash, bytes[end] != Byte.question {
            throw bytes[end] == UInt8(ascii: "#") ? .fragment : .badAuthority
        }
        authority = start..<end
        return end
    }

    /// The scheme is compared without case (RFC 3986 §3.1).
    private static func endOfScheme(_ bytes: Span<UInt8>) -> Int? {
        for scheme: StaticString in ["http://", "https://"] where bytes.count > scheme.utf8CodeUnitCount {
            let matches = scheme.withUTF8Buffer { letters in
                letters.indices.allSatisfy { index in
                    let byte = bytes[index]
                    let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    return (isUpper ? byte | 0x20 : byte) == letters[index]
                }
            }
            if matches { return scheme.utf8CodeUnitCount }
        }
        return nil
    }
}
