package import HTTPWire
import NIOCore

/// Drives the readers over a connection's bytes as a connection handler does, and writes down what they say.
package struct WireStream {
    package private(set) var reading = WireReading()
    private let side: WireSide
    private let limits: WireLimits
    private var requests: RequestReader
    private var responses: ResponseReader
    private var body: BodyReader?
    private var buffer = ByteBuffer()
    private var finalResponses: UInt8 = 0

    package init(_ side: WireSide, limits: WireLimits = WireLimits()) {
        self.side = side
        self.limits = limits
        requests = RequestReader(limits: limits)
        responses = ResponseReader(limits: limits)
    }

    package mutating func receive(_ piece: some Collection<UInt8>) {
        // Moves what is unread, so that readers which kept an offset from the storage's begin would show it.
        buffer.discardReadBytes()
        buffer.writeBytes(piece)
        do throws(WireFault) {
            while reading.ending == .open, try advance() {}
        } catch {
            fail(error)
        }
        if reading.fault == nil { reading.rest = buffer.readableBytes }
    }

    package mutating func end() {
        guard reading.ending == .open, var body else { return }
        do throws(WireFault) {
            try body.end()
            try finish(body)
        } catch {
            fail(error)
        }
    }

    /// One step; false when more bytes are needed.
    private mutating func advance() throws(WireFault) -> Bool {
        guard body != nil else { return try readHead() }
        return try readBody()
    }

    private mutating func readHead() throws(WireFault) -> Bool {
        switch side {
        case .requests:
            guard try requests.read(&buffer) else { return false }
            reading.messages.append(WireMessage(requests.head))
        case .responses(let toHead):
            let answersHead = toHead >> (finalResponses & 7) & 1 != 0
            guard try responses.read(&buffer, toHead: answersHead) else { return false }
            reading.messages.append(WireMessage(responses.head))
            if !responses.head.isInterim { finalResponses &+= 1 }
        }
        let framing = reading.messages[reading.messages.count - 1].framing
        body = BodyReader(framing, limits: limits)
        return true
    }

    private mutating func readBody() throws(WireFault) -> Bool {
        guard var current = body.take() else { return false }
        if !current.isComplete {
            let before = buffer.readableBytes
            let payload = try current.read(&buffer)
            if let payload { reading.messages[reading.messages.count - 1].payload += payload.readableBytesView }
            if !current.isComplete {
                body = current
                return buffer.readableBytes < before
            }
        }
        try finish(current)
        return true
    }

    private mutating func finish(_ complete: BodyReader) throws(WireFault) {
        let last = reading.messages.count - 1
        reading.messages[last].trailers = complete.trailers?.listed() ?? []
        reading.messages[last].isComplete = true
        body = nil
        if reading.messages[last].start == .response(status: 101) {
            reading.ending = .switched
        } else if !reading.messages[last].keepsAlive {
            reading.ending = .closing
        }
    }

    private mutating func fail(_ fault: WireFault) {
        reading.ending = .fault(fault)
        reading.rest = 0
        if let last = reading.messages.indices.last, !reading.messages[last].isComplete {
            reading.messages[last].payload = []
        }
    }
}
