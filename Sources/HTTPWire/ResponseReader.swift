package import NIOCore

/// Reads response heads from an upstream connection's bytes, as strictly as request heads: an upstream whose framing
/// is open to two readings can poison the next answer on the connection.
package struct ResponseReader {
    package let head = ResponseHead()
    private let limits: WireLimits
    private var section = SectionReader()
    private var state = State.start

    private enum State {
        case start, line, fields
    }

    package init(limits: WireLimits = WireLimits()) {
        self.limits = limits
    }

    /// Whether bytes of an unfinished head are waiting.
    package var isInsideHead: Bool { state != .start }

    /// Reads on in `buffer`. True when a head is complete: it is then in `head` and consumed. `toHead` says that it
    /// answers a HEAD request, whose answer has no body whatever its fields say (RFC 9112 §6.3).
    package mutating func read(_ buffer: inout ByteBuffer, toHead: Bool) throws(WireFault) -> Bool {
        if state == .start {
            guard buffer.readableBytes > 0 else { return false }
            section.reset()
            state = .line
        }
        guard try readLines(buffer, toHead: toHead) else { return false }
        state = .start
        guard let bytes = buffer.readSlice(length: section.lineStart) else { return false }
        section.finish(head.fields, bytes)
        return true
    }

    private mutating func readLines(_ buffer: borrowing ByteBuffer, toHead: Bool) throws(WireFault) -> Bool {
        let bytes = buffer.readableBytesUInt8Span
        if state == .line {
            guard let line = try section.line(bytes, before: limits.requestLine, orElse: .statusLine) else {
                return false
            }
            try readStatusLine(bytes, line)
            head.statusLineCount = section.lineStart
            state = .fields
        }
        guard
            try section.fields(
                bytes, start: head.statusLineCount, limit: limits.fields, count: limits.fieldCount)
        else { return false }
        try readMeaning(bytes, toHead: toHead)
        return true
    }

    /// `HTTP-version SP status-code SP [reason-phrase]`; the second space may be missing when the reason is, since many
    /// servers leave it out.
    private mutating func readStatusLine(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(WireFault) {
        guard line.count >= 12, bytes[line.lowerBound + 8] == UInt8(ascii: " ") else { throw .statusLine }
        head.minorVersion = try RequestReader.minorVersion(bytes, line.lowerBound..<line.lowerBound + 8)
        var status = 0
        for index in line.lowerBound + 9..<line.lowerBound + 12 {
            guard ByteClass.isDigit(bytes[index]) else { throw .statusLine }
            status = status * 10 + Int(bytes[index] &- UInt8(ascii: "0"))
        }
        guard (100...599).contains(status) else { throw .statusLine }
        if line.count > 12 {
            guard bytes[line.lowerBound + 12] == UInt8(ascii: " "),
                ByteClass.isText(bytes, line.lowerBound + 13..<line.upperBound)
            else { throw .statusLine }
        }
        head.status = status
    }

    private func readMeaning(_ bytes: Span<UInt8>, toHead: Bool) throws(WireFault) {
        var framing = FramingFields()
        var connection = ConnectionOptions()
        // Every line is looked at here anyway.
        var present: FieldSet = []
        for line in section.lines {
            present.insert(line.id)
            switch line.id {
            case .contentLength: try framing.contentLength(bytes, line)
            case .transferEncoding: try framing.transferEncoding(bytes, line)
            case .connection: try connection.read(bytes, line.value)
            default: break
            }
        }
        try framing.check(minorVersion: head.minorVersion)
        head.connection = connection
        head.present = present
        if toHead || head.status < 200 || head.status == 204 || head.status == 304 {
            head.framing = .none
        } else if framing.isChunked {
            head.framing = .chunked
        } else {
            head.framing = framing.length.map { .length($0) } ?? .untilClose
        }
    }
}
