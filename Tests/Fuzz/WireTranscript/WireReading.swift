package import HTTPWire

/// What a whole stream of bytes means: its messages in order and how it ended.
package struct WireReading: Equatable, Sendable {
    /// The last one may be unfinished.
    package var messages: [WireMessage] = []
    package var ending = Ending.open
    /// Bytes that belong to no message yet; not counted after a fault.
    package var rest = 0

    package enum Ending: Equatable, Sendable {
        /// More bytes could follow.
        case open
        /// The last message said that it is the last: what follows is nobody's.
        case closing
        /// The other protocol begins (101).
        case switched
        case fault(WireFault)
    }

    package var fault: WireFault? {
        if case .fault(let fault) = ending { fault } else { nil }
    }

    package var isComplete: Bool { messages.last?.isComplete ?? false }
}

extension WireReading {
    /// Reads `bytes` in the pieces that `cuts` make (offsets in ascending order). `ends`: the connection ends there.
    package static func of(
        _ bytes: [UInt8], cuts: [Int] = [], on side: WireSide, limits: WireLimits = WireLimits(), ends: Bool = false
    ) -> WireReading {
        var stream = WireStream(side, limits: limits)
        var start = 0
        for cut in cuts + [bytes.count] {
            stream.receive(bytes[start..<cut])
            start = cut
        }
        if ends { stream.end() }
        return stream.reading
    }
}

/// Which way the bytes travel.
package enum WireSide: Equatable, Sendable {
    case requests
    /// Bit `n` of the set (modulo 8) says that the `n`-th final response answers a HEAD request.
    case responses(toHead: UInt8)

    package static let responses = WireSide.responses(toHead: 0)
}
