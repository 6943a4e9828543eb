import HTTPWire
import Testing
import WireTranscript

@Suite("Limits")
struct LimitTests {
    @Test("a request line of 8 KiB passes, one byte more does not", arguments: [0, 1])
    func requestLine(_ excess: Int) {
        let blanksVersionAndEnd = "GET  HTTP/1.1\r\n".utf8.count
        let target = "/" + String(repeating: "a", count: (8 << 10) - blanksVersionAndEnd - 1 + excess)
        let reading = WireReading.of("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(reading.fault == (excess == 0 ? nil : .requestLineTooLong))
    }

    @Test("an endless request line is refused as soon as the limit is reached")
    func endlessRequestLine() {
        #expect(WireReading.of(String(repeating: "a", count: (8 << 10) - 1)).fault == nil)
        #expect(WireReading.of(String(repeating: "a", count: 8 << 10)).fault == .requestLineTooLong)
    }

    @Test("an endless status line is refused")
    func endlessStatusLine() {
        let line = "HTTP/1.1 200 " + String(repeating: "a", count: 8 << 10)
        #expect(WireReading.of(line, on: .responses).fault == .statusLine)
    }

    @Test("a header block of 64 KiB passes, one byte more does not", arguments: [0, 1])
    func fields(_ excess: Int) {
        var limits = WireLimits()
        limits.requestLine = 16
        let rest = " HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n".utf8.count
        let value = String(repeating: "v", count: limits.fields - rest + excess)
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n"
        #expect(WireReading.of(text, limits: limits).fault == (excess == 0 ? nil : .fieldsTooLarge))
        #expect(WireReading.of(text + "pipelined", limits: limits).messages.count == 1 - excess)
    }

    @Test("an endless field line is refused at the limit", arguments: [WireSide.requests, .responses])
    func endlessField(_ side: WireSide) {
        let start = side == .requests ? "GET / HTTP/1.1\r\nX: " : "HTTP/1.1 200 OK\r\nX: "
        let reading = WireReading.of(start + String(repeating: "v", count: 64 << 10), on: side)
        #expect(reading.fault == .fieldsTooLarge)
    }

    @Test("128 fields pass, one more does not", arguments: [0, 1])
    func fieldCount(_ excess: Int) {
        let lines = String(repeating: "x: y\r\n", count: 127 + excess)
        let fault: WireFault? = excess == 0 ? nil : .tooManyFields
        #expect(WireReading.of("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n").fault == fault)
        #expect(WireReading.of("HTTP/1.1 200 OK\r\nHost: a\r\n\(lines)\r\n", on: .responses).fault == fault)
    }

    @Test("Connection nominates 16 unknown fields, and no more", arguments: [0, 1])
    func nominations(_ excess: Int) {
        let names = (1...16 + excess).map { "x-\($0)" }.joined(separator: ",")
        let reading = WireReading.of("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(names)\r\n\r\n")
        #expect(reading.fault == (excess == 0 ? nil : .fieldsTooLarge))
    }

    @Test("a chunk line of 1 KiB passes, one byte more does not", arguments: [0, 1])
    func chunkLine(_ excess: Int) {
        let line = "3;" + String(repeating: "a", count: (1 << 10) - 4 + excess)
        #expect(chunked("\(line)\r\nabc\r\n0\r\n\r\n").fault == (excess == 0 ? nil : .chunkLineTooLong))
    }

    @Test("the extensions of all chunks of a message count together")
    func extensions() {
        // 512 bytes each with their CR; 32 of them are the 16 KiB.
        let chunk = "1;" + String(repeating: "a", count: 511) + "\r\nx\r\n"
        #expect(chunked(String(repeating: chunk, count: 32) + "0\r\n\r\n").fault == nil)
        #expect(chunked(String(repeating: chunk, count: 32) + "0;a\r\n\r\n").fault == .chunkExtension)
    }

    @Test("8 KiB of trailers pass, one byte more does not", arguments: [0, 1])
    func trailers(_ excess: Int) {
        let value = String(repeating: "v", count: (8 << 10) - "X: \r\n\r\n".utf8.count + excess)
        #expect(chunked("0\r\nX: \(value)\r\n\r\n").fault == (excess == 0 ? nil : .trailers))
        #expect(chunked("0\r\nX: \(value)vvvvvvvv").fault == .trailers)
    }

    @Test("as many trailers as fields pass, one more does not", arguments: [0, 1])
    func trailerCount(_ excess: Int) {
        let lines = String(repeating: "x: y\r\n", count: 128 + excess)
        #expect(chunked("0\r\n\(lines)\r\n").fault == (excess == 0 ? nil : .trailers))
    }

    @Test("the largest size line of one chunk is taken at its word")
    func largestChunk() {
        let reading = chunked("fffffffffffffff\r\nabc")
        #expect(reading.fault == nil)
        #expect(reading.messages.map(\.payloadText) == ["abc"])
    }

    private func chunked(_ body: String) -> WireReading {
        WireReading.of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
    }
}
