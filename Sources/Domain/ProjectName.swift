/// A Harbor project: `^[a-z0-9]+(?:[._-][a-z0-9]+)*$`, 1 to 255 bytes. A value of this type can be put into a path or
/// query without further checks.
package struct ProjectName: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init?(_ value: some StringProtocol) {
        guard (1...255).contains(value.utf8.count) else { return nil }
        // Alphanumeric runs, each pair joined by exactly one separator.
        let runs = value.utf8.split(omittingEmptySubsequences: false) { byte in
            [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
        }
        guard runs.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isLowerAlphanumeric) }) else { return nil }
        self.value = String(value)
    }

    package var description: String { value }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
