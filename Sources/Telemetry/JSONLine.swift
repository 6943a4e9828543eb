/// One line of a JSON log (RFC 8259, one object a line), written as bytes into storage that is used again.
///
/// Whatever a client sends stays inside its string: quotes, controls, DEL and the C1 controls (which drive terminals)
/// are escaped, invalid UTF-8 becomes U+FFFD, and a string is cut after `longestString` bytes. So a request can neither
/// forge a line nor fill a disk with one.
package struct JSONLine {
    /// Bytes of one string value that are kept; then `…` follows. Paths and names of honest requests are shorter.
    package static let longestString = 2_048

    /// The line so far; complete, with its line feed, after `end()`.
    package private(set) var bytes: [UInt8] = []
    private var timestamp = Timestamp()

    package init() {
        bytes.reserveCapacity(1_024)
    }

    /// Starts a new line in the same storage.
    package mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
    }

    package mutating func end() {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A string member from raw bytes.
    package mutating func string(_ name: StaticString, _ value: Span<UInt8>) {
        key(name)
        quoted(value)
    }

    /// A string member, or `null`.
    package mutating func string(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { quoted(value.utf8Span.span) } else { null() }
    }

    /// A string member from a request target, up to its query or fragment: tokens travel in queries, and a log
    /// outlives them.
    package mutating func path(_ name: StaticString, _ target: Span<UInt8>) {
        key(name)
        var end = 0
        while end < target.count, target[end] != UInt8(ascii: "?"), target[end] != UInt8(ascii: "#") { end += 1 }
        quoted(target.extracting(first: end))
    }

    /// A member whose value is JSON already.
    package mutating func json(_ name: StaticString, _ value: [UInt8]) {
        key(name)
        bytes.append(contentsOf: value)
    }

    /// A number member, or `null`.
    package mutating func integer(_ name: StaticString, _ value: Int64?) {
        key(name)
        if let value { digits(value) } else { null() }
    }

    /// A duration in milliseconds with three decimals, or `null`.
    package mutating func milliseconds(_ name: StaticString, nanoseconds: Int64?) {
        key(name)
        guard let nanoseconds else { return null() }
        let microseconds = max(0, nanoseconds) / 1_000
        digits(microseconds / 1_000)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(microseconds / 100 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(microseconds / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(microseconds % 10))
    }

    /// A time member, RFC 3339 in UTC.
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    package mutating func time(_ name: StaticString, milliseconds: Int64) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        timestamp.write(milliseconds, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func key(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func null() {
        bytes.append(UInt8(ascii: "n"))
        bytes.append(UInt8(ascii: "u"))
        bytes.append(UInt8(ascii: "l"))
        bytes.append(UInt8(ascii: "l"))
    }

    private mutating func digits(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func quoted(_ value: Span<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        JSONText.escape(value, limit: Self.longestString, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
