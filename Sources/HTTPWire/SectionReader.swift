import NIOCore

/// Finds the lines of a head or trailer section as bytes arrive, hands each complete one over, and stops at the empty
/// line. A line is looked at once, however the network cuts it, so drip-feeding costs the sender more than us; and
/// what is wrong is found at the end of its line, not of the head.
struct SectionReader {
    /// Bytes already searched for a line end.
    private var searched = 0
    /// Where the line that is being received begins.
    private(set) var lineStart = 0
    /// The complete field lines so far. Kept here until the section is complete: appending to a table inside a class
    /// instance costs an exclusivity check a line.
    private(set) var lines: [FieldLine] = []
    private let fieldReader = FieldLineReader()

    mutating func reset() {
        searched = 0
        lineStart = 0
        lines.removeAll(keepingCapacity: true)
    }

    /// The next complete line, its CRLF excluded, or `nil` when more bytes are needed. A line that does not end before
    /// offset `end` is refused with `fault` before anything else is said about it: the answer must not depend on how
    /// the network cut the bytes (`SplitTests`).
    mutating func line(_ bytes: Span<UInt8>, before end: Int, orElse fault: WireFault) throws(WireFault) -> Range<Int>?
    {
        guard let feed = ByteClass.lineFeed(in: bytes, from: searched) else {
            searched = bytes.count
            if searched >= end { throw fault }
            return nil
        }
        if feed >= end { throw fault }
        // A bare LF is a line end to some and a byte to others, and every proxy that was probed forwards it.
        guard feed > lineStart, bytes[feed - 1] == UInt8(ascii: "\r") else { throw .bareLineFeed }
        let line = lineStart..<feed - 1
        lineStart = feed + 1
        searched = lineStart
        return line
    }

    /// Reads complete field lines into `lines`; true once the empty line was read. `limit` counts bytes from `start`,
    /// the empty line included.
    mutating func fields(
        _ bytes: Span<UInt8>, start: Int, limit: Int, count: Int
    ) throws(WireFault) -> Bool {
        while let line = try line(bytes, before: start + limit, orElse: .fieldsTooLarge) {
            if line.isEmpty { return true }
            if lines.count == count { throw .tooManyFields }
            lines.append(try fieldReader.read(bytes, line))
        }
        return false
    }

    /// Hands the lines over and takes the section's old table, whose storage serves the next message.
    mutating func finish(_ section: FieldSection, _ bytes: ByteBuffer) {
        section.bytes = bytes
        swap(&section.lines, &lines)
    }
}
