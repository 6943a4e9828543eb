import HTTPWire
import WireTranscript

/// Tables are written as text; the wire knows bytes only.
extension WireReading {
    static func of(
        _ text: String, on side: WireSide = .requests, limits: WireLimits = WireLimits(), ends: Bool = false
    ) -> WireReading {
        of(Array(text.utf8), on: side, limits: limits, ends: ends)
    }
}

extension WireMessage {
    var payloadText: String { String(decoding: payload, as: UTF8.self) }
}
