/// A validator of one content (RFC 9110 §8.8.3).
struct EntityTag: Hashable, Sendable {
    /// What stands between the quotes.
    let opaque: String
    let isWeak: Bool

    /// Linux stamps changes with a clock that ticks every 10 ms at the slowest (CONFIG_HZ=100), some file systems keep
    /// whole or even seconds only.
    private static let restSeconds: Int64 = 3

    init(opaque: String, isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag of a file's content. It is made of inode, size and both times: a replaced file has another inode, even
    /// where a deployment sets all times alike, and one written in place has another time of change, even where its
    /// time of modification is put back.
    ///
    /// Strong, so that interrupted downloads can go on, once the file has been at rest for longer than its file
    /// system's clock is coarse: before that, a further change could leave no trace (RFC 9110 §8.8.1), and the tag is
    /// weak.
    ///
    /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
    init(_ version: StaticEntry.Version, now: Int64) {
        let parts = [
            version.inode, UInt64(bitPattern: Int64(version.size)),
            UInt64(bitPattern: version.modified.second), UInt64(bitPattern: version.modified.nanosecond),
            UInt64(bitPattern: version.changed.second), UInt64(bitPattern: version.changed.nanosecond),
        ]
        // Mixed as in `RequestIDSource`, since an inode's number is nobody's business. Each step is one to one: two
        // versions that differ in one part never have the same tag.
        var mixed: UInt64 = 0
        for part in parts {
            mixed = (mixed ^ part) &+ 0x9E37_79B9_7F4A_7C15
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
        }
        opaque = String(mixed, radix: 16)
        isWeak = version.changed.second > now - Self.restSeconds
    }

    /// As it stands in `ETag`.
    var text: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    /// How two tags are compared (RFC 9110 §8.8.3.2).
    enum Comparison {
        /// Byte for byte the same content.
        case strong
        /// As good as the same.
        case weak
    }

    /// Whether this tag is in the value of `If-Match` or `If-None-Match`; any is in `*`.
    func isIn(_ field: String, by comparison: Comparison) -> Bool {
        field == "*"
            || Self.list(in: field).contains { tag in
                tag.opaque == opaque && (comparison == .weak || !tag.isWeak && !isWeak)
            }
    }

    /// The tags of a list such as `"a", W/"b"`. A tag may hold commas, so quotes are what is looked for; what is no tag
    /// is passed over.
    static func list(in field: String) -> [EntityTag] {
        let quote = UInt8(ascii: "\"")
        var tags: [EntityTag] = []
        var rest = field.utf8[...]
        while let open = rest.firstIndex(of: quote) {
            let start = rest.index(after: open)
            guard let close = rest[start...].firstIndex(of: quote) else { break }
            let isWeak = rest[..<open].suffix(2).elementsEqual("W/".utf8)
            tags.append(EntityTag(opaque: String(Substring(rest[start..<close])), isWeak: isWeak))
            rest = rest[rest.index(after: close)...]
        }
        return tags
    }
}
