import HTTPWire
import Testing
import WireTranscript

@Suite("Response framing")
struct ResponseFramingTests {
    @Test("an answer open to two readings is refused", arguments: RefusedResponses.rows)
    func refuses(_ row: MessageRow) {
        let reading = WireReading.of(row.bytes, on: .responses)
        #expect(reading.ending == row.fault.map { .fault($0) })
        #expect(!reading.isComplete)
    }

    @Test("legal answers pass", arguments: AcceptedMessages.responses)
    func accepts(_ row: MessageRow) {
        #expect(WireReading.of(row.bytes, on: .responses).fault == nil)
    }

    @Test(
        "the body's length follows RFC 9112 §6.3",
        arguments: [
            ("200", "Content-Length: 5\r\n", BodyFraming.length(5)), ("200", "Content-Length: 0\r\n", .length(0)),
            ("200", "Transfer-Encoding: chunked\r\n", .chunked), ("200", "", .untilClose), ("404", "", .untilClose),
            ("204", "", .none), ("204", "Content-Length: 5\r\n", .none), ("304", "Content-Length: 5\r\n", .none),
            ("304", "Transfer-Encoding: chunked\r\n", .none), ("100", "", .none), ("103", "Link: </a>\r\n", .none),
            ("101", "", .none),
        ])
    func framing(_ status: String, _ lines: String, _ expected: BodyFraming) {
        let reading = WireReading.of("HTTP/1.1 \(status) X\r\n\(lines)\r\n", on: .responses)
        #expect(reading.messages.map(\.framing) == [expected])
    }

    @Test(
        "an answer to HEAD has no body whatever it says",
        arguments: ["", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"])
    func toHead(_ lines: String) {
        let reading = WireReading.of(
            "HTTP/1.1 200 OK\r\n\(lines)\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            on: .responses(toHead: 0b01))
        #expect(reading.messages.map(\.framing) == [.none, .length(2)])
        #expect(reading.messages.map(\.payloadText) == ["", "ok"])
    }

    @Test("interim answers do not use up the request's method")
    func interim() {
        let reading = WireReading.of(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", on: .responses(toHead: 0b01))
        #expect(reading.messages.map(\.framing) == [.none, .none])
        #expect(reading.isComplete)
    }

    @Test("a body until close is complete when the connection ends, and ends it")
    func untilClose() {
        let open = WireReading.of("HTTP/1.1 200 OK\r\n\r\nabc", on: .responses)
        #expect(!open.isComplete)
        let ended = WireReading.of("HTTP/1.1 200 OK\r\n\r\nabc", on: .responses, ends: true)
        #expect(ended.isComplete)
        #expect(ended.ending == .closing)
        #expect(ended.messages.map(\.payloadText) == ["abc"])
    }

    @Test(
        "the connection is reused by version, framing and Connection",
        arguments: [
            ("HTTP/1.1", "Content-Length: 0\r\n", true), ("HTTP/1.1", "", false),
            ("HTTP/1.1", "Content-Length: 0\r\nConnection: close\r\n", false),
            ("HTTP/1.0", "Content-Length: 0\r\n", false),
            ("HTTP/1.0", "Content-Length: 0\r\nConnection: keep-alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive\r\n", false),
            ("HTTP/1.1", "Content-Length: 0\r\nConnection: keep-alive, close\r\n", false),
        ])
    func keepsAlive(_ version: String, _ lines: String, _ expected: Bool) {
        let reading = WireReading.of("\(version) 200 OK\r\n\(lines)\r\n", on: .responses)
        #expect(reading.messages.map(\.keepsAlive) == [expected])
    }

    @Test(
        "a body that is cut short is a fault, not an end",
        arguments: ["Content-Length: 9", "Transfer-Encoding: chunked"])
    func cutShort(_ line: String) {
        let reading = WireReading.of("HTTP/1.1 200 OK\r\n\(line)\r\n\r\n5\r\nab", on: .responses, ends: true)
        #expect(reading.fault == .bodyCutShort)
    }

    @Test("bytes after 101 are the other protocol's")
    func switching() {
        let reading = WireReading.of("HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", on: .responses)
        #expect(reading.ending == .switched)
        #expect(reading.messages.count == 1)
        #expect(reading.rest == 19)
    }
}
