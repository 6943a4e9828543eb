/// The tag of an image: `^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests). Never a digest, which has
/// a colon. A value of this type can be put into a path without further checks.
package struct TagName: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init?(_ value: some StringProtocol) {
        guard (1...128).contains(value.utf8.count) else { return nil }
        for (position, byte) in value.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                break
            case UInt8(ascii: "."), UInt8(ascii: "-"):
                guard position > 0 else { return nil }
            default: return nil
            }
        }
        self.value = String(value)
    }

    package var description: String { value }
}
