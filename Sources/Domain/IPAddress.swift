/// An IPv4 or IPv6 address as 128 bits; an IPv4 address is the IPv6 address that it is mapped to (RFC 4291 §2.5.5.2), so
/// that `::ffff:192.0.2.7` and `192.0.2.7` are one.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64
    private static let mapped: UInt64 = 0xFFFF_0000_0000

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package var isIPv4: Bool { high == 0 && low & ~0xFFFF_FFFF == Self.mapped }

    /// Reads dotted decimal without leading zeros, or the text form of RFC 4291 §2.2 without a zone.
    package init?(parsing text: String) {
        guard text.utf8.count <= 45 else { return nil }
        if text.contains(":") {
            guard let groups = Self.groups(text) else { return nil }
            high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
            low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
        } else {
            guard let number = Self.dotted(text) else { return nil }
            high = 0
            low = Self.mapped | UInt64(number)
        }
    }

    private static func dotted(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            // `010` is eight to some readers and ten to others.
            guard part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"), let byte = UInt8(part)
            else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    /// Eight groups of 16 bits.
    private static func groups(_ text: String) -> [UInt16]? {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if let last = parts.last, last.contains(".") {
            guard let number = dotted(last) else { return nil }
            parts.removeLast()
            parts += [String(number >> 16, radix: 16), String(number & 0xFFFF, radix: 16)]
        }
        // A colon at either end belongs to `::`.
        if parts.first == "" {
            guard parts.count > 2, parts[1] == "" else { return nil }
            parts.removeFirst()
        }
        if parts.last == "" {
            guard parts.count > 1, parts[parts.count - 2] == "" else { return nil }
            parts.removeLast()
        }
        let gaps = parts.indices.filter { parts[$0].isEmpty }
        guard gaps.count <= 1 else { return nil }
        if let gap = gaps.first {
            guard parts.count <= 8 else { return nil }
            parts.replaceSubrange(gap...gap, with: repeatElement("0", count: 9 - parts.count))
        }
        guard parts.count == 8 else { return nil }
        var groups: [UInt16] = []
        for part in parts {
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }

    package var description: String {
        if isIPv4 {
            return (0..<4).reversed().map { "\(low >> ($0 * 8) & 0xFF)" }.joined(separator: ".")
        }
        let groups = [high, low].flatMap { half in (0..<4).reversed().map { half >> ($0 * 16) & 0xFFFF } }
        func text(_ groups: some Sequence<UInt64>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        // RFC 5952 §4.2: the first of the longest runs of zeros, if it is longer than one group.
        var gap = 0..<0
        for start in groups.indices {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(1, gap.count) { gap = start..<end }
        }
        return gap.isEmpty ? text(groups) : text(groups[..<gap.lowerBound]) + "::" + text(groups[gap.upperBound...])
    }
}

/// Addresses with a prefix in common, written `10.0.0.0/8`, `2001:db8::/32`, or as a single address (RFC 4632 §3.1).
package struct AddressRange: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    private let highMask: UInt64
    private let lowMask: UInt64

    package enum Fault: Error {
        case syntax
        /// Bits behind the prefix are set: the author meant another address or another length.
        case bitsBehindPrefix
    }

    package init(parsing text: String) throws(Fault) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = parts.first, let address = IPAddress(parsing: String(base)) else {
            throw .syntax
        }
        let isDotted = !base.contains(":")
        var length = 128
        if parts.count == 2 {
            let digits = parts[1]
            guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                digits == "0" || digits.first != "0", let number = Int(digits), number <= (isDotted ? 32 : 128)
            else { throw .syntax }
            length = isDotted ? number + 96 : number
        }
        highMask = length == 0 ? 0 : ~0 << UInt64(max(0, 64 - length))
        lowMask = length <= 64 ? 0 : ~0 << UInt64(128 - length)
        guard address.high & ~highMask == 0, address.low & ~lowMask == 0 else { throw .bitsBehindPrefix }
        high = address.high
        low = address.low
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.high & highMask == high && address.low & lowMask == low
    }
}
