import HTTPWire
import Testing
import WireTranscript

/// However the network cuts a stream, it means the same: messages, ending, fault and what is left.
@Suite("Splits")
struct SplitTests {
    static let requests =
        AcceptedMessages.requests + RefusedRequests.rows + RefusedBodies.rows + limits(start: "GET / HTTP/1.1")
    static let responses = AcceptedMessages.responses + RefusedResponses.rows + limits(start: "HTTP/1.1 200 OK")

    @Test("cut in two at every byte, a request stream means the same", arguments: requests)
    func twoPieces(_ row: MessageRow) {
        check(row, on: .requests)
    }

    @Test("cut in two at every byte, a response stream means the same", arguments: responses)
    func twoPiecesOfResponse(_ row: MessageRow) {
        check(row, on: .responses)
        check(row, on: .responses(toHead: 0b01))
        check(row, on: .responses, ends: true)
    }

    @Test("cut in three at every pair of bytes, the small streams mean the same")
    func threePieces() {
        for row in SplitTests.requests where row.bytes.count <= 48 {
            let whole = WireReading.of(row.bytes, on: .requests)
            for first in row.bytes.indices {
                for second in first..<row.bytes.count {
                    let cut = WireReading.of(row.bytes, cuts: [first, second], on: .requests)
                    if cut != whole { Issue.record("\(row.name) at \(first) and \(second): \(cut)") }
                }
            }
        }
    }

    private func check(_ row: MessageRow, on side: WireSide, ends: Bool = false) {
        for limits in [WireLimits(), SplitTests.smallLimits] {
            let whole = WireReading.of(row.bytes, on: side, limits: limits, ends: ends)
            for cut in 1..<row.bytes.count {
                let reading = WireReading.of(row.bytes, cuts: [cut], on: side, limits: limits, ends: ends)
                if reading != whole { Issue.record("at \(cut): \(reading) instead of \(whole)") }
            }
            let single = WireReading.of(
                row.bytes, cuts: Array(1..<row.bytes.count), on: side, limits: limits, ends: ends)
            #expect(single == whole, "byte by byte")
        }
    }

    /// So small that many rows cross one of them, at one byte or another.
    private static var smallLimits: WireLimits {
        var limits = WireLimits()
        limits.requestLine = 24
        limits.fields = 40
        limits.fieldCount = 2
        limits.trailers = 12
        limits.chunkLine = 6
        limits.chunkExtensions = 4
        return limits
    }

    /// Heads whose fields end just below, at and above `smallLimits.fields`, with a good and a bad line end.
    private static func limits(start: String) -> [MessageRow] {
        (12...36).flatMap { count in
            ["\r\n\r\n", "\n\r\n", "\r\n\n"].map { end in
                let value = String(repeating: "v", count: count)
                return MessageRow("\(count) bytes, \(end.debugDescription)", "\(start)\r\nHost: \(value)\(end)")
            }
        }
    }
}
