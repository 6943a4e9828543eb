import Domain

/// An organization of SWR, which is what `/v1` calls a project: 1 to 64 of `a-z 0-9 . _ -`, a letter first, a letter or
/// digit last, no two signs together but two underscores. A value of this type can be put into a path or query without
/// further checks.
struct SWROrganizationName: Hashable, Sendable, CustomStringConvertible {
    static let longest = 64

    let value: String

    init?(_ value: some StringProtocol) {
        guard value.utf8.count <= Self.longest, let first = value.utf8.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            SWRNameRule.holds(for: value.utf8, slashes: false)
        else { return nil }
        self.value = String(value)
    }

    init(_ text: String, field: String) throws(GatewayError) {
        guard let name = SWROrganizationName(text) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(field): must be 1 to \(Self.longest) of a to z and 0 to 9, with single . - or one or two _ "
                    + "between them, and begin with a letter")
        }
        self = name
    }

    var description: String { value }
}

/// What names of SWR are made of
/// (https://github.com/opentelekomcloud-docs/software-repository-container).
enum SWRNameRule {
    /// Letters and digits with single signs between them; two underscores in a row count as one sign.
    static func holds(for name: some Sequence<UInt8>, slashes: Bool) -> Bool {
        /// The sign since the last letter or digit; before the first there may be none.
        var sign: [UInt8] = [0]
        for byte in name {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                sign = []
            case UInt8(ascii: "_"):
                guard sign.isEmpty || sign == [byte] else { return false }
                sign.append(byte)
            case UInt8(ascii: "."), UInt8(ascii: "-"):
                guard sign.isEmpty else { return false }
                sign = [byte]
            case UInt8(ascii: "/"):
                guard slashes, sign.isEmpty else { return false }
                sign = [byte]
            default: return false
            }
        }
        return sign.isEmpty
    }
}
