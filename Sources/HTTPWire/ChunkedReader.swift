package import NIOCore

/// Takes the chunked coding (RFC 9112 §7.1) off a body. Chunk extensions are checked and dropped; the chunks' bounds
/// are not kept: the next hop is framed anew.
package final class ChunkedReader {
    package private(set) var isComplete = false
    /// The trailer section, once `isComplete`.
    package let trailers = FieldSection()

    private let limits: WireLimits
    private var state = State.size
    private var size = 0
    private var digits = 0
    private var lineCount = 0
    private var extensionCount = 0
    private var section = SectionReader()
    private var trailerBytes = ByteBuffer()

    private enum State: Equatable {
        case size
        case extensions(ChunkExtension)
        case sizeLineFeed
        case data
        case dataReturn
        case dataLineFeed
        case trailers
    }

    package init(limits: WireLimits = WireLimits()) {
        self.limits = limits
    }

    /// Consumes `buffer` up to the end of the body at most and returns the payload found in it: without a copy when it
    /// is one piece, as large transfers are. `nil`: no payload.
    package func read(_ buffer: inout ByteBuffer) throws(WireFault) -> ByteBuffer? {
        var payload: ByteBuffer?
        while !isComplete, buffer.readableBytes > 0 {
            switch state {
            case .data:
                let count = min(size, buffer.readableBytes)
                guard var piece = buffer.readSlice(length: count) else { break }
                size -= count
                if size == 0 { state = .dataReturn }
                if payload == nil { payload = piece } else { payload?.writeBuffer(&piece) }
            case .trailers:
                try readTrailers(&buffer)
            default:
                try readLine(&buffer)
            }
        }
        return payload
    }

    /// Everything between two runs of data, byte by byte.
    private func readLine(_ buffer: inout ByteBuffer) throws(WireFault) {
        var count = 0
        do {
            let bytes = buffer.readableBytesUInt8Span
            while count < bytes.count, state != .data, state != .trailers {
                try step(bytes[count])
                count += 1
            }
        }
        buffer.moveReaderIndex(forwardBy: count)
    }

    private func step(_ byte: UInt8) throws(WireFault) {
        lineCount += 1
        if lineCount > limits.chunkLine { throw .chunkLineTooLong }
        switch state {
        case .size:
            if let digit = hexDigit(byte) {
                digits += 1
                // 15 digits stay below `Int.max`.
                guard digits <= 15 else { throw .chunkSize }
                size = size << 4 | digit
                return
            }
            guard digits > 0 else { throw .chunkSize }
            switch byte {
            case UInt8(ascii: "\r"): state = .sizeLineFeed
            case UInt8(ascii: ";"): state = .extensions(.start)
            default: throw .chunkSize
            }
        case .extensions(let position):
            extensionCount += 1
            guard extensionCount <= limits.chunkExtensions else { throw .chunkExtension }
            if byte == UInt8(ascii: "\r"), position.mayEnd {
                state = .sizeLineFeed
            } else {
                guard let next = position.after(byte) else { throw .chunkExtension }
                state = .extensions(next)
            }
        case .sizeLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .chunkSize }
            state = size == 0 ? .trailers : .data
            digits = 0
            lineCount = 0
        case .dataReturn:
            guard byte == UInt8(ascii: "\r") else { throw .chunkEnd }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .chunkEnd }
            state = .size
            lineCount = 0
        case .data, .trailers: break
        }
    }

    private func readTrailers(_ buffer: inout ByteBuffer) throws(WireFault) {
        // Nearly every body ends here: no trailers.
        if trailerBytes.readableBytes == 0, buffer.getInteger(at: buffer.readerIndex, as: UInt16.self) == 0x0D0A {
            buffer.moveReaderIndex(forwardBy: 2)
            isComplete = true
            return
        }
        let before = trailerBytes.readableBytes
        var incoming = buffer
        trailerBytes.writeBuffer(&incoming)
        let done: Bool
        do {
            let received = trailerBytes
            let bytes = received.readableBytesUInt8Span
            do {
                done = try section.fields(bytes, start: 0, limit: limits.trailers, count: limits.fieldCount)
            } catch {
                throw .trailers
            }
            // A trailer that frames or routes would be taken for a header by a careless next hop (RFC 9110 §6.5.1).
            for line in section.lines where line.id != .other { throw .trailers }
        }
        if done {
            buffer.moveReaderIndex(forwardBy: section.lineStart - before)
            section.finish(trailers, trailerBytes.readSlice(length: section.lineStart) ?? ByteBuffer())
            trailerBytes = ByteBuffer()
            isComplete = true
        } else {
            buffer.moveReaderIndex(to: buffer.writerIndex)
        }
    }

    private func hexDigit(_ byte: UInt8) -> Int? {
        if ByteClass.isDigit(byte) { return Int(byte &- UInt8(ascii: "0")) }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? Int(letter) + 10 : nil
    }
}

/// `chunk-ext = *( ";" token [ "=" ( token / quoted-string ) ] )` (RFC 9112 §7.1.1) without the optional white space,
/// which some readers take for the end of the size, and without quoted pairs, which some read otherwise (llhttp
/// refuses `\"`). What is refused here has no user.
enum ChunkExtension: Equatable {
    case start, name, valueStart, value, quoted, quotedEnd

    /// Whether the line may end here.
    var mayEnd: Bool { self == .name || self == .value || self == .quotedEnd }

    /// The position after `byte`, or `nil` where the grammar has no such byte.
    func after(_ byte: UInt8) -> ChunkExtension? {
        switch self {
        case .start: isToken(byte) ? .name : nil
        case .name where byte == UInt8(ascii: "="): .valueStart
        case .name where byte == UInt8(ascii: ";"), .value where byte == UInt8(ascii: ";"),
            .quotedEnd where byte == UInt8(ascii: ";"):
            .start
        case .name: isToken(byte) ? .name : nil
        case .valueStart where byte == UInt8(ascii: "\""): .quoted
        case .valueStart, .value: isToken(byte) ? .value : nil
        case .quoted where byte == UInt8(ascii: "\""): .quotedEnd
        case .quoted: isVisible(byte) ? .quoted : nil
        case .quotedEnd: nil
        }
    }

    private func isToken(_ byte: UInt8) -> Bool { ByteClass.isToken(byte) }
    private func isVisible(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\")
    }
}
