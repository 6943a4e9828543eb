import Domain
package import NIOCore

/// Reads request heads from a connection's bytes. One a connection; its storage is reused, so a head is valid until
/// the next `read`.
package struct RequestReader {
    package let head = RequestHead()
    private let limits: WireLimits
    private var section = SectionReader()
    private var state = State.blank

    private enum State {
        /// Before the request line; one empty line is skipped (RFC 9112 §2.2).
        case blank
        case line
        case fields
    }

    package init(limits: WireLimits = WireLimits()) {
        self.limits = limits
    }

    /// Reads on in `buffer`, which holds everything received since the last head or body ended. True when a head is
    /// complete: it is then in `head` and consumed from `buffer`. False: nothing is consumed, call again with more.
    package mutating func read(_ buffer: inout ByteBuffer) throws(WireFault) -> Bool {
        if state == .blank {
            head.release()
            section.reset()
            skipEmptyLine(&buffer)
            guard buffer.readableBytes > 0, state == .line else { return false }
        }
        do {
            guard try readLines(buffer) else { return false }
        } catch {
            // What was read of the head says nothing: there are no bytes behind it.
            head.release()
            throw error
        }
        state = .blank
        // The section ended at the line start that follows the empty line.
        guard let bytes = buffer.readSlice(length: section.lineStart) else { return false }
        section.finish(head.fields, bytes)
        return true
    }

    private mutating func skipEmptyLine(_ buffer: inout ByteBuffer) {
        let first: UInt8? = buffer.getInteger(at: buffer.readerIndex)
        guard let first else { return }
        guard first == UInt8(ascii: "\r") else {
            state = .line
            return
        }
        let second: UInt8? = buffer.getInteger(at: buffer.readerIndex + 1)
        guard let second else { return }
        state = .line
        if second == UInt8(ascii: "\n") { buffer.moveReaderIndex(forwardBy: 2) }
    }

    private mutating func readLines(_ buffer: borrowing ByteBuffer) throws(WireFault) -> Bool {
        let bytes = buffer.readableBytesUInt8Span
        if state == .line {
            guard let line = try section.line(bytes, before: limits.requestLine, orElse: .requestLineTooLong) else {
                return false
            }
            try readRequestLine(bytes, line)
            state = .fields
        }
        let start = head.target.end
        guard
            try section.fields(bytes, start: start, limit: limits.fields, count: limits.fieldCount)
        else { return false }
        try readMeaning(bytes)
        return true
    }

    /// `method SP request-target SP HTTP-version`, single spaces only (RFC 9112 §3).
    private mutating func readRequestLine(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(WireFault) {
        var index = line.lowerBound
        while index < line.upperBound, bytes[index] != UInt8(ascii: " ") { index += 1 }
        let method = line.lowerBound..<index
        guard ByteClass.isToken(bytes, method) else { throw .method }
        let start = min(index + 1, line.upperBound)
        index = ByteClass.visibleEnd(bytes, start..<line.upperBound)
        guard index < line.upperBound else { throw .requestLine }
        guard bytes[index] == UInt8(ascii: " ") else { throw .target }
        guard index > start else { throw .requestLine }
        head.methodName = ByteRange(start: method.lowerBound, count: method.count)
        head.method = RequestMethod(bytes.extracting(method))
        head.target = ByteRange(start: start, count: index - start)
        head.minorVersion = try RequestReader.minorVersion(bytes, index + 1..<line.upperBound)
    }

    /// `HTTP/1.0` or `HTTP/1.1`; another well-formed version is told apart from nonsense.
    static func minorVersion(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(WireFault) -> UInt8 {
        let prefix: StaticString = "http/"
        guard range.count == 8,
            ByteClass.equals(bytes, range.lowerBound..<range.lowerBound + 5, lowercase: prefix),
            bytes[range.lowerBound] == UInt8(ascii: "H"),  // the name is case-sensitive (RFC 9112 §2.3)
            bytes[range.lowerBound + 1] == UInt8(ascii: "T"),
            bytes[range.lowerBound + 2] == UInt8(ascii: "T"),
            bytes[range.lowerBound + 3] == UInt8(ascii: "P"),
            ByteClass.isDigit(bytes[range.lowerBound + 5]),
            bytes[range.lowerBound + 6] == UInt8(ascii: "."),
            ByteClass.isDigit(bytes[range.lowerBound + 7])
        else { throw .requestLine }
        guard bytes[range.lowerBound + 5] == UInt8(ascii: "1") else { throw .version }
        let minor = bytes[range.lowerBound + 7] &- UInt8(ascii: "0")
        guard minor <= 1 else { throw .version }
        return minor
    }

    private func readMeaning(_ bytes: Span<UInt8>) throws(WireFault) {
        var framing = FramingFields()
        var connection = ConnectionOptions()
        var host: ByteRange?
        var expectsContinue = false
        let isMinorOne = head.minorVersion == 1
        for line in section.lines {
            switch line.id {
            case .host:
                guard host == nil else { throw .hostRepeated }
                guard HostField.isValid(bytes, line.value.range) else { throw .hostInvalid }
                host = line.value
            case .contentLength: try framing.contentLength(bytes, line)
            case .transferEncoding: try framing.transferEncoding(bytes, line)
            case .connection: try connection.read(bytes, line.value)
            case .expect:
                guard ByteClass.equals(bytes, line.value.range, lowercase: "100-continue") else { throw .expectation }
                // An HTTP/1.0 client cannot know 100 (RFC 9110 §10.1.1).
                expectsContinue = isMinorOne
            default: break
            }
        }
        try framing.check(minorVersion: isMinorOne ? 1 : 0)
        // RFC 9112 §3.2: a request without Host, or with two, is answered 400.
        if host == nil, isMinorOne { throw .hostMissing }
        head.host = host
        head.connection = connection
        let body: BodyFraming = framing.isChunked ? .chunked : framing.length.map { .length($0) } ?? .none
        head.framing = body
        // Nothing to wait for: a client that expects 100 without a body gets its final answer.
        head.expectsContinue = expectsContinue && !body.isEmpty
    }
}
