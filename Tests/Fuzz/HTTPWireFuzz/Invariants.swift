import HTTPWire
import WireTranscript

/// What must hold for every input, valid or not.
struct Invariants {
    private let input: FuzzInput

    init(_ input: FuzzInput) {
        self.input = input
    }

    func check() {
        let whole = reading(cuts: [])
        require(reading(cuts: input.cuts) == whole, "cut in four, they mean something else")
        require(reading(cuts: Array(input.bytes.indices.dropFirst())) == whole, "byte by byte, something else")
        require(whole.rest <= input.bytes.count, "more is left than there was")
        var count = whole.rest
        for message in whole.messages {
            checkPayload(message)
            if message.isComplete { checkSerialised(message) }
            count += message.payload.count
        }
        require(count <= input.bytes.count, "more was read than there was")
    }

    private func reading(cuts: [Int]) -> WireReading {
        WireReading.of(input.bytes, cuts: cuts, on: input.side, limits: input.limits, ends: input.ends)
    }

    private func checkPayload(_ message: WireMessage) {
        switch message.framing {
        case .none: require(message.payload.isEmpty, "a payload without a body")
        case .length(let length):
            require(message.payload.count <= length, "a payload above its length")
            require(!message.isComplete || message.payload.count == length, "a payload below its length")
        case .chunked: break
        case .untilClose:
            require(input.side != .requests, "a request until close")
            require(!message.isComplete || input.ends, "complete before the connection ended")
        }
    }

    /// Limits are left out: an extra blank or a chunk line of its own may cross them.
    private func checkSerialised(_ message: WireMessage) {
        let again = WireReading.of(
            message.serialised, on: sideAgain(of: message), ends: message.framing == .untilClose)
        require(again.messages == [message] && again.rest == 0, "written anew, the message means something else")
    }

    private func sideAgain(of message: WireMessage) -> WireSide {
        guard case .response(let status) = message.start else { return .requests }
        // A final response without a body that is not of the bodiless kind answered HEAD.
        let answeredHead = message.framing == .none && status >= 200 && status != 204 && status != 304
        return .responses(toHead: answeredHead ? 1 : 0)
    }

    private func require(_ condition: Bool, _ what: StaticString) {
        precondition(condition, "\(what)")
    }
}
