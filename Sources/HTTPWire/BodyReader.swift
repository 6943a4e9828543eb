package import NIOCore

/// Finds the end of one message's body and hands out its payload, whatever the framing.
package struct BodyReader {
    private var state: State

    private enum State {
        case done
        case length(Int)
        case chunked(ChunkedReader)
        case untilClose
    }

    package init(_ framing: BodyFraming, limits: WireLimits = WireLimits()) {
        switch framing {
        case .none, .length(0): state = .done
        case .length(let count): state = .length(count)
        case .chunked: state = .chunked(ChunkedReader(limits: limits))
        case .untilClose: state = .untilClose
        }
    }

    package var isComplete: Bool {
        switch state {
        case .done: true
        case .length, .untilClose: false
        case .chunked(let reader): reader.isComplete
        }
    }

    /// What is to come of a body that has told its length and is not complete, in bytes.
    package var remaining: Int? {
        if case .length(let count) = state { count } else { nil }
    }

    /// So many bytes of what remains went past this reader.
    package mutating func skip(_ count: Int) {
        guard case .length(let remaining) = state else { return }
        state = count < remaining ? .length(remaining - count) : .done
    }

    /// The trailer section of a complete chunked body, if it has lines.
    package var trailers: FieldSection? {
        if case .chunked(let reader) = state, reader.isComplete, !reader.trailers.lines.isEmpty {
            return reader.trailers
        }
        return nil
    }

    /// Consumes `buffer` up to the end of the body at most and returns the payload found, or `nil` when there is none.
    package mutating func read(_ buffer: inout ByteBuffer) throws(WireFault) -> ByteBuffer? {
        switch state {
        case .done: return nil
        case .untilClose:
            let payload = buffer
            buffer.moveReaderIndex(to: buffer.writerIndex)
            return payload.readableBytes > 0 ? payload : nil
        case .length(let remaining):
            let payload = buffer.readSlice(length: min(remaining, buffer.readableBytes))
            let count = payload?.readableBytes ?? 0
            state = count == remaining ? .done : .length(remaining - count)
            return count > 0 ? payload : nil
        case .chunked(let reader): return try reader.read(&buffer)
        }
    }

    /// The connection has ended: fine for a body that ends with it, a fault for every other that is not complete.
    package mutating func end() throws(WireFault) {
        switch state {
        case .untilClose: state = .done
        case .done: break
        case .length: throw .bodyCutShort
        case .chunked(let reader): if !reader.isComplete { throw .bodyCutShort }
        }
    }
}
