package import NIOCore

/// One field line, in place: where its name and value lie in the section's bytes.
package struct FieldLine: Sendable {
    package let id: FieldID
    /// The name holds `_` or `.`, which CGI-like upstreams fold into `-`: `X_Real_User` becomes `X-Real-User` there.
    /// Such a line is never forwarded.
    package let isAmbiguous: Bool
    /// The name is of a family that proxies use to say who the client is, such as `X-Forwarded-`: from a client it is
    /// never believed.
    package let isClaim: Bool
    package let name: ByteRange
    /// Without the optional white space around it (RFC 9112 §5.1).
    package let value: ByteRange
    /// Name, colon, value and line end.
    package let line: ByteRange
}

/// A header or trailer section: the bytes as they came and a table of lines over them. Offsets count from the first
/// readable byte of `bytes`. The table's storage is kept from message to message.
///
/// A class, as are the heads that hold one: handing a head on costs one reference count instead of one for each part.
/// Confined to its connection's event loop.
package final class FieldSection {
    package internal(set) var bytes = ByteBuffer()
    package internal(set) var lines: [FieldLine] = []

    package init() {}

    /// Lets the bytes go, and keeps the table's storage.
    func release() {
        bytes = ByteBuffer()
        lines.removeAll(keepingCapacity: true)
    }

    /// The first line with that id.
    package func first(_ id: FieldID) -> FieldLine? {
        for line in lines where line.id == id { return line }
        return nil
    }

    /// How many lines have that id.
    package func count(_ id: FieldID) -> Int {
        lines.reduce(0) { $1.id == id ? $0 + 1 : $0 }
    }

    /// A value as text, for local endpoints and logs; bytes outside UTF-8 are replaced.
    package func text(_ range: ByteRange) -> String {
        bytes.getString(at: bytes.readerIndex + Int(range.start), length: Int(range.count)) ?? ""
    }

    package func value(_ id: FieldID) -> String? {
        first(id).map { text($0.value) }
    }
}

/// Reads field lines (RFC 9112 §5) as their line ends arrive.
struct FieldLineReader {
    private let table = FieldTable.shared

    /// Reads the line at `line` (its CRLF excluded).
    func read(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(WireFault) -> FieldLine {
        var index = line.lowerBound
        var isAmbiguous = false
        while index < line.upperBound {
            let byte = bytes[index]
            if !ByteClass.isPlainToken(byte) {
                if byte == UInt8(ascii: ":") { break }
                guard ByteClass.isToken(byte) else {
                    // A line that begins with white space continues the one before it (obs-fold): a gateway must not
                    // guess how the next hop reads it (RFC 9112 §5.2).
                    throw index == line.lowerBound && isBlank(byte) ? .foldedField : .fieldName
                }
                isAmbiguous = true
            }
            index += 1
        }
        guard index < line.upperBound, index > line.lowerBound else { throw .fieldName }
        let name = line.lowerBound..<index
        var start = index + 1
        var end = line.upperBound
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        guard ByteClass.isText(bytes, start..<end) else { throw .fieldValue }
        let id = table.id(of: bytes, name)
        return FieldLine(
            id: id,
            isAmbiguous: isAmbiguous,
            isClaim: id == .other && ClaimFamily.contains(bytes, name),
            name: ByteRange(start: name.lowerBound, count: name.count),
            value: ByteRange(start: start, count: end - start),
            line: ByteRange(start: line.lowerBound, count: line.count + 2))
    }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

/// Families of field names that a trusted proxy sets and upstreams act upon: what the client's address, name or rights
/// are. `FieldID` has the well-known ones of them; this catches the rest.
enum ClaimFamily {
    private static let prefixes: [StaticString] = ["x-forwarded-", "x-auth-request-", "x-remote-", "impersonate-"]

    static func contains(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
        // Most names begin with another letter.
        let first = bytes[name.lowerBound] | 0x20
        guard first == UInt8(ascii: "x") || first == UInt8(ascii: "i") else { return false }
        for prefix in prefixes where name.count > prefix.utf8CodeUnitCount {
            let start = name.lowerBound..<name.lowerBound + prefix.utf8CodeUnitCount
            if ByteClass.equals(bytes, start, lowercase: prefix) { return true }
        }
        return false
    }
}
